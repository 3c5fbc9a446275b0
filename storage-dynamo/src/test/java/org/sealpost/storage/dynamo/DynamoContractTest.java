package org.sealpost.storage.dynamo;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.sealpost.storage.tck.RestoreMarksContract;
import org.sealpost.storage.tck.StorageContracts;
import org.sealpost.storage.tck.StoreUnderTest;

/// All contracts.
class DynamoContractTest implements StorageContracts, RestoreMarksContract {
  private StoreUnderTest store;

  @BeforeEach
  void open() {
    DynamoConfig tables = TestTables.fresh();
    store =
        new StoreUnderTest((limits, clock, beforeCommit) ->
            DynamoStorage.open(
                tables.withInboxLimits(limits).withClock(clock),
                new DynamoStorage.Hooks(beforeCommit, List.of())));
  }

  @Override
  public StoreUnderTest store() {
    return store;
  }

  /// Each step is a round trip or several to a child process.
  @Override
  public int historySteps() {
    return 500;
  }

  @AfterEach
  void close() {
    store.close();
  }
}
