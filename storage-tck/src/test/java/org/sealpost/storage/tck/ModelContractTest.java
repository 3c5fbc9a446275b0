package org.sealpost.storage.tck;

import org.junit.jupiter.api.AfterEach;
import org.sealpost.storage.tck.model.ModelData;
import org.sealpost.storage.tck.model.ModelStorage;

/// The model passes the contracts itself.
class ModelContractTest implements StorageContracts, RestoreMarksContract {
  private final ModelData data = new ModelData();
  private final StoreUnderTest store =
      new StoreUnderTest(
          (limits, clock, beforeCommit) -> new ModelStorage(data, limits, clock, beforeCommit));

  @Override
  public StoreUnderTest store() {
    return store;
  }

  @AfterEach
  void close() {
    store.close();
  }
}
