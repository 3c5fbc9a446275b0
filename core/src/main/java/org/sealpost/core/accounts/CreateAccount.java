package org.sealpost.core.accounts;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.sealpost.audit.events.AuditEvent;
import org.sealpost.audit.events.AuditEvent.AccountRegistered;
import org.sealpost.audit.events.AuditTrail;
import org.sealpost.audit.events.KeyedName;
import org.sealpost.core.accounts.FormerAccounts.Former;
import org.sealpost.core.accounts.NewDevices.NewDevice;
import org.sealpost.core.accounts.RegistrationOutcome.Registered;
import org.sealpost.core.atrest.StoredKeyring;
import org.sealpost.crypto.LookupHashes;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.datakeys.RetiredGeneration;

/// Makes the account of a number that has none, with its data key and its primary device, in one
/// commit. A number whose account ended lately gets its ACI back, whose versions go on; nothing
/// else.
final class CreateAccount {
  private final StoredAccounts accounts;
  private final StoredKeyring keyring;
  private final LookupHashes hashes;
  private final NewDevices newDevices;
  private final FormerAccounts former;
  private final SecureRandom random;
  private final SaltedSecrets secrets;
  private final AuditTrail audit;

  CreateAccount(
      StoredAccounts accounts,
      StoredKeyring keyring,
      LookupHashes hashes,
      NewDevices newDevices,
      FormerAccounts former,
      SecureRandom random,
      AuditTrail audit) {
    this.accounts = accounts;
    this.keyring = keyring;
    this.hashes = hashes;
    this.newDevices = newDevices;
    this.former = former;
    this.random = random;
    this.secrets = new SaltedSecrets(random);
    this.audit = audit;
  }

  /// Empty when somebody else created it meanwhile, or its key was wrapped by a store key that is
  /// gone since: to be asked again.
  ///
  /// @param session of the request, as the audit trail names it
  Optional<Registered> create(Registration request, KeyedName session) {
    Optional<Former> last = former.find(request.number());
    Aci aci = last.map(Former::aci).orElseGet(() -> new Aci(newUuid()));
    StoredKeyring.NewAccountKey key = keyring.makeFor(aci);
    NewDevice primary =
        newDevices.make(
            aci,
            DeviceAddress.PRIMARY,
            request.password(),
            request.attributes(),
            request.preKeys(),
            key.sealer());
    Account account = account(aci, request, primary.device(), last);
    boolean created;
    try {
      created =
          accounts.create(
              account,
              key,
              new DeviceChanges(List.of(primary.opened()), List.of(), false),
              audit.of(events(account, session)));
    } catch (RetiredGeneration e) {
      if (keyring.isOutdated(key.wrapped())) {
        return Optional.empty();
      }
      throw e;
    }
    return created ? Optional.of(new Registered(account, false, false)) : Optional.empty();
  }

  private Account account(Aci aci, Registration request, Device primary, Optional<Former> last) {
    return new Account(
            aci,
            hashes.numberIdentity(request.number()),
            request.number(),
            audit.newPseudonym(),
            request.aciIdentityKey(),
            request.pniIdentityKey(),
            Optional.empty(),
            false,
            true,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(primary),
            Map.of(),
            last.map(Former::version).orElse(0L) + 1,
            last.map(Former::devicesVersion).map(DevicesVersion::next).orElse(DevicesVersion.FIRST))
        .edit()
        .attributes(request.attributes(), secrets)
        .build();
  }

  private static AuditEvent[] events(Account account, KeyedName session) {
    List<AuditEvent> events = new ArrayList<>();
    events.add(new AccountRegistered(account.pseudonym(), session));
    events.addAll(RegistrationLocks.ofNew(account));
    return events.toArray(AuditEvent[]::new);
  }

  /// A UUIDv4 from the randomness that was handed in.
  private UUID newUuid() {
    long high = (random.nextLong() & 0xFFFFFFFF_FFFF0FFFL) | 0x4000L;
    long low = (random.nextLong() & 0x3FFFFFFF_FFFFFFFFL) | 0x80000000_00000000L;
    return new UUID(high, low);
  }
}
