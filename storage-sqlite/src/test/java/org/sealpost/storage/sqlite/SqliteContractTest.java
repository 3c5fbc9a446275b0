package org.sealpost.storage.sqlite;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.storage.tck.StorageContracts;
import org.sealpost.storage.tck.StoreUnderTest;

class SqliteContractTest implements StorageContracts {
  @TempDir Path folder;
  private StoreUnderTest store;

  @BeforeEach
  void open() {
    SqliteConfig config = SqliteConfig.forTests(folder.resolve("sealpost.db"));
    store =
        new StoreUnderTest(
            (limits, clock) -> SqliteStorage.open(config.withInboxLimits(limits).withClock(clock)));
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
