package org.sealpost.storage.sqlite;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.storage.groupcommit.Limits;
import org.sealpost.storage.tck.RestoreMarksContract;
import org.sealpost.storage.tck.StorageContracts;
import org.sealpost.storage.tck.StoreUnderTest;

class SqliteContractTest implements StorageContracts, RestoreMarksContract {
  /// Nobody else writes here: acknowledgements would wait out their second in nearly every case.
  private static final Limits IMPATIENT =
      new Limits(Limits.DEFAULT.queued(), Limits.DEFAULT.batch(), Duration.ofMillis(5));

  @TempDir Path folder;
  private StoreUnderTest store;

  @BeforeEach
  void open() {
    SqliteConfig config =
        SqliteConfig.forTests(folder.resolve("sealpost.db")).withCommits(IMPATIENT);
    store =
        new StoreUnderTest((limits, clock, beforeCommit) ->
            SqliteStorage.open(config.withInboxLimits(limits).withClock(clock), beforeCommit));
  }

  @Override
  public StoreUnderTest store() {
    return store;
  }

  @AfterEach
  void close() {
    store.close();
  }
}
