package org.sealpost.storage.postgres;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.accounts.FormerAccount;
import org.sealpost.storage.accounts.FormerAccountStore;
import org.sealpost.storage.audit.AuditEntry;

/// What is remembered of deleted accounts.
final class PostgresFormerAccountStore implements FormerAccountStore {
  private final Database database;

  PostgresFormerAccountStore(Database database) {
    this.database = database;
  }

  @Override
  public Optional<FormerAccount> find(Bytes numberHash, Instant now) {
    return database.read(sql ->
        sql.first(
            """
            select number_hash, sealed, until from sealpost.former_account
              where number_hash = ? and until > ?
            """,
            row -> new FormerAccount(Sql.bytes(row, 1), Sql.bytes(row, 2), Sql.instant(row, 3)),
            numberHash,
            now));
  }

  @Override
  public boolean forget(Bytes numberHash, List<AuditEntry> audit) {
    AuditColumns columns = AuditColumns.ofAction(audit);
    return database.write(sql ->
        sql.one(
            "select sealpost.forget_former(?, ?, ?)",
            row -> row.getBoolean(1),
            numberHash,
            columns.ids(),
            columns.events()));
  }

  @Override
  public int sweepExpired(Instant now, int max) {
    return database.write(
        sql -> sql.one("select sealpost.sweep_former(?, ?)", row -> row.getInt(1), now, max));
  }
}
