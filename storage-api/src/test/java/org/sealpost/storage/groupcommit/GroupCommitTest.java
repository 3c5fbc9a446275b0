package org.sealpost.storage.groupcommit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sealpost.storage.groupcommit.Action.Reason;
import org.sealpost.storage.groupcommit.CommitHistory.Request;

class GroupCommitTest {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Limits LIMITS =
      new Limits(new Size(20, 2_000), new Size(8, 1_000), PATIENCE);

  private final CommitHistory history = new CommitHistory(LIMITS);

  @Test
  void aLonePromptRequestPaysNoGathering() {
    Request alone = history.arrive(Urgency.PROMPT, 1, 10);
    assertThat(history.commits()).containsExactly(List.of(alone));
  }

  @Test
  void whatArrivesDuringACommitSharesTheNext() {
    history.arrive(Urgency.PROMPT, 1, 10);
    Request second = history.arrive(Urgency.PROMPT, 1, 10);
    Request third = history.arrive(Urgency.PROMPT, 1, 10);
    history.endCommit();
    assertThat(history.commits().getLast()).containsExactly(second, third);
  }

  @Test
  void relaxedRequestsRideBehindPromptOnes() {
    Request acknowledgement = history.arrive(Urgency.RELAXED, 1, 10);
    assertThat(history.commits()).isEmpty();
    Request append = history.arrive(Urgency.PROMPT, 1, 10);
    assertThat(history.commits()).containsExactly(List.of(append, acknowledgement));
  }

  @Test
  void relaxedRequestsAloneWaitForTheirPatience() {
    Request acknowledgement = history.arrive(Urgency.RELAXED, 1, 10);
    history.pass(PATIENCE.toNanos() - 1);
    assertThat(history.commits()).isEmpty();
    history.pass(1);
    assertThat(history.commits()).containsExactly(List.of(acknowledgement));
  }

  @Test
  void aWholeBatchOfRelaxedRequestsDoesNotWait() {
    for (int i = 0; i < 8; i++) {
      history.arrive(Urgency.RELAXED, 1, 10);
    }
    assertThat(history.commits()).isEmpty();
    history.arrive(Urgency.RELAXED, 1, 10);
    assertThat(history.commits()).hasSize(1);
  }

  @Test
  void aFullQueueRefusesOneKindAndNotTheOther() {
    history.arrive(Urgency.PROMPT, 1, 10);
    for (int i = 0; i < 21; i++) {
      history.arrive(Urgency.PROMPT, 1, 10);
    }
    assertThat(history.refusals()).containsExactly(Reason.BUSY);
    history.arrive(Urgency.RELAXED, 1, 10);
    assertThat(history.refusals()).hasSize(1);
  }

  @Test
  void bytesAreBoundedToo() {
    history.arrive(Urgency.PROMPT, 1, 10);
    history.arrive(Urgency.PROMPT, 1, 1_500);
    history.arrive(Urgency.PROMPT, 1, 501);
    assertThat(history.refusals()).containsExactly(Reason.BUSY);
  }

  @Test
  void aRequestLargerThanABatchIsCommittedByItself() {
    history.arrive(Urgency.PROMPT, 1, 10);
    Request large = history.arrive(Urgency.PROMPT, 30, 9_000);
    history.endCommit();
    assertThat(history.commits().getLast()).containsExactly(large);
  }

  @Test
  void closingCommitsWhatWaitsAndRefusesTheRest() {
    history.arrive(Urgency.PROMPT, 1, 10);
    Request waiting = history.arrive(Urgency.RELAXED, 1, 10);
    history.close();
    history.arrive(Urgency.PROMPT, 1, 10);
    assertThat(history.refusals()).containsExactly(Reason.CLOSED);
    history.endCommit();
    assertThat(history.commits().getLast()).containsExactly(waiting);
    assertThat(history.isFinished()).isFalse();
    history.endCommit();
    assertThat(history.isFinished()).isTrue();
  }

  @Test
  void randomHistoriesKeepEveryPromise() {
    for (long seed = 0; seed < 500; seed++) {
      try {
        play(new Random(seed));
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private static void play(Random random) {
    CommitHistory history = new CommitHistory(LIMITS);
    for (int step = 0; step < 300; step++) {
      switch (random.nextInt(6)) {
        case 0, 1 -> arrive(history, random, Urgency.PROMPT);
        case 2 -> arrive(history, random, Urgency.RELAXED);
        case 3 -> history.pass(random.nextLong(PATIENCE.toNanos()));
        default -> {
          if (history.isUnderWay()) {
            history.endCommit();
          }
        }
      }
    }
    history.close();
    arrive(history, random, Urgency.PROMPT);
    while (history.isUnderWay()) {
      history.endCommit();
    }
    assertThat(history.isFinished()).isTrue();
  }

  private static void arrive(CommitHistory history, Random random, Urgency urgency) {
    history.arrive(urgency, random.nextInt(12), random.nextLong(1_200));
  }
}
