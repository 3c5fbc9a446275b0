package org.sealpost.storage.sqlite;

import java.sql.SQLException;
import java.util.Optional;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.datakeys.WrappedKey;

/// Wrapped data keys.
final class DataKeyTable {
  private final Sql sql;

  DataKeyTable(Sql sql) {
    this.sql = sql;
  }

  /// False when the owner has a key already.
  boolean insert(KeyOwner owner, WrappedKey key) throws SQLException {
    return sql.update(
            "insert into data_key values (?, ?, ?) on conflict (owner) do nothing",
            owner.text(),
            key.generation(),
            key.wrapped())
        == 1;
  }

  Optional<WrappedKey> find(KeyOwner owner) throws SQLException {
    return sql.first(
        "select generation, wrapped from data_key where owner = ?",
        row -> new WrappedKey(row.getInt(1), Sql.bytes(row, 2)),
        owner.text());
  }
}
