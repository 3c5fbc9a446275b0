package org.sealpost.storage.tck.history;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.storage.tck.StoreContract;
import org.sealpost.storage.tck.StoreUnderTest;

/// Whatever is asked of a store, one call after the other, it answers as the model does. To look at
/// one seed: `-Dsealpost.history.seed=N`; to run more: `-Dsealpost.history.seeds=N`; longer ones:
/// `-Dsealpost.history.steps=N`.
public interface RandomHistoryContract extends StoreContract {
  String SEEDS = "org.sealpost.storage.tck.history.RandomHistoryContract#seeds";

  /// How long a history is, by what a write costs here. A few hundred steps fill an inbox; a
  /// thousand see every kind of step in every state many times.
  default int historySteps() {
    return 2_000;
  }

  static LongStream seeds() {
    Long one = Long.getLong("sealpost.history.seed");
    return one != null
        ? LongStream.of(one)
        : LongStream.rangeClosed(1, Integer.getInteger("sealpost.history.seeds", 2));
  }

  @ParameterizedTest
  @MethodSource(SEEDS)
  default void aRandomHistoryAgreesWithTheModel(long seed) {
    new History(store(), seed, 0).run(steps());
  }

  /// One call in ten fails: half of these have happened and only their answer is lost.
  @ParameterizedTest
  @MethodSource(SEEDS)
  default void aRandomHistoryWithLostAnswersAgreesWithTheModel(long seed) {
    new History(store(), seed, 0.1).run(steps());
  }

  /// Leaves a store behind in which much has happened.
  static void play(StoreUnderTest store, long seed, int steps) {
    new History(store, seed, 0).run(steps);
  }

  private int steps() {
    return Integer.getInteger("sealpost.history.steps", historySteps());
  }
}
