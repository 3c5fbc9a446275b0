package org.sealpost.storage.sqlite;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.accounts.FormerAccount;

/// What is remembered of deleted accounts, one for each number.
final class FormerAccountTable {
  private final Sql sql;

  FormerAccountTable(Sql sql) {
    this.sql = sql;
  }

  void put(FormerAccount account) throws SQLException {
    sql.update(
        "insert or replace into former_account (number_hash, sealed, until) values (?, ?, ?)",
        account.numberHash(),
        account.sealed(),
        account.until());
  }

  Optional<FormerAccount> find(Bytes numberHash, Instant now) throws SQLException {
    return sql.first(
        "select number_hash, sealed, until from former_account where number_hash = ? and until > ?",
        row -> new FormerAccount(Sql.bytes(row, 1), Sql.bytes(row, 2), Sql.instant(row, 3)),
        numberHash,
        now);
  }

  /// Whether there was one.
  boolean delete(Bytes numberHash) throws SQLException {
    return sql.update("delete from former_account where number_hash = ?", numberHash) == 1;
  }

  int deleteExpired(Instant now, int max) throws SQLException {
    return sql.update(
        """
        delete from former_account where number_hash in
          (select number_hash from former_account where until <= ? order by until limit ?)
        """,
        now,
        max);
  }
}
