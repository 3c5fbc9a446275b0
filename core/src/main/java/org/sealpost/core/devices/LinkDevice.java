package org.sealpost.core.devices;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.sealpost.audit.events.AuditEvent.DeviceLinked;
import org.sealpost.audit.events.AuditTrail;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.Device;
import org.sealpost.core.accounts.NewDevices;
import org.sealpost.core.accounts.NewDevices.NewDevice;
import org.sealpost.core.accounts.StoredAccounts;
import org.sealpost.core.accounts.StoredAccounts.Step;
import org.sealpost.core.accounts.UsedLinkToken;
import org.sealpost.core.atrest.Keyring;
import org.sealpost.core.devices.LinkOutcome.CapabilityMissing;
import org.sealpost.core.devices.LinkOutcome.CodeRefused;
import org.sealpost.core.devices.LinkOutcome.DeviceLimitReached;
import org.sealpost.core.devices.LinkOutcome.Linked;
import org.sealpost.core.devices.LinkOutcome.PasswordTooShort;
import org.sealpost.core.devices.LinkOutcome.SignatureInvalid;
import org.sealpost.core.prekeys.PreKeyCheck;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.DeviceChanges;

/// Links a device to an account, under the lowest free id. That its code was used is written in the
/// same compare-and-set, so of two requests with one code only one makes a device. Source: accounts
/// and devices, section 6.1.
public final class LinkDevice {
  /// What an account has as soon as all its devices have it, and then must not lose.
  private static final Set<String> KEPT_CAPABILITIES = Set.of("deleteSync", "ssre2");

  private final StoredAccounts accounts;
  private final LinkCodes codes;
  private final Keyring keyring;
  private final PreKeyCheck preKeyCheck;
  private final NewDevices newDevices;
  private final LinkWaits waits;
  private final int maxDevices;
  private final Clock clock;
  private final AuditTrail audit;

  /// Links devices by these codes.
  ///
  /// @param maxDevices of one account, the primary included
  public LinkDevice(
      StoredAccounts accounts,
      LinkCodes codes,
      Keyring keyring,
      PreKeyCheck preKeyCheck,
      NewDevices newDevices,
      LinkWaits waits,
      int maxDevices,
      Clock clock,
      AuditTrail audit) {
    this.accounts = accounts;
    this.codes = codes;
    this.keyring = keyring;
    this.preKeyCheck = preKeyCheck;
    this.newDevices = newDevices;
    this.waits = waits;
    this.maxDevices = maxDevices;
    this.clock = clock;
    this.audit = audit;
  }

  public LinkOutcome link(Link request) {
    Optional<Account> account =
        codes
            .accountOf(request.code())
            .<Account>flatMap(accounts::find)
            .filter(found -> codes.isGood(request.code(), found));
    if (account.isEmpty()) {
      return new CodeRefused();
    }
    if (!NewDevices.isPasswordLongEnough(request.password())) {
      return new PasswordTooShort();
    }
    if (!preKeyCheck.accepts(
        account.get().aciIdentityKey(), account.get().pniIdentityKey(), request.preKeys())) {
      return new SignatureInvalid();
    }
    Aci aci = account.get().aci();
    try {
      return accounts
          .change(aci, current -> decide(current, request, account.get()))
          .orElseGet(CodeRefused::new);
    } finally {
      // Also when nobody knows whether it was written.
      waits.changed(aci);
    }
  }

  /// The code is looked at again, and so are the signatures where they were checked for other
  /// identity keys: the code may have been used, the number registered anew or changed since.
  private Step<LinkOutcome> decide(Account account, Link request, Account checked) {
    if (!codes.isGood(request.code(), account)) {
      return Step.leave(new CodeRefused());
    }
    boolean sameKeys =
        account.aciIdentityKey().equals(checked.aciIdentityKey())
            && account.pniIdentityKey().equals(checked.pniIdentityKey());
    if (!sameKeys
        && !preKeyCheck.accepts(
            account.aciIdentityKey(), account.pniIdentityKey(), request.preKeys())) {
      return Step.leave(new SignatureInvalid());
    }
    if (lacksCapability(account, request.attributes().capabilities())) {
      return Step.leave(new CapabilityMissing());
    }
    int devices = account.devices().size();
    if (devices >= maxDevices) {
      return Step.leave(new DeviceLimitReached(devices, maxDevices));
    }
    NewDevice added =
        newDevices.make(
            account.aci(),
            lowestFreeId(account),
            request.password(),
            request.attributes(),
            request.preKeys(),
            keyring.ofAccount(account.aci()));
    return Step.<LinkOutcome>write(
            account
                .edit()
                .device(added.device())
                .usedLinkCode(
                    LinkCodes.hash(request.code()),
                    new UsedLinkToken(
                        codes.end(request.code()), Optional.of(added.device().inbox())),
                    clock.instant()),
            new DeviceChanges(List.of(added.opened()), List.of(), false),
            written -> new Linked(written, added.device().id()))
        .audited(audit.of(new DeviceLinked(account.pseudonym(), added.device().id())));
  }

  private static boolean lacksCapability(Account account, Set<String> offered) {
    return KEPT_CAPABILITIES.stream()
        .filter(name -> account.devices().stream().allMatch(has(name)))
        .anyMatch(name -> !offered.contains(name));
  }

  private static Predicate<Device> has(String capability) {
    return device -> device.capabilities().contains(capability);
  }

  private static int lowestFreeId(Account account) {
    return IntStream.rangeClosed(DeviceAddress.PRIMARY + 1, DeviceAddress.MAX_DEVICE_ID)
        .filter(id -> account.device(id).isEmpty())
        .findFirst()
        .orElseThrow();
  }
}
