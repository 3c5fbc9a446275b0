package org.sealpost.storage.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.sealpost.storage.prekeys.PreKeyCount;
import org.sealpost.storage.prekeys.PreKeyOwner;
import org.sealpost.storage.prekeys.PreKeyStore;
import org.sealpost.storage.prekeys.PreKeyUpload;
import org.sealpost.storage.prekeys.RepeatedUseKeys;
import org.sealpost.storage.prekeys.SealedPreKey;
import org.sealpost.storage.prekeys.TakenKeys;

/// Prekeys. A one-time key is gone, durably, before its answer leaves (promise 8).
final class PostgresPreKeyStore implements PreKeyStore {
  private final Database database;

  PostgresPreKeyStore(Database database) {
    this.database = database;
  }

  @Override
  public boolean publish(PreKeyOwner owner, PreKeyUpload upload) {
    return database.write(sql ->
        sql.one(
            "select sealpost.publish_prekeys(?, ?, ?, ?, ?, ?, ?, ?, ?)",
            row -> row.getBoolean(1),
            owner.device().uuid(),
            owner.identity().name(),
            owner.keySet(),
            rowIds(upload.ecOneTime()),
            sealed(upload.ecOneTime()),
            upload.signedPreKey(),
            rowIds(upload.kyberOneTime()),
            sealed(upload.kyberOneTime()),
            upload.lastResortKey()));
  }

  private static Column rowIds(List<SealedPreKey> keys) {
    return Column.longs(keys.stream().map(SealedPreKey::rowId).toList());
  }

  private static Column sealed(List<SealedPreKey> keys) {
    return Column.bytes(keys.stream().map(SealedPreKey::sealed).toList());
  }

  @Override
  public List<TakenKeys> take(List<PreKeyOwner> owners) {
    List<PreKeyOwner> copy = List.copyOf(owners);
    return database.write(sql ->
        sql.all(
            """
            select nth, signed_prekey, last_resort, ec_row, ec, kyber_row, kyber
              from sealpost.take_prekeys(?, ?, ?)
            """,
            row -> taken(copy.get(row.getInt(1) - 1), row),
            Column.uuids(copy.stream().map(owner -> owner.device().uuid()).toList()),
            Column.texts(copy.stream().map(owner -> owner.identity().name()).toList()),
            Column.ints(copy.stream().map(PreKeyOwner::keySet).toList())));
  }

  private static TakenKeys taken(PreKeyOwner owner, ResultSet row) throws SQLException {
    return new TakenKeys(
        owner,
        new RepeatedUseKeys(Sql.bytes(row, 2), Sql.bytes(row, 3)),
        oneTime(row, 4),
        oneTime(row, 6));
  }

  private static Optional<SealedPreKey> oneTime(ResultSet row, int column) throws SQLException {
    long rowId = row.getLong(column);
    return row.wasNull()
        ? Optional.empty()
        : Optional.of(new SealedPreKey(rowId, Sql.bytes(row, column + 1)));
  }

  @Override
  public PreKeyCount count(PreKeyOwner owner) {
    return database.read(sql ->
        sql.one(
            """
            select count(*) filter (where k.kind = 'EC'), count(*) filter (where k.kind = 'KYBER')
              from sealpost.inbox i
                join sealpost.repeated_use_key r on r.inbox = i.number
                join sealpost.one_time_key k on k.inbox = i.number and k.identity = r.identity
              where i.id = ? and not i.abandoned and r.identity = ? and r.key_set = ?
            """,
            row -> new PreKeyCount(row.getInt(1), row.getInt(2)),
            owner.device().uuid(),
            owner.identity().name(),
            owner.keySet()));
  }

  @Override
  public Optional<RepeatedUseKeys> repeatedUse(PreKeyOwner owner) {
    return database.read(sql ->
        sql.first(
            """
            select k.signed_prekey, k.last_resort
              from sealpost.inbox i join sealpost.repeated_use_key k on k.inbox = i.number
              where i.id = ? and not i.abandoned and k.identity = ? and k.key_set = ?
            """,
            row -> new RepeatedUseKeys(Sql.bytes(row, 1), Sql.bytes(row, 2)),
            owner.device().uuid(),
            owner.identity().name(),
            owner.keySet()));
  }
}
