package org.sealpost.storage.postgres;

import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.sealpost.storage.tck.AccountDeletionContract;
import org.sealpost.storage.tck.AccountStoreContract;
import org.sealpost.storage.tck.AuditStoreContract;
import org.sealpost.storage.tck.AuditedActionContract;
import org.sealpost.storage.tck.InboxStoreContract;
import org.sealpost.storage.tck.KeyGenerationContract;
import org.sealpost.storage.tck.MediaContract;
import org.sealpost.storage.tck.PreKeyStoreContract;
import org.sealpost.storage.tck.ProfileAndKeyContract;
import org.sealpost.storage.tck.RegistrationStoreContract;
import org.sealpost.storage.tck.RestoreMarksContract;
import org.sealpost.storage.tck.StorageContract;
import org.sealpost.storage.tck.StoreUnderTest;
import org.sealpost.storage.tck.history.RandomHistoryContract;
import org.sealpost.testing.postgres.TransactionPooler;

/// One node as in production, where no commit can be stopped, behind a pooler in transaction mode
/// that has fewer sessions than the node has connections: every contract but those that stop a
/// commit.
class AutocommitContractTest
    implements StorageContract,
        AccountStoreContract,
        AccountDeletionContract,
        AuditStoreContract,
        AuditedActionContract,
        InboxStoreContract,
        KeyGenerationContract,
        MediaContract,
        PreKeyStoreContract,
        ProfileAndKeyContract,
        RegistrationStoreContract,
        RestoreMarksContract,
        RandomHistoryContract {
  private static TestDatabase database;
  private static TransactionPooler pooler;
  private StoreUnderTest store;

  @BeforeAll
  static void migrate() {
    database = TestDatabase.create();
    pooler = TransactionPooler.start(database.server(), database.name(), 3);
    PostgresStorage.open(pooled()).close();
  }

  private static PostgresConfig pooled() {
    return database.config(pooler.url()).withMigrationUrl(Optional.of(database.url()));
  }

  @BeforeEach
  void open() {
    database.empty();
    store =
        new StoreUnderTest((limits, clock, _) ->
            PostgresStorage.open(pooled().withInboxLimits(limits).withClock(clock)));
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

  @AfterAll
  static void closePooler() {
    pooler.close();
  }
}
