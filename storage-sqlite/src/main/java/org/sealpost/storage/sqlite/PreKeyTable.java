package org.sealpost.storage.sqlite;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.IdentityType;
import org.sealpost.storage.prekeys.RepeatedUseKeys;
import org.sealpost.storage.prekeys.SealedPreKey;

/// Repeated-use and one-time prekeys, by the number of their device's inbox.
final class PreKeyTable {
  enum Kind {
    EC,
    KYBER
  }

  private final Sql sql;

  PreKeyTable(Sql sql) {
    this.sql = sql;
  }

  void putRepeatedUse(long inbox, IdentityType identity, int keySet, RepeatedUseKeys keys)
      throws SQLException {
    sql.update(
        """
        insert or replace into repeated_use_key
            (inbox, identity, signed_prekey, last_resort, key_set)
          values (?, ?, ?, ?, ?)
        """,
        inbox,
        identity.name(),
        keys.signedPreKey(),
        keys.lastResortKey(),
        keySet);
  }

  /// What belongs to the set before goes.
  void rekey(long inbox, IdentityType identity, int keySet, RepeatedUseKeys keys)
      throws SQLException {
    sql.update("delete from one_time_key where inbox = ? and identity = ?", inbox, identity.name());
    putRepeatedUse(inbox, identity, keySet, keys);
  }

  /// Whether the keys are of this set.
  boolean isOf(long inbox, IdentityType identity, int keySet) throws SQLException {
    return sql.first(
            "select key_set from repeated_use_key where inbox = ? and identity = ?",
            row -> row.getInt(1) == keySet,
            inbox,
            identity.name())
        .orElse(false);
  }

  Optional<RepeatedUseKeys> repeatedUse(long inbox, IdentityType identity) throws SQLException {
    return sql.first(
        "select signed_prekey, last_resort from repeated_use_key where inbox = ? and identity = ?",
        row -> new RepeatedUseKeys(Sql.bytes(row, 1), Sql.bytes(row, 2)),
        inbox,
        identity.name());
  }

  void setSigned(long inbox, IdentityType identity, Bytes key) throws SQLException {
    sql.update(
        "update repeated_use_key set signed_prekey = ? where inbox = ? and identity = ?",
        key,
        inbox,
        identity.name());
  }

  void setLastResort(long inbox, IdentityType identity, Bytes key) throws SQLException {
    sql.update(
        "update repeated_use_key set last_resort = ? where inbox = ? and identity = ?",
        key,
        inbox,
        identity.name());
  }

  void replaceOneTime(long inbox, IdentityType identity, Kind kind, List<SealedPreKey> keys)
      throws SQLException {
    sql.update(
        "delete from one_time_key where inbox = ? and identity = ? and kind = ?",
        inbox,
        identity.name(),
        kind.name());
    int place = 0;
    for (SealedPreKey key : keys) {
      sql.update(
          "insert into one_time_key values (?, ?, ?, ?, ?, ?)",
          inbox,
          identity.name(),
          kind.name(),
          place++,
          key.rowId(),
          key.sealed());
    }
  }

  /// Removes the first one that is left.
  Optional<SealedPreKey> takeOneTime(long inbox, IdentityType identity, Kind kind)
      throws SQLException {
    return sql.first(
        """
        delete from one_time_key where inbox = ?1 and identity = ?2 and kind = ?3 and place =
          (select min(place) from one_time_key where inbox = ?1 and identity = ?2 and kind = ?3)
          returning row_id, sealed
        """,
        row -> new SealedPreKey(row.getLong(1), Sql.bytes(row, 2)),
        inbox,
        identity.name(),
        kind.name());
  }

  int countOneTime(long inbox, IdentityType identity, Kind kind) throws SQLException {
    return sql.first(
            "select count(*) from one_time_key where inbox = ? and identity = ? and kind = ?",
            row -> row.getInt(1),
            inbox,
            identity.name(),
            kind.name())
        .orElse(0);
  }

  void deleteAll(long inbox) throws SQLException {
    sql.update("delete from repeated_use_key where inbox = ?", inbox);
    deleteOneTime(inbox);
  }

  void deleteOneTime(long inbox) throws SQLException {
    sql.update("delete from one_time_key where inbox = ?", inbox);
  }
}
