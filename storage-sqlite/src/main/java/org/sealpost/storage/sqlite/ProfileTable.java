package org.sealpost.storage.sqlite;

import java.sql.SQLException;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;

/// Versions of profiles. A replaced version gets a new row at the end, so that `written` is the
/// order of writing.
final class ProfileTable {
  private final Sql sql;

  ProfileTable(Sql sql) {
    this.sql = sql;
  }

  void put(Aci account, Bytes versionHash, Bytes sealed) throws SQLException {
    sql.update(
        "insert or replace into profile (aci, version_hash, sealed) values (?, ?, ?)",
        account.uuid(),
        versionHash,
        sealed);
  }

  void keepNewest(Aci account, int max) throws SQLException {
    sql.update(
        """
        delete from profile where written in
          (select written from profile where aci = ? order by written desc limit -1 offset ?)
        """,
        account.uuid(),
        max);
  }

  void deleteAll(Aci account) throws SQLException {
    sql.update("delete from profile where aci = ?", account.uuid());
  }

  Optional<Bytes> find(Aci account, Bytes versionHash) throws SQLException {
    return sql.first(
        "select sealed from profile where aci = ? and version_hash = ?",
        row -> Sql.bytes(row, 1),
        account.uuid(),
        versionHash);
  }
}
