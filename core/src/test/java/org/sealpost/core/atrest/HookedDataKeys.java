package org.sealpost.core.atrest;

import java.util.List;
import java.util.Optional;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.datakeys.DataKeyStore;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.datakeys.OwnedKey;
import org.sealpost.storage.datakeys.WrappedKey;

/// A store of data keys in which something happens between the first read and its answer.
final class HookedDataKeys implements DataKeyStore {
  private final DataKeyStore inner;
  private Optional<Runnable> hook;

  HookedDataKeys(DataKeyStore inner, Runnable hook) {
    this.inner = inner;
    this.hook = Optional.of(hook);
  }

  @Override
  public Optional<WrappedKey> find(KeyOwner owner) {
    Optional<WrappedKey> found = inner.find(owner);
    Optional<Runnable> now = hook;
    hook = Optional.empty();
    now.ifPresent(Runnable::run);
    return found;
  }

  @Override
  public WrappedKey putIfAbsent(KeyOwner owner, WrappedKey key) {
    return inner.putIfAbsent(owner, key);
  }

  @Override
  public List<OwnedKey> wrappedBefore(int generation, int max) {
    return inner.wrappedBefore(generation, max);
  }

  @Override
  public boolean rewrap(OwnedKey present, WrappedKey next) {
    return inner.rewrap(present, next);
  }

  @Override
  public boolean retireBefore(int generation, List<AuditEntry> audit) {
    return inner.retireBefore(generation, audit);
  }

  @Override
  public int oldestGeneration() {
    return inner.oldestGeneration();
  }
}
