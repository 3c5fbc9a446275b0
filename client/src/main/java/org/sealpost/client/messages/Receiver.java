package org.sealpost.client.messages;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.state.Self;
import org.sealpost.client.transport.Answers;
import org.sealpost.client.transport.IncomingRequest;
import org.sealpost.client.work.Worker;
import org.sealpost.protocol.proto.Envelope;

/// Takes what the server pushes: decrypts, stores, acknowledges. Envelopes that wait together are
/// committed together, and each is acknowledged only after that commit; so a crash brings an
/// envelope again and loses none. The queue in front is bounded: when it is full the socket is not
/// read and the server waits.
public final class Receiver implements AutoCloseable {
  private static final int QUEUE = 256;
  private static final int BATCH = 64;

  /// How often one who waits for a place sees whether there is still somebody to make one.
  private static final Duration LOOK_UP = Duration.ofMillis(200);

  /// What happens next, told outside any transaction.
  public interface Events {
    /// Something was stored for the application.
    void stored();

    /// The server has sent everything that waited.
    void caughtUp();

    /// The state cannot be written. Nothing is taken any more, and nothing acknowledged.
    void failed(RuntimeException cause);
  }

  private record Pushed(Answers from, IncomingRequest request) {}

  private final ClientState state;
  private final Arrivals arrivals;
  private final DeviceCipher cipher;
  private final Events events;
  private final BlockingQueue<Pushed> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Worker worker;
  private volatile boolean ended;

  public Receiver(ClientState state, Self self, DeviceCipher cipher, Clock clock, Events events) {
    this.state = state;
    this.arrivals = new Arrivals(state, self, cipher, clock);
    this.cipher = cipher;
    this.events = events;
    this.worker = new Worker("sealpost-receiver", this::work, this::fail);
  }

  public void start() {
    worker.start();
  }

  /// Hands over a request of the server; waits while the queue is full. What comes after the end is
  /// left: the server still has it.
  public void accept(Answers from, IncomingRequest request) {
    Pushed pushed = new Pushed(from, request);
    try {
      boolean taken = false;
      while (!taken && !ended) {
        taken = queue.offer(pushed, LOOK_UP.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() throws InterruptedException {
    List<Pushed> batch = new ArrayList<>(BATCH);
    while (true) {
      batch.add(queue.take());
      queue.drainTo(batch, BATCH - 1);
      take(batch);
      batch.clear();
    }
  }

  private void take(List<Pushed> batch) {
    boolean stored =
        state.transaction(() -> {
          boolean any = false;
          for (Pushed pushed : batch) {
            any |= store(pushed.request());
          }
          return any;
        });
    boolean caughtUp = false;
    for (Pushed pushed : batch) {
      if (pushed.request().path().equals(IncomingRequest.MESSAGE)) {
        acknowledge(pushed);
      } else if (pushed.request().path().equals(IncomingRequest.QUEUE_EMPTY)) {
        caughtUp = true;
      }
    }
    if (stored) {
      events.stored();
    }
    if (caughtUp) {
      events.caughtUp();
    }
  }

  /// On the connection that it came from; if that is gone the envelope comes again and is known.
  private static void acknowledge(Pushed pushed) {
    try {
      pushed.from().respond(pushed.request().id(), 200, "OK");
    } catch (IOException e) {
      // See above.
    }
  }

  private boolean store(IncomingRequest request) {
    return switch (request.path()) {
      case IncomingRequest.MESSAGE -> {
        try {
          yield store(Envelope.parseFrom(request.body().unsafeArray()));
        } catch (InvalidProtocolBufferException e) {
          yield unreadable(Incoming.Reason.MALFORMED, 0);
        }
      }
      case IncomingRequest.QUEUE_EMPTY -> {
        Optional<Long> gap =
            Optional.ofNullable(request.headers().get("x-sealpost-gap"))
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::parseLong)
                .filter(count -> count > 0);
        gap.ifPresent(count -> arrivals.note(ArrivedKind.GAP, "", 0, 0, Long.toString(count)));
        yield gap.isPresent();
      }
      default -> false;
    };
  }

  private boolean store(Envelope envelope) {
    Opened opened;
    try {
      opened = state.attempt(() -> decryptOrUndo(envelope));
    } catch (UndecryptableException e) {
      opened = e.result;
    }
    return switch (opened) {
      case Opened.Plaintext plaintext -> arrivals.take(envelope, plaintext);
      case Opened.Failed(var reason) -> unreadable(reason, envelope.getServerTimestamp());
      case Opened.Repeat _, Opened.Nothing _ -> false;
    };
  }

  /// What a failed decryption wrote is undone: a stranger's broken message changes no session.
  private Opened decryptOrUndo(Envelope envelope) throws UndecryptableException {
    Opened opened = cipher.decrypt(envelope);
    if (!(opened instanceof Opened.Plaintext(var sender, _, _))) {
      throw new UndecryptableException(opened);
    }
    if (state.peers().takeIdentityChange(sender.aci())) {
      arrivals.note(ArrivedKind.IDENTITY_CHANGED, sender.aci().text(), sender.deviceId(), 0, "");
    }
    return opened;
  }

  private boolean unreadable(Incoming.Reason reason, long serverTime) {
    arrivals.note(ArrivedKind.UNREADABLE, "", 0, serverTime, reason.name());
    return true;
  }

  private void fail(RuntimeException cause) {
    ended = true;
    events.failed(cause);
  }

  @Override
  public void close() {
    ended = true;
    worker.close();
  }

  /// Carries what came out of a decryption through the undoing of what it wrote.
  private static final class UndecryptableException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Opened result;

    UndecryptableException(Opened result) {
      super(null, null, false, false);
      this.result = result;
    }
  }
}
