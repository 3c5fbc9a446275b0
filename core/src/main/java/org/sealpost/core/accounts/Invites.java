package org.sealpost.core.accounts;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.sealpost.crypto.LookupHashes;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.storage.registration.InviteRecord;
import org.sealpost.storage.registration.RegistrationStore;

/// Invites: whoever has the code may register the number, once (design section 10). A new invite
/// for a number takes the place of the one before.
public final class Invites {
  private static final long CODES = 10_000_000_000L;

  private final RegistrationStore store;
  private final StoredAccounts accounts;
  private final LookupHashes hashes;
  private final Duration lifetime;
  private final Clock clock;
  private final SecureRandom random;

  /// Makes invites that can be used for so long.
  public Invites(
      RegistrationStore store,
      StoredAccounts accounts,
      LookupHashes hashes,
      Duration lifetime,
      Clock clock,
      SecureRandom random) {
    this.store = store;
    this.accounts = accounts;
    this.hashes = hashes;
    this.lifetime = lifetime;
    this.clock = clock;
    this.random = random;
  }

  public Invite make(PhoneNumber number) {
    String code = String.format(Locale.ROOT, "%010d", random.nextLong(CODES));
    Instant expires = clock.instant().plus(lifetime);
    store.putInvite(
        new InviteRecord(hashes.number(number), hashes.inviteCode(number, code), expires, 0),
        List.of());
    return new Invite(code, expires, accounts.findByNumber(number).isPresent());
  }
}
