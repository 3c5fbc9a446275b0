package org.sealpost.client.messages;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.sealpost.client.state.Arrived;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.work.Watched;
import org.sealpost.client.work.Worker;

/// Gives the application what was stored for it, one thing at a time and in order, on a thread of
/// its own; each is forgotten when the handler returns. A handler that throws is called again with
/// the same thing after a second; what a crash interrupted comes again at the next start.
public final class Handover implements AutoCloseable {
  private enum Todo {
    MORE,
    HANDING,
    NOTHING
  }

  private static final int PAGE = 32;

  /// Looks by itself now and then.
  private static final Duration LONG = Duration.ofHours(1);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final ClientState state;
  private final Clock clock;
  private final Consumer<Incoming> handler;
  private final Worker worker;
  private final Watched<Todo> todo = new Watched<>(Todo.MORE);

  public Handover(
      ClientState state,
      Clock clock,
      Consumer<Incoming> handler,
      Consumer<RuntimeException> failed) {
    this.state = state;
    this.clock = clock;
    this.handler = handler;
    this.worker = new Worker("sealpost-handover", this::work, failed);
  }

  public void start() {
    worker.start();
  }

  /// There is more to hand over.
  public void more() {
    todo.set(Todo.MORE);
  }

  /// Waits until everything stored so far has been handled.
  public boolean awaitIdle(Duration limit) throws InterruptedException {
    return todo.await(Todo.NOTHING::equals, limit);
  }

  private void work() throws InterruptedException {
    while (true) {
      boolean _ = todo.await(Todo.MORE::equals, LONG);
      todo.set(Todo.HANDING);
      List<Arrived> page;
      do {
        page = state.unhandled(PAGE);
        for (Arrived arrived : page) {
          hand(arrived);
        }
      } while (!page.isEmpty());
      todo.replace(Todo.HANDING, Todo.NOTHING);
    }
  }

  private void hand(Arrived arrived) throws InterruptedException {
    Optional<Incoming> incoming = ArrivedReader.read(arrived, clock.instant());
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

  @Override
  public void close() {
    worker.close();
  }
}
