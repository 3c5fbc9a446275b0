package org.sealpost.storage.tck.model;

import java.util.Optional;
import org.sealpost.storage.datakeys.DataKeyStore;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.datakeys.WrappedKey;

/// Data keys of the model.
class ModelDataKeys implements DataKeyStore {
  private final ModelData data;

  ModelDataKeys(ModelData data) {
    this.data = data;
  }

  @Override
  public Optional<WrappedKey> find(KeyOwner owner) {
    return data.locked(() -> Optional.ofNullable(data.dataKeys.get(owner.text())));
  }

  @Override
  public WrappedKey putIfAbsent(KeyOwner owner, WrappedKey key) {
    return data.committed(() -> data.dataKeys.computeIfAbsent(owner.text(), _ -> key));
  }
}
