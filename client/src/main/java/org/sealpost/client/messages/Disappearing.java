package org.sealpost.client.messages;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.sealpost.client.content.Message.TextName;
import org.sealpost.client.messages.ArrivedReader.PeerAndNumber;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.state.ConversationRecords;
import org.sealpost.client.state.ConversationRecords.Over;
import org.sealpost.client.state.Self;
import org.sealpost.client.work.Worker;

/// Sees to it that texts go when their time is over: what the SDK itself still holds of one is
/// removed, and the application is told, in one commit. Deadlines are in the state, so what was
/// over while no client ran goes at the next start.
public final class Disappearing implements AutoCloseable {
  private static final int PAGE = 64;

  /// The clock may be put right meanwhile.
  private static final Duration LOOK_UP = Duration.ofMinutes(1);

  private final ClientState state;
  private final ConversationRecords conversations;
  private final Self self;
  private final Clock clock;
  private final Runnable stored;
  private final Semaphore asked = new Semaphore(0);
  private final Worker worker;

  /// @param stored called when there is something to hand over
  public Disappearing(
      ClientState state,
      Self self,
      Clock clock,
      Runnable stored,
      Consumer<RuntimeException> failed) {
    this.state = state;
    this.conversations = state.conversations();
    this.self = self;
    this.clock = clock;
    this.stored = stored;
    this.worker = new Worker("sealpost-disappearing", this::work, failed);
  }

  public void start() {
    worker.start();
  }

  /// There may be a nearer deadline.
  public void wake() {
    asked.release();
  }

  private void work() throws InterruptedException {
    while (true) {
      while (removeSome()) {
        stored.run();
      }
      boolean _ = asked.tryAcquire(untilNext().toMillis(), TimeUnit.MILLISECONDS);
      asked.drainPermits();
    }
  }

  private Duration untilNext() {
    Duration next =
        conversations
            .nextDeadline()
            .map(deadline -> Duration.between(clock.instant(), deadline))
            .orElse(LOOK_UP);
    return next.compareTo(LOOK_UP) > 0 ? LOOK_UP : next;
  }

  private boolean removeSome() {
    Instant now = clock.instant();
    return state.transaction(() -> {
      List<Over> over = conversations.over(now, PAGE);
      over.forEach(this::remove);
      return !over.isEmpty();
    });
  }

  private void remove(Over over) {
    TextName text = over.text();
    conversations.forget(text);
    state.withdraw(text);
    if (text.author().equals(self.aci())) {
      state.dropTranscripts(text.sentAt());
    }
    state.arrived(
        ArrivedKind.DISAPPEARED.name(),
        text.author().text(),
        0,
        0,
        false,
        new PeerAndNumber(over.peer(), text.sentAt()).toBytes());
  }

  @Override
  public void close() {
    worker.close();
  }
}
