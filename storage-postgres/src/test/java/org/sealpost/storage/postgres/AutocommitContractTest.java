package org.sealpost.storage.postgres;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.sealpost.storage.tck.AccountStoreContract;
import org.sealpost.storage.tck.InboxStoreContract;
import org.sealpost.storage.tck.PreKeyStoreContract;
import org.sealpost.storage.tck.ProfileAndKeyContract;
import org.sealpost.storage.tck.RegistrationStoreContract;
import org.sealpost.storage.tck.StorageContract;
import org.sealpost.storage.tck.StoreUnderTest;
import org.sealpost.storage.tck.history.RandomHistoryContract;

/// One node as in production, where no commit can be stopped: every contract but the overlaps.
class AutocommitContractTest
    implements StorageContract,
        AccountStoreContract,
        InboxStoreContract,
        PreKeyStoreContract,
        ProfileAndKeyContract,
        RegistrationStoreContract,
        RandomHistoryContract {
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
        new StoreUnderTest((limits, clock, _) ->
            PostgresStorage.open(database.config().withInboxLimits(limits).withClock(clock)));
  }

  @Override
  public StoreUnderTest store() {
    return store;
  }

  @Override
  public int historySteps() {
    return 1_000;
  }

  @AfterEach
  void close() {
    store.close();
  }
}
