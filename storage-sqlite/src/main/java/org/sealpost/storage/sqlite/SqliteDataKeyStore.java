package org.sealpost.storage.sqlite;

import java.util.Optional;
import org.sealpost.storage.datakeys.DataKeyStore;
import org.sealpost.storage.datakeys.KeyOwner;
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
      return keys.insert(owner, key) ? key : keys.find(owner).orElseThrow();
    });
  }
}
