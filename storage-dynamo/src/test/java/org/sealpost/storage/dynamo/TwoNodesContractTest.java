package org.sealpost.storage.dynamo;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.sealpost.storage.tck.EndingOverlapContract;
import org.sealpost.storage.tck.InboxStoreContract;
import org.sealpost.storage.tck.OverlapContract;
import org.sealpost.storage.tck.PreKeyStoreContract;
import org.sealpost.storage.tck.StoreUnderTest;
import org.sealpost.storage.tck.history.RandomHistoryContract;

/// Contracts that a node's memory could break, over two nodes that take turns.
class TwoNodesContractTest
    implements InboxStoreContract,
        PreKeyStoreContract,
        OverlapContract,
        EndingOverlapContract,
        RandomHistoryContract {
  private StoreUnderTest store;

  @BeforeEach
  void open() {
    DynamoConfig tables = TestTables.fresh().withTuning(TestTables.countingAlways());
    store =
        new StoreUnderTest((limits, clock, beforeCommit) -> {
          DynamoConfig config = tables.withInboxLimits(limits).withClock(clock);
          DynamoStorage.Hooks hooks = new DynamoStorage.Hooks(beforeCommit, List.of());
          return new TwoNodes(DynamoStorage.open(config, hooks), DynamoStorage.open(config, hooks));
        });
  }

  @Override
  public StoreUnderTest store() {
    return store;
  }

  @Override
  public int historySteps() {
    return 400;
  }

  @AfterEach
  void close() {
    store.close();
  }
}
