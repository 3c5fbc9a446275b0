package org.sealpost.storage.sqlite;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.ReservationStore;

/// Reserved usernames.
final class SqliteReservationStore implements ReservationStore {
  private final Writer writer;
  private final Readers readers;

  SqliteReservationStore(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public Optional<Bytes> reserve(
      Aci account, List<Bytes> usernameHashes, Instant now, Instant until) {
    if (usernameHashes.isEmpty() || usernameHashes.size() > MAX_CANDIDATES) {
      throw new IllegalArgumentException("one username is reserved, out of twenty at most");
    }
    List<Bytes> candidates = List.copyOf(usernameHashes);
    return writer.write(access -> reserve(access.tables(), account, candidates, now, until));
  }

  private static Optional<Bytes> reserve(
      Tables tables, Aci account, List<Bytes> candidates, Instant now, Instant until)
      throws SQLException {
    if (tables.accounts().devicesVersion(account).isEmpty()) {
      return Optional.empty();
    }
    for (Bytes candidate : candidates) {
      if (tables.reservations().isFree(account, candidate, now)) {
        tables.reservations().put(account, candidate, until);
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  @Override
  public Optional<Bytes> find(Aci account, Instant now) {
    return readers.read(tables -> tables.reservations().find(account, now));
  }

  @Override
  public int sweepLapsed(Instant now, int max) {
    return writer.write(access -> access.tables().reservations().deleteLapsed(now, max));
  }
}
