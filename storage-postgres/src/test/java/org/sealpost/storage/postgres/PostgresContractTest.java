package org.sealpost.storage.postgres;

import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.sealpost.storage.tck.StorageContracts;
import org.sealpost.storage.tck.StoreUnderTest;

/// All contracts, over two nodes of one database that take turns: what a node remembers, and the
/// locks, must hold for both. A commit can be stopped here, so it takes a round trip of its own.
class PostgresContractTest implements StorageContracts {
  private static TestDatabase database;
  private StoreUnderTest store;

  @BeforeAll
  static void migrate() {
    database = TestDatabase.create();
    PostgresStorage.open(database.config()).close();
  }

  @BeforeEach
  void open() {
    database.empty();
    store =
        new StoreUnderTest((limits, clock, beforeCommit) -> {
          PostgresConfig config = database.config().withInboxLimits(limits).withClock(clock);
          return new TwoNodes(
              PostgresStorage.open(config, Optional.of(beforeCommit)),
              PostgresStorage.open(config, Optional.of(beforeCommit)));
        });
  }

  @Override
  public StoreUnderTest store() {
    return store;
  }

  /// Each step is a sync, and two or three round trips.
  @Override
  public int historySteps() {
    return 1_000;
  }

  @AfterEach
  void close() {
    store.close();
  }
}
