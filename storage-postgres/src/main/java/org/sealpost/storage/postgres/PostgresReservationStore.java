package org.sealpost.storage.postgres;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.ReservationStore;

/// Reserved usernames.
final class PostgresReservationStore implements ReservationStore {
  private final Database database;

  PostgresReservationStore(Database database) {
    this.database = database;
  }

  @Override
  public Optional<Bytes> reserve(
      Aci account, List<Bytes> usernameHashes, Instant now, Instant until) {
    if (usernameHashes.isEmpty() || usernameHashes.size() > MAX_CANDIDATES) {
      throw new IllegalArgumentException("one username is reserved, out of twenty at most");
    }
    Column candidates = Column.bytes(usernameHashes);
    return database.write(sql ->
        sql.one(
            "select sealpost.reserve_username(?, ?, ?, ?)",
            row -> Sql.maybeBytes(row, 1),
            account.uuid(),
            candidates,
            now,
            until));
  }

  @Override
  public Optional<Bytes> find(Aci account, Instant now) {
    return database.read(sql ->
        sql.first(
            "select username_hash from sealpost.reservation where aci = ? and until > ?",
            row -> Sql.bytes(row, 1),
            account.uuid(),
            now));
  }

  @Override
  public int sweepLapsed(Instant now, int max) {
    return database.write(
        sql -> sql.one("select sealpost.sweep_reservations(?, ?)", row -> row.getInt(1), now, max));
  }
}
