package org.sealpost.storage.sqlite;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.registration.InviteRecord;

/// Invites, one for each number.
final class InviteTable {
  private final Sql sql;

  InviteTable(Sql sql) {
    this.sql = sql;
  }

  void put(InviteRecord invite) throws SQLException {
    sql.update(
        "insert or replace into invite values (?, ?, ?, ?)",
        invite.numberHash(),
        invite.codeHash(),
        invite.expiresAt(),
        invite.wrongCodes());
  }

  Optional<InviteRecord> find(Bytes numberHash, Instant now) throws SQLException {
    return sql.first(
        """
        select number_hash, code_hash, expires_at, wrong_codes from invite
          where number_hash = ? and expires_at > ?
        """,
        row ->
            new InviteRecord(
                Sql.bytes(row, 1), Sql.bytes(row, 2), Sql.instant(row, 3), row.getInt(4)),
        numberHash,
        now);
  }

  void delete(Bytes numberHash) throws SQLException {
    sql.update("delete from invite where number_hash = ?", numberHash);
  }

  int deleteExpired(Instant now, int max) throws SQLException {
    return sql.update(
        """
        delete from invite where number_hash in
          (select number_hash from invite where expires_at <= ? order by expires_at limit ?)
        """,
        now,
        max);
  }
}
