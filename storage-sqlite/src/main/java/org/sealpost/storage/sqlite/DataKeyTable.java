package org.sealpost.storage.sqlite;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.sealpost.storage.StorageCorrupt;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.datakeys.OwnedKey;
import org.sealpost.storage.datakeys.RetiredGeneration;
import org.sealpost.storage.datakeys.WrappedKey;

/// Wrapped data keys, and the oldest generation that may wrap them.
final class DataKeyTable {
  private final Sql sql;

  DataKeyTable(Sql sql) {
    this.sql = sql;
  }

  /// The owner has no key.
  void insert(KeyOwner owner, WrappedKey key) throws SQLException {
    refuseRetired(key);
    sql.update(
        "insert into data_key values (?, ?, ?)", owner.text(), key.generation(), key.wrapped());
  }

  /// The owner has one.
  void replace(KeyOwner owner, WrappedKey next) throws SQLException {
    refuseRetired(next);
    sql.update(
        "update data_key set generation = ?, wrapped = ? where owner = ?",
        next.generation(),
        next.wrapped(),
        owner.text());
  }

  private void refuseRetired(WrappedKey key) throws SQLException {
    if (key.generation() < oldestGeneration()) {
      throw new RetiredGeneration();
    }
  }

  void delete(KeyOwner owner) throws SQLException {
    sql.update("delete from data_key where owner = ?", owner.text());
  }

  Optional<WrappedKey> find(KeyOwner owner) throws SQLException {
    return sql.first(
        "select generation, wrapped from data_key where owner = ?",
        row -> new WrappedKey(row.getInt(1), Sql.bytes(row, 2)),
        owner.text());
  }

  List<OwnedKey> wrappedBefore(int generation, int max) throws SQLException {
    return sql.all(
        "select owner, generation, wrapped from data_key where generation < ? limit ?",
        row ->
            new OwnedKey(
                KeyOwner.of(row.getString(1)), new WrappedKey(row.getInt(2), Sql.bytes(row, 3))),
        generation,
        max);
  }

  int oldestGeneration() throws SQLException {
    return sql.first("select oldest from key_generation", row -> row.getInt(1))
        .orElseThrow(() -> new StorageCorrupt("the row of key generations is gone"));
  }

  void setOldestGeneration(int generation) throws SQLException {
    sql.update("update key_generation set oldest = ?", generation);
  }
}
