package org.sealpost.storage.accounts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;

/// Usernames that accounts have reserved, each account at most one, until it confirms it
/// ([AccountStore#confirmUsername]) or the reservation lapses. What has lapsed at `now` counts as
/// absent, and goes when somebody takes its username. A reservation ends with its account.
public interface ReservationStore {
  /// Most usernames that one call may name.
  int MAX_CANDIDATES = 20;

  /// Reserves the first of these usernames that no other account has or has reserved, in the place
  /// of what the account has reserved before; durable on return. Empty, and nothing changed, when
  /// none of them is free or there is no such account.
  ///
  /// @param usernameHashes as in [AccountRecord]; at most [#MAX_CANDIDATES]
  Optional<Bytes> reserve(Aci account, List<Bytes> usernameHashes, Instant now, Instant until);

  /// What the account has reserved.
  Optional<Bytes> find(Aci account, Instant now);

  /// Removes at most `max` reservations that have lapsed; returns how many.
  int sweepLapsed(Instant now, int max);
}
