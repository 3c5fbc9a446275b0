package org.sealpost.core.accounts;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.sealpost.audit.events.Actor;
import org.sealpost.audit.events.AuditEvent.InviteMade;
import org.sealpost.audit.events.AuditTrail;
import org.sealpost.audit.events.KeyedName;
import org.sealpost.crypto.LookupHashes;
import org.sealpost.protocol.Bytes;
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
  private final AuditTrail audit;

  /// Makes invites that can be used for so long.
  public Invites(
      RegistrationStore store,
      StoredAccounts accounts,
      LookupHashes hashes,
      Duration lifetime,
      Clock clock,
      SecureRandom random,
      AuditTrail audit) {
    this.store = store;
    this.accounts = accounts;
    this.hashes = hashes;
    this.lifetime = lifetime;
    this.clock = clock;
    this.random = random;
    this.audit = audit;
  }

  public Invite make(PhoneNumber number) {
    String code = String.format(Locale.ROOT, "%010d", random.nextLong(CODES));
    Instant expires = clock.instant().plus(lifetime);
    boolean replaces = accounts.findByNumber(number).isPresent();
    Bytes codeHash = hashes.inviteCode(number, code);
    store.putInvite(
        new InviteRecord(hashes.number(number), codeHash, expires, 0),
        audit.of(new InviteMade(KeyedName.of(codeHash), expires, replaces, Actor.ADMINISTRATOR)));
    return new Invite(code, expires, replaces);
  }
}
