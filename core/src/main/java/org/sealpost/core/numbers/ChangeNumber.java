package org.sealpost.core.numbers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sealpost.audit.events.AuditEvent;
import org.sealpost.audit.events.AuditEvent.NumberChanged;
import org.sealpost.audit.events.AuditEvent.PniIdentityKeyChanged;
import org.sealpost.audit.events.AuditTrail;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AccountDraft;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.accounts.Device;
import org.sealpost.core.accounts.NumberClaims;
import org.sealpost.core.accounts.NumberClaims.Claim;
import org.sealpost.core.accounts.StoredAccounts;
import org.sealpost.core.accounts.StoredAccounts.Step;
import org.sealpost.core.delivery.Send;
import org.sealpost.core.delivery.SendMessage;
import org.sealpost.core.delivery.SendOutcome;
import org.sealpost.core.numbers.ChangeNumberOutcome.CallerGone;
import org.sealpost.core.numbers.ChangeNumberOutcome.Changed;
import org.sealpost.core.numbers.ChangeNumberOutcome.KeysIncomplete;
import org.sealpost.core.numbers.ChangeNumberOutcome.MessagesRefused;
import org.sealpost.core.numbers.ChangeNumberOutcome.NotPrimary;
import org.sealpost.core.numbers.ChangeNumberOutcome.NumberRefused;
import org.sealpost.core.numbers.ChangeNumberOutcome.SignatureInvalid;
import org.sealpost.core.numbers.NumberChange.DeviceKeys;
import org.sealpost.core.numbers.NumberChange.Move;
import org.sealpost.core.prekeys.PreKeyCheck;
import org.sealpost.crypto.LookupHashes;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.accounts.DeviceChanges;

/// Gives an account another number, and with it another PNI, PNI identity key and prekeys of every
/// device, in one commit; then the other devices get the messages that bring them their keys. All
/// is checked before anything is changed. Whoever has that number already repeats a request whose
/// answer was lost: the keys are the same, and the messages are stored once. Source: accounts and
/// devices, section 9.
public final class ChangeNumber {
  /// Each failed attempt means that somebody else registered the number meanwhile.
  private static final int ATTEMPTS = 5;

  private final StoredAccounts accounts;
  private final NumberClaims claims;
  private final SendMessage send;
  private final PreKeyCheck preKeyCheck;
  private final RekeyedDevices rekeyed;
  private final LookupHashes hashes;
  private final AuditTrail audit;

  public ChangeNumber(
      StoredAccounts accounts,
      NumberClaims claims,
      SendMessage send,
      PreKeyCheck preKeyCheck,
      RekeyedDevices rekeyed,
      LookupHashes hashes,
      AuditTrail audit) {
    this.accounts = accounts;
    this.claims = claims;
    this.send = send;
    this.preKeyCheck = preKeyCheck;
    this.rekeyed = rekeyed;
    this.hashes = hashes;
    this.audit = audit;
  }

  public ChangeNumberOutcome change(AuthenticatedDevice caller, NumberChange request) {
    if (!caller.device().isPrimary()) {
      return new NotPrimary();
    }
    if (!verifies(request)) {
      return new SignatureInvalid();
    }
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<ChangeNumberOutcome> outcome = attempt(caller, request);
      if (outcome.isPresent()) {
        return outcome.get();
      }
    }
    throw new StorageUnavailable("a number is taken too often at once");
  }

  private boolean verifies(NumberChange request) {
    return preKeyCheck.accepts(
        request.pniIdentityKey(),
        request.keys().values().stream().map(DeviceKeys::signed).toList(),
        request.keys().values().stream().map(DeviceKeys::lastResort).toList());
  }

  /// Empty when the number was taken by somebody else meanwhile.
  private Optional<ChangeNumberOutcome> attempt(AuthenticatedDevice caller, NumberChange request) {
    // Not as it was authenticated: the same request may have moved it meanwhile.
    Optional<Account> known =
        accounts.find(caller.account().aci()).filter(account -> account.has(caller.device()));
    if (known.isEmpty()) {
      return Optional.of(new CallerGone());
    }
    Account now = known.get();
    Optional<Move> move = request.move().filter(to -> !to.number().equals(now.number()));
    Optional<Claim.Granted> granted = Optional.empty();
    if (move.isPresent()) {
      Move to = move.get();
      switch (claims.claim(to.number(), to.proof(), to.lock(), now.aci())) {
        case Claim.Refused(var why) -> {
          return Optional.of(new NumberRefused(why));
        }
        case Claim.Granted claim -> granted = Optional.of(claim);
      }
    }
    Optional<ChangeNumberOutcome> objection = objection(now, caller, request);
    if (objection.isPresent()) {
      return objection;
    }
    granted.ifPresent(claim -> claims.vacate(claim, now));
    Optional<Claim.Granted> taken = granted;
    Optional<Optional<ChangeNumberOutcome>> written =
        accounts.change(
            caller.account().aci(), account -> decide(account, caller, request, move, taken));
    Optional<ChangeNumberOutcome> outcome = written.orElseGet(() -> Optional.of(new CallerGone()));
    if (outcome.isPresent() && outcome.get() instanceof Changed(Account account)) {
      // Of a repeat too: what the first left undone.
      request
          .move()
          .filter(to -> to.number().equals(account.number()))
          .ifPresent(to -> claims.used(to.number(), to.proof()));
      return Optional.of(tell(account, caller, request));
    }
    return outcome;
  }

  /// What stands against the request for the account as it is.
  private Optional<ChangeNumberOutcome> objection(
      Account account, AuthenticatedDevice caller, NumberChange request) {
    Optional<SendOutcome> objection = send.objection(sync(account, caller, request));
    if (objection.isPresent()) {
      return objection.map(MessagesRefused::new);
    }
    Set<Integer> devices = account.devices().stream().map(Device::id).collect(Collectors.toSet());
    return request.keys().keySet().equals(devices)
        ? Optional.empty()
        : Optional.of(new KeysIncomplete());
  }

  private Step<Optional<ChangeNumberOutcome>> decide(
      Account account,
      AuthenticatedDevice caller,
      NumberChange request,
      Optional<Move> asked,
      Optional<Claim.Granted> granted) {
    if (!account.has(caller.device())) {
      return Step.leave(Optional.of(new CallerGone()));
    }
    Optional<ChangeNumberOutcome> objection = objection(account, caller, request);
    if (objection.isPresent()) {
      return Step.leave(objection);
    }
    Optional<Move> move = asked.filter(to -> !to.number().equals(account.number()));
    if (move.isEmpty() && rekeyed.isDone(account, request)) {
      return Step.leave(Optional.of(new Changed(account)));
    }
    var number = move.map(Move::number).orElse(account.number());
    AccountDraft next =
        account.edit().number(number, hashes.numberIdentity(number), request.pniIdentityKey());
    List<DeviceChanges.RekeyedDevice> changes = new ArrayList<>();
    for (Device device : account.devices()) {
      RekeyedDevices.Rekeyed to = rekeyed.of(account, device, keys(request, device));
      next = next.device(to.device());
      changes.add(to.change());
    }
    Step<Optional<ChangeNumberOutcome>> step =
        Step.write(
            next,
            new DeviceChanges(List.of(), List.of(), changes, false),
            written -> Optional.of(new Changed(written)));
    AuditEvent event =
        granted
            .filter(_ -> move.isPresent())
            .<AuditEvent>map(claim -> new NumberChanged(account.pseudonym(), claim.session()))
            .orElseGet(() -> new PniIdentityKeyChanged(account.pseudonym()));
    return step.audited(audit.of(event)).orTaken(Optional.empty());
  }

  private static DeviceKeys keys(NumberChange request, Device device) {
    return Optional.ofNullable(request.keys().get(device.id())).orElseThrow();
  }

  /// The devices may have changed since; then the answer says so, and the caller, whose number it
  /// is by now, asks again with messages for those that there are.
  private ChangeNumberOutcome tell(
      Account account, AuthenticatedDevice caller, NumberChange request) {
    return switch (send.send(sync(account, caller, request))) {
      case SendOutcome.Accepted _ -> new Changed(account);
      case SendOutcome.RecipientGone() -> new CallerGone();
      case SendOutcome refused -> new MessagesRefused(refused);
    };
  }

  /// A message of the primary to its siblings.
  private static Send sync(Account account, AuthenticatedDevice caller, NumberChange request) {
    return new Send(
        Optional.of(new AuthenticatedDevice(account, caller.device())),
        account,
        account.aci(),
        0,
        false,
        true,
        false,
        request.messages(),
        Optional.of(account.pni()));
  }
}
