package org.sealpost.storage.tck.model;

import java.util.List;
import java.util.Optional;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.datakeys.DataKeyStore;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.datakeys.OwnedKey;
import org.sealpost.storage.datakeys.WrappedKey;

/// Data keys of the model.
class ModelDataKeys implements DataKeyStore {
  private final ModelData data;

  ModelDataKeys(ModelData data) {
    this.data = data;
  }

  @Override
  public Optional<WrappedKey> find(KeyOwner owner) {
    return data.locked(() -> Optional.ofNullable(data.dataKeys.get(owner)));
  }

  @Override
  public WrappedKey putIfAbsent(KeyOwner owner, WrappedKey key) {
    return data.committed(() -> {
      WrappedKey kept = data.dataKeys.get(owner);
      if (kept != null) {
        return kept;
      }
      data.refuseRetired(key);
      data.dataKeys.put(owner, key);
      return key;
    });
  }

  @Override
  public List<OwnedKey> wrappedBefore(int generation, int max) {
    return data.locked(() ->
        data.dataKeys.entrySet().stream()
            .filter(key -> key.getValue().generation() < generation)
            .limit(max)
            .map(key -> new OwnedKey(key.getKey(), key.getValue()))
            .toList());
  }

  @Override
  public boolean rewrap(OwnedKey present, WrappedKey next) {
    return data.committed(() -> {
      if (!present.key().equals(data.dataKeys.get(present.owner()))) {
        return false;
      }
      data.refuseRetired(next);
      data.dataKeys.put(present.owner(), next);
      return true;
    });
  }

  @Override
  public boolean retireBefore(int generation, List<AuditEntry> audit) {
    return data.committed(() -> {
      if (isAnyWrappedBefore(generation)) {
        return false;
      }
      data.oldestGeneration = Math.max(data.oldestGeneration, generation);
      data.keepPending(audit);
      return true;
    });
  }

  boolean isAnyWrappedBefore(int generation) {
    return data.dataKeys.values().stream().anyMatch(key -> key.generation() < generation);
  }

  @Override
  public int oldestGeneration() {
    return data.locked(() -> data.oldestGeneration);
  }
}
