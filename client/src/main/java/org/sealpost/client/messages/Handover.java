package org.sealpost.client.messages;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.sealpost.client.content.ContentCodec;
import org.sealpost.client.content.Message;
import org.sealpost.client.state.Arrived;
import org.sealpost.client.state.ClientState;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.Uuids;

/// Gives the application what was stored for it, one thing at a time and in order, on a thread of
/// its own; each is forgotten when the handler returns. A handler that throws is called again with
/// the same thing after a second; what a crash interrupted comes again at the next start.
public final class Handover implements AutoCloseable {
  private static final int PAGE = 32;
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final ClientState state;
  private final Consumer<Incoming> handler;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;
  private boolean more = true;
  private boolean idle;

  public Handover(ClientState state, Consumer<Incoming> handler) {
    this.state = state;
    this.handler = handler;
    this.thread = Thread.ofPlatform().daemon().name("sealpost-handover").unstarted(this::work);
  }

  public void start() {
    thread.start();
  }

  /// There is more to hand over.
  public void more() {
    lock.lock();
    try {
      more = true;
      idle = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until everything stored so far has been handled.
  public boolean awaitIdle(Duration limit) throws InterruptedException {
    lock.lock();
    try {
      long nanos = limit.toNanos();
      while (!idle) {
        if (nanos <= 0) {
          return false;
        }
        nanos = changed.awaitNanos(nanos);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    try {
      while (true) {
        awaitMore();
        List<Arrived> page;
        do {
          page = state.unhandled(PAGE);
          for (Arrived arrived : page) {
            hand(arrived);
          }
        } while (!page.isEmpty());
        rest();
      }
    } catch (InterruptedException e) {
      // close() said so.
    }
  }

  private void awaitMore() throws InterruptedException {
    lock.lock();
    try {
      while (!more) {
        changed.await();
      }
      more = false;
    } finally {
      lock.unlock();
    }
  }

  private void rest() {
    lock.lock();
    try {
      idle = !more;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void hand(Arrived arrived) throws InterruptedException {
    Optional<Incoming> incoming = read(arrived);
    boolean done = incoming.isEmpty();
    while (!done) {
      try {
        handler.accept(incoming.get());
        done = true;
      } catch (RuntimeException e) {
        TimeUnit.NANOSECONDS.sleep(AFTER_FAILURE.toNanos());
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    state.handled(arrived.position());
  }

  private static Optional<Incoming> read(Arrived arrived) {
    return switch (ArrivedKind.valueOf(arrived.kind())) {
      case MESSAGE -> author(arrived).flatMap(author -> message(arrived, author));
      case UNREADABLE ->
          Optional.of(new Incoming.Unreadable(Incoming.Reason.valueOf(text(arrived.body()))));
      case IDENTITY_CHANGED -> author(arrived).map(Incoming.IdentityChanged::new);
      case GAP -> Optional.of(new Incoming.Gap(Long.parseLong(text(arrived.body()))));
    };
  }

  private static Optional<ServiceId.Aci> author(Arrived arrived) {
    return Uuids.parse(arrived.author()).map(ServiceId.Aci::new);
  }

  private static Optional<Incoming> message(Arrived arrived, ServiceId.Aci author) {
    return ContentCodec.decode(arrived.body().unsafeArray())
        .map(ContentCodec.Decoded::message)
        .map(message ->
            switch (message) {
              case Message.Text(var body, var sentAt) ->
                  new Incoming.Text(
                      author,
                      arrived.device(),
                      body,
                      sentAt,
                      arrived.serverTime(),
                      arrived.sealedSender());
              case Message.DeleteForEveryone(var target, _) ->
                  new Incoming.DeletedForEveryone(author, target);
              case Message.Delivered(var times) ->
                  new Incoming.Delivered(author, arrived.device(), times);
              case Message.Transcript(var to, var sent) ->
                  new Incoming.SentElsewhere(arrived.device(), to, sent);
            });
  }

  private static String text(Bytes body) {
    return new String(body.unsafeArray(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    thread.interrupt();
    if (thread.isAlive() && Thread.currentThread() != thread) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
