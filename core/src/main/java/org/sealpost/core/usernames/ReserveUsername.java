package org.sealpost.core.usernames;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.crypto.LookupHashes;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.accounts.ReservationStore;

/// Keeps one of several usernames free for an account until it is confirmed. Source: accounts and
/// devices, section 10.
public final class ReserveUsername {
  public static final int MAX_HASHES = 20;
  static final Duration LIFETIME = Duration.ofMinutes(5);

  private final ReservationStore reservations;
  private final LookupHashes hashes;
  private final Clock clock;

  public ReserveUsername(ReservationStore reservations, LookupHashes hashes, Clock clock) {
    this.reservations = reservations;
    this.hashes = hashes;
    this.clock = clock;
  }

  /// The first of these that nobody else has or has reserved, for five minutes; in the place of
  /// what the account had reserved before. Empty, and nothing changed, when there is none.
  ///
  /// @param candidates hashes of usernames, 1 to 20
  public Optional<Bytes> reserve(AuthenticatedDevice caller, List<Bytes> candidates) {
    Instant now = clock.instant();
    List<Bytes> lookups = candidates.stream().map(hashes::username).toList();
    return reservations
        .reserve(caller.account().aci(), lookups, now, now.plus(LIFETIME))
        .map(reserved -> candidates.get(lookups.indexOf(reserved)));
  }
}
