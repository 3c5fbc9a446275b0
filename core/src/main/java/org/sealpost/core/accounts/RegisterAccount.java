package org.sealpost.core.accounts;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.sealpost.audit.events.AuditEvent;
import org.sealpost.audit.events.AuditEvent.AccountRegistered;
import org.sealpost.audit.events.AuditEvent.AccountReregistered;
import org.sealpost.audit.events.AuditEvent.IdentityKeyChanged;
import org.sealpost.audit.events.AuditTrail;
import org.sealpost.audit.events.KeyedName;
import org.sealpost.core.accounts.NewDevices.NewDevice;
import org.sealpost.core.accounts.RegistrationOutcome.NumberMismatch;
import org.sealpost.core.accounts.RegistrationOutcome.PasswordTooShort;
import org.sealpost.core.accounts.RegistrationOutcome.Registered;
import org.sealpost.core.accounts.RegistrationOutcome.SessionNotVerified;
import org.sealpost.core.accounts.RegistrationOutcome.SignatureInvalid;
import org.sealpost.core.accounts.StoredAccounts.Step;
import org.sealpost.core.accounts.VerificationSessions.Verified;
import org.sealpost.core.atrest.StoredKeyring;
import org.sealpost.core.prekeys.PreKeyCheck;
import org.sealpost.crypto.LookupHashes;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.datakeys.RetiredGeneration;
import org.sealpost.storage.inboxes.InboxId;

/// Registers a number, or registers it again: then its ids stay, its identity keys are replaced,
/// and its devices, their prekeys, envelopes and profiles are gone with the same commit. Source:
/// accounts and devices, section 3.
public final class RegisterAccount {
  /// Two registrations of a new number at once: one creates the account, the other finds it the
  /// next time.
  private static final int ATTEMPTS = 10;

  private final StoredAccounts accounts;
  private final VerificationSessions sessions;
  private final StoredKeyring keyring;
  private final LookupHashes hashes;
  private final PreKeyCheck preKeyCheck;
  private final NewDevices newDevices;
  private final RetiredDevices retiredDevices;
  private final SecureRandom random;
  private final SaltedSecrets secrets;
  private final AuditTrail audit;

  public RegisterAccount(
      StoredAccounts accounts,
      VerificationSessions sessions,
      StoredKeyring keyring,
      LookupHashes hashes,
      PreKeyCheck preKeyCheck,
      NewDevices newDevices,
      RetiredDevices retiredDevices,
      SecureRandom random,
      AuditTrail audit) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.keyring = keyring;
    this.hashes = hashes;
    this.preKeyCheck = preKeyCheck;
    this.newDevices = newDevices;
    this.retiredDevices = retiredDevices;
    this.random = random;
    this.audit = audit;
    this.secrets = new SaltedSecrets(random);
  }

  public RegistrationOutcome register(Registration request) {
    if (!NewDevices.isPasswordLongEnough(request.password())) {
      return new PasswordTooShort();
    }
    if (!preKeyCheck.accepts(
        request.aciIdentityKey(), request.pniIdentityKey(), request.preKeys())) {
      return new SignatureInvalid();
    }
    Optional<Verified> session = sessions.verified(request.sessionId());
    if (session.isEmpty()) {
      return new SessionNotVerified();
    }
    if (!session.get().number().equals(request.number())) {
      return new NumberMismatch();
    }
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Account> existing = accounts.findByNumber(request.number());
      if (existing.isEmpty() && !sessions.mayMakeAccount(session.get())) {
        return new SessionNotVerified();
      }
      Optional<? extends RegistrationOutcome> outcome =
          existing.isPresent()
              ? replace(existing.get().aci(), request, session.get())
              : create(request);
      if (outcome.isPresent()) {
        if (outcome.get() instanceof Registered) {
          sessions.spend(request.sessionId());
        }
        return outcome.get();
      }
    }
    throw new StorageUnavailable("a number is registered too often at once");
  }

  /// Empty when somebody else created it meanwhile, or its key was wrapped by a store key that is
  /// gone since.
  private Optional<Registered> create(Registration request) {
    Aci aci = new Aci(newUuid());
    StoredKeyring.NewAccountKey key = keyring.makeFor(aci);
    NewDevice primary =
        newDevices.make(
            aci,
            DeviceAddress.PRIMARY,
            request.password(),
            request.attributes(),
            request.preKeys(),
            key.sealer());
    Account account =
        new Account(
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
                List.of(primary.device()),
                Map.of(),
                1,
                DevicesVersion.FIRST)
            .edit()
            .attributes(request.attributes(), secrets)
            .build();
    boolean created;
    try {
      created =
          accounts.create(
              account,
              key,
              new DeviceChanges(List.of(primary.opened()), List.of(), false),
              audit.of(new AccountRegistered(account.pseudonym(), sessionName(request))));
    } catch (RetiredGeneration e) {
      if (keyring.isOutdated(key.wrapped())) {
        return Optional.empty();
      }
      throw e;
    }
    return created ? Optional.of(new Registered(account, false, false)) : Optional.empty();
  }

  /// Empty when the account is gone meanwhile.
  private Optional<RegistrationOutcome> replace(Aci aci, Registration request, Verified session) {
    Set<InboxId> former = new HashSet<>();
    try {
      Optional<Replacement> done =
          accounts.change(
              aci,
              account -> {
                account.devices().forEach(device -> former.add(device.inbox()));
                return mayReplace(account, request, session)
                    ? replacement(account, request)
                    : Step.leave(new Replacement(new SessionNotVerified(), List.of()));
              });
      done.filter(replaced -> !replaced.retired().isEmpty())
          .ifPresent(replaced -> retiredDevices.retired(replaced.retired()));
      return done.map(Replacement::outcome);
    } catch (StorageUnavailable e) {
      // It may have been written. Devices that are still the account's are let in again.
      retiredDevices.retired(former);
      throw e;
    }
  }

  /// An invite lets in once: a session that was verified before the account got its present primary
  /// device replaces it only for whoever made that device, who repeats a lost request.
  private static boolean mayReplace(Account account, Registration request, Verified session) {
    return account
        .device(DeviceAddress.PRIMARY)
        .map(primary ->
            !session.at().isBefore(primary.created())
                || primary.password().matches(request.password()))
        .orElse(true);
  }

  private Step<Replacement> replacement(Account account, Registration request) {
    NewDevice primary =
        newDevices.make(
            account.aci(),
            DeviceAddress.PRIMARY,
            request.password(),
            request.attributes(),
            request.preKeys(),
            keyring.ofAccount(account.aci()));
    List<InboxId> retired = account.devices().stream().map(Device::inbox).toList();
    boolean storageCapable =
        account.devices().stream().anyMatch(device -> device.capabilities().contains("storage"));
    return Step.write(
            account
                .edit()
                .identityKeys(request.aciIdentityKey(), request.pniIdentityKey())
                .attributes(request.attributes(), secrets)
                .profileVersion(Optional.empty())
                .onlyDevice(primary.device()),
            new DeviceChanges(List.of(primary.opened()), retired, true),
            written -> new Replacement(new Registered(written, true, storageCapable), retired))
        .audited(replaced(account, request));
  }

  private List<AuditEntry> replaced(Account account, Registration request) {
    List<AuditEvent> events = new ArrayList<>();
    events.add(
        new AccountReregistered(
            account.pseudonym(), sessionName(request), account.devices().size()));
    if (!account.aciIdentityKey().equals(request.aciIdentityKey())) {
      events.add(new IdentityKeyChanged(account.pseudonym()));
    }
    return audit.of(events.toArray(AuditEvent[]::new));
  }

  private KeyedName sessionName(Registration request) {
    return KeyedName.of(hashes.session(request.sessionId()));
  }

  private record Replacement(RegistrationOutcome outcome, List<InboxId> retired) {}

  /// A UUIDv4 from the randomness that was handed in.
  private UUID newUuid() {
    long high = (random.nextLong() & 0xFFFFFFFF_FFFF0FFFL) | 0x4000L;
    long low = (random.nextLong() & 0x3FFFFFFF_FFFFFFFFL) | 0x80000000_00000000L;
    return new UUID(high, low);
  }
}
