package org.sealpost.storage.sqlite;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.registration.SessionRecord;

/// Verification sessions; `opened` is the order in which they were opened.
final class SessionTable {
  private final Sql sql;

  SessionTable(Sql sql) {
    this.sql = sql;
  }

  void insert(SessionRecord session) throws SQLException {
    sql.update(
        """
        insert or replace into session
          (id_hash, address_hash, created_at, expires_at, version, sealed) values (?, ?, ?, ?, ?, ?)
        """,
        session.idHash(),
        session.addressHash(),
        session.createdAt(),
        session.expiresAt(),
        session.version(),
        session.sealed());
  }

  void update(SessionRecord next) throws SQLException {
    sql.update(
        "update session set expires_at = ?, version = ?, sealed = ? where id_hash = ?",
        next.expiresAt(),
        next.version(),
        next.sealed(),
        next.idHash());
  }

  Optional<SessionRecord> find(Bytes idHash, Instant now) throws SQLException {
    return sql.first(
        """
        select id_hash, address_hash, created_at, expires_at, version, sealed from session
          where id_hash = ? and expires_at > ?
        """,
        row ->
            new SessionRecord(
                Sql.bytes(row, 1),
                Sql.bytes(row, 2),
                Sql.instant(row, 3),
                Sql.instant(row, 4),
                row.getLong(5),
                Sql.bytes(row, 6)),
        idHash,
        now);
  }

  void keepNewestOf(Bytes addressHash, int max) throws SQLException {
    sql.update(
        """
        delete from session where opened in
          (select opened from session where address_hash = ? order by opened desc limit -1 offset ?)
        """,
        addressHash,
        max);
  }

  void keepNewest(int max) throws SQLException {
    sql.update(
        """
        delete from session where opened in
          (select opened from session order by opened desc limit -1 offset ?)
        """,
        max);
  }

  int deleteExpired(Instant now, int max) throws SQLException {
    return sql.update(
        """
        delete from session where opened in
          (select opened from session where expires_at <= ? order by expires_at limit ?)
        """,
        now,
        max);
  }
}
