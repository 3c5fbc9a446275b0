package org.sealpost.storage.sqlite;

import java.util.List;
import java.util.Optional;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.datakeys.DataKeyStore;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.datakeys.OwnedKey;
import org.sealpost.storage.datakeys.WrappedKey;

/// Wrapped data keys.
final class SqliteDataKeyStore implements DataKeyStore {
  private final Writer writer;
  private final Readers readers;

  SqliteDataKeyStore(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public Optional<WrappedKey> find(KeyOwner owner) {
    return readers.read(tables -> tables.dataKeys().find(owner));
  }

  @Override
  public WrappedKey putIfAbsent(KeyOwner owner, WrappedKey key) {
    return writer.write(access -> {
      DataKeyTable keys = access.tables().dataKeys();
      Optional<WrappedKey> kept = keys.find(owner);
      if (kept.isEmpty()) {
        keys.insert(owner, key);
      }
      return kept.orElse(key);
    });
  }

  @Override
  public List<OwnedKey> wrappedBefore(int generation, int max) {
    return readers.read(tables -> tables.dataKeys().wrappedBefore(generation, max));
  }

  @Override
  public boolean rewrap(OwnedKey present, WrappedKey next) {
    return writer.write(access -> {
      DataKeyTable keys = access.tables().dataKeys();
      boolean asExpected = keys.find(present.owner()).equals(Optional.of(present.key()));
      if (asExpected) {
        keys.replace(present.owner(), next);
      }
      return asExpected;
    });
  }

  @Override
  public boolean retireBefore(int generation, List<AuditEntry> audit) {
    List<AuditEntry> entries = List.copyOf(audit);
    return writer.write(access -> {
      DataKeyTable keys = access.tables().dataKeys();
      if (!keys.wrappedBefore(generation, 1).isEmpty()) {
        return false;
      }
      keys.setOldestGeneration(Math.max(keys.oldestGeneration(), generation));
      access.tables().audit().insert(entries);
      return true;
    });
  }

  @Override
  public int oldestGeneration() {
    return readers.read(tables -> tables.dataKeys().oldestGeneration());
  }
}
