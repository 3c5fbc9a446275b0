package org.sealpost.storage.postgres;

import java.util.Optional;
import org.sealpost.storage.datakeys.DataKeyStore;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.datakeys.WrappedKey;

/// Wrapped data keys.
final class PostgresDataKeyStore implements DataKeyStore {
  private final Database database;

  PostgresDataKeyStore(Database database) {
    this.database = database;
  }

  @Override
  public Optional<WrappedKey> find(KeyOwner owner) {
    return database.read(sql ->
        sql.first(
            "select generation, wrapped from sealpost.data_key where owner = ?",
            row -> new WrappedKey(row.getInt(1), Sql.bytes(row, 2)),
            owner.text()));
  }

  @Override
  public WrappedKey putIfAbsent(KeyOwner owner, WrappedKey key) {
    return database.write(sql ->
        sql.one(
            "select kept_generation, kept from sealpost.put_data_key(?, ?, ?)",
            row -> new WrappedKey(row.getInt(1), Sql.bytes(row, 2)),
            owner.text(),
            key.generation(),
            key.wrapped()));
  }
}
