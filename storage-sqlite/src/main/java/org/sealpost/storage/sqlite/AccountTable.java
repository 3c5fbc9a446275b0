package org.sealpost.storage.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.ServiceId.Pni;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.DevicesVersion;

/// Account documents.
final class AccountTable {
  static final String COLUMNS =
      """
      aci, pni, number_hash, username_hash, username_link_hash, version, devices_version, document
      """;

  private static final String FIND = "select " + COLUMNS + " from account";

  private final Sql sql;

  AccountTable(Sql sql) {
    this.sql = sql;
  }

  /// False, and nothing written, when one of its keys belongs to an account already.
  boolean insert(AccountRecord account) throws SQLException {
    return sql.update(
            "insert into account (%s) values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing"
                .formatted(COLUMNS),
            account.aci().uuid(),
            account.pni().uuid(),
            account.numberHash(),
            account.usernameHash(),
            account.usernameLinkHash(),
            account.version(),
            account.devicesVersion().value(),
            account.sealedDocument())
        == 1;
  }

  /// False, and nothing written, when one of its keys belongs to another account.
  boolean replace(AccountRecord next) throws SQLException {
    return sql.update(
            """
            update or ignore account set pni = ?, number_hash = ?, username_hash = ?,
              username_link_hash = ?, version = ?, devices_version = ?, document = ? where aci = ?
            """,
            next.pni().uuid(),
            next.numberHash(),
            next.usernameHash(),
            next.usernameLinkHash(),
            next.version(),
            next.devicesVersion().value(),
            next.sealedDocument(),
            next.aci().uuid())
        == 1;
  }

  void delete(Aci aci) throws SQLException {
    sql.update("delete from account where aci = ?", aci.uuid());
  }

  Optional<DevicesVersion> devicesVersion(Aci aci) throws SQLException {
    return sql.first(
        "select devices_version from account where aci = ?",
        row -> new DevicesVersion(row.getLong(1)),
        aci.uuid());
  }

  Optional<AccountRecord> find(Aci aci) throws SQLException {
    return sql.first(FIND + " where aci = ?", AccountTable::account, aci.uuid());
  }

  Optional<AccountRecord> findByPni(Pni pni) throws SQLException {
    return sql.first(FIND + " where pni = ?", AccountTable::account, pni.uuid());
  }

  Optional<AccountRecord> findByNumber(Bytes numberHash) throws SQLException {
    return sql.first(FIND + " where number_hash = ?", AccountTable::account, numberHash);
  }

  Optional<AccountRecord> findByUsername(Bytes usernameHash) throws SQLException {
    return sql.first(FIND + " where username_hash = ?", AccountTable::account, usernameHash);
  }

  Optional<AccountRecord> findByUsernameLink(Bytes linkHash) throws SQLException {
    return sql.first(FIND + " where username_link_hash = ?", AccountTable::account, linkHash);
  }

  /// Of a row of [#COLUMNS].
  static AccountRecord account(ResultSet row) throws SQLException {
    return new AccountRecord(
        new Aci(Sql.uuid(row, 1)),
        new Pni(Sql.uuid(row, 2)),
        Sql.bytes(row, 3),
        Sql.maybeBytes(row, 4),
        Sql.maybeBytes(row, 5),
        row.getLong(6),
        new DevicesVersion(row.getLong(7)),
        Sql.bytes(row, 8));
  }
}
