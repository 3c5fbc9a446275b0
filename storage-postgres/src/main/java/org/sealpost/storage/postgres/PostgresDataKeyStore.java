package org.sealpost.storage.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.datakeys.DataKeyStore;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.datakeys.OwnedKey;
import org.sealpost.storage.datakeys.WrappedKey;

/// Wrapped data keys and their generations.
final class PostgresDataKeyStore implements DataKeyStore {
  private final Database database;

  PostgresDataKeyStore(Database database) {
    this.database = database;
  }

  private static WrappedKey key(ResultSet row) throws SQLException {
    return new WrappedKey(row.getInt(1), Sql.bytes(row, 2));
  }

  @Override
  public Optional<WrappedKey> find(KeyOwner owner) {
    return database.read(sql ->
        sql.first(
            "select generation, wrapped from sealpost.data_key where owner = ?",
            PostgresDataKeyStore::key,
            owner.text()));
  }

  @Override
  public WrappedKey putIfAbsent(KeyOwner owner, WrappedKey key) {
    return database.write(sql ->
        sql.one(
            "select kept_generation, kept from sealpost.put_data_key(?, ?, ?)",
            PostgresDataKeyStore::key,
            owner.text(),
            key.generation(),
            key.wrapped()));
  }

  @Override
  public List<OwnedKey> wrappedBefore(int generation, int max) {
    return database.read(sql ->
        sql.all(
            """
            select generation, wrapped, owner from sealpost.data_key
              where generation < ? order by generation limit ?
            """,
            row -> new OwnedKey(KeyOwner.of(row.getString(3)), key(row)),
            generation,
            max));
  }

  @Override
  public boolean rewrap(OwnedKey present, WrappedKey next) {
    return database.write(sql ->
        sql.one(
            "select sealpost.rewrap_data_key(?, ?, ?, ?, ?)",
            row -> row.getBoolean(1),
            present.owner().text(),
            present.key().generation(),
            present.key().wrapped(),
            next.generation(),
            next.wrapped()));
  }

  @Override
  public boolean retireBefore(int generation, List<AuditEntry> audit) {
    AuditColumns columns = AuditColumns.ofAction(audit);
    return database.write(sql ->
        sql.one(
            "select sealpost.retire_before(?, ?, ?)",
            row -> row.getBoolean(1),
            generation,
            columns.ids(),
            columns.events()));
  }

  @Override
  public int oldestGeneration() {
    return database.read(
        sql -> sql.one("select oldest from sealpost.key_generation", row -> row.getInt(1)));
  }
}
