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

  /// @throws IllegalArgumentException when there is a session with this id already
  void insert(SessionRecord session) throws SQLException {
    int inserted =
        sql.update(
            """
            insert into session (id_hash, address_hash, created_at, expires_at, version, sealed)
              values (?, ?, ?, ?, ?, ?) on conflict (id_hash) do nothing
            """,
            session.idHash(),
            session.addressHash(),
            session.createdAt(),
            session.expiresAt(),
            session.version(),
            session.sealed());
    if (inserted == 0) {
      throw new IllegalArgumentException("a new session needs a new id");
    }
  }

  long count() throws SQLException {
    return sql.first("select count(*) from session", row -> row.getLong(1)).orElse(0L);
  }

  /// One with another time of creation is the newest from then on.
  void update(SessionRecord next) throws SQLException {
    int sameAge =
        sql.update(
            "update session set expires_at = ?, version = ?, sealed = ?"
                + " where id_hash = ? and created_at = ?",
            next.expiresAt(),
            next.version(),
            next.sealed(),
            next.idHash(),
            next.createdAt());
    if (sameAge == 0) {
      sql.update("delete from session where id_hash = ?", next.idHash());
      insert(next);
    }
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

  int keepNewestOf(Bytes addressHash, int max) throws SQLException {
    return sql.update(
        """
        delete from session where opened in
          (select opened from session where address_hash = ? order by opened desc limit -1 offset ?)
        """,
        addressHash,
        max);
  }

  int deleteOldest(long sessions) throws SQLException {
    return sql.update(
        """
        delete from session where opened in (select opened from session order by opened limit ?)
        """,
        sessions);
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
