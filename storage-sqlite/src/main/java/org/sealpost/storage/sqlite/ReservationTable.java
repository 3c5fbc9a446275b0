package org.sealpost.storage.sqlite;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;

/// Reserved usernames, one for each account.
final class ReservationTable {
  private final Sql sql;

  ReservationTable(Sql sql) {
    this.sql = sql;
  }

  /// Whether no other account has the username or has reserved it.
  boolean isFree(Aci account, Bytes usernameHash, Instant now) throws SQLException {
    return sql.first(
                "select 1 from account where username_hash = ? and aci <> ?",
                _ -> true,
                usernameHash,
                account.uuid())
            .isEmpty()
        && !isReservedForAnother(account, usernameHash, now);
  }

  boolean isReservedForAnother(Aci account, Bytes usernameHash, Instant now) throws SQLException {
    return sql.first(
            "select 1 from reservation where username_hash = ? and aci <> ? and until > ?",
            _ -> true,
            usernameHash,
            account.uuid(),
            now)
        .isPresent();
  }

  /// In the place of what the account has reserved, and of what has lapsed.
  void put(Aci account, Bytes usernameHash, Instant until) throws SQLException {
    delete(account, usernameHash);
    sql.update(
        "insert into reservation (username_hash, aci, until) values (?, ?, ?)",
        usernameHash,
        account.uuid(),
        until);
  }

  void delete(Aci account, Bytes usernameHash) throws SQLException {
    sql.update(
        "delete from reservation where aci = ? or username_hash = ?", account.uuid(), usernameHash);
  }

  void delete(Aci account) throws SQLException {
    sql.update("delete from reservation where aci = ?", account.uuid());
  }

  Optional<Bytes> find(Aci account, Instant now) throws SQLException {
    return sql.first(
        "select username_hash from reservation where aci = ? and until > ?",
        row -> Sql.bytes(row, 1),
        account.uuid(),
        now);
  }

  int deleteLapsed(Instant now, int max) throws SQLException {
    return sql.update(
        """
        delete from reservation where username_hash in
          (select username_hash from reservation where until <= ? order by until limit ?)
        """,
        now,
        max);
  }
}
