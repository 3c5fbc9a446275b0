package org.sealpost.storage.tck.history;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.ServiceId.Pni;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.CreateOutcome;
import org.sealpost.storage.accounts.DeleteOutcome;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.DeviceChanges.RekeyedDevice;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.accounts.FormerAccount;
import org.sealpost.storage.accounts.UpdateOutcome;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.datakeys.WrappedKey;
import org.sealpost.storage.inboxes.InboxId;

/// Accounts and their devices.
final class AccountSteps {
  private static final int MOST_ACCOUNTS = 3;
  private static final int MOST_DEVICES = 4;

  private final World world;
  private final Draws draws;

  AccountSteps(World world) {
    this.world = world;
    this.draws = world.draws();
  }

  void create() {
    AccountRecord account = world.accounts().size() < MOST_ACCOUNTS ? fresh() : clashing();
    DeviceChanges devices =
        new DeviceChanges(
            IntStream.rangeClosed(1, draws.between(1, 3)).mapToObj(_ -> draws.device()).toList(),
            List.of(),
            false);
    WrappedKey key = world.wrappedKey();
    List<AuditEntry> audit = draws.audit();
    var answers =
        world.agreeOrRetired(storage -> storage.accounts().create(account, key, devices, audit));
    if (answers.model().filter(CreateOutcome.CREATED::equals).isPresent()) {
      world.accounts().add(new KnownAccount(account, devices));
    }
  }

  private AccountRecord fresh() {
    Optional<AccountRecord> ended = world.someEnded(0.6);
    return new AccountRecord(
        ended.filter(_ -> draws.chance(0.5)).map(AccountRecord::aci).orElse(new Aci(draws.uuid())),
        ended.filter(_ -> draws.chance(0.5)).map(AccountRecord::pni).orElse(new Pni(draws.uuid())),
        ended.map(AccountRecord::numberHash).orElse(draws.hash()),
        1,
        DevicesVersion.FIRST,
        draws.bytes(draws.between(0, 200)));
  }

  /// One of the three keys is somebody's.
  private AccountRecord clashing() {
    AccountRecord taken = draws.oneOf(world.accounts()).record();
    AccountRecord fresh = fresh();
    int which = draws.between(1, 3);
    return new AccountRecord(
        which == 1 ? taken.aci() : fresh.aci(),
        which == 2 ? taken.pni() : fresh.pni(),
        which == 3 ? taken.numberHash() : fresh.numberHash(),
        1,
        DevicesVersion.FIRST,
        fresh.sealedDocument());
  }

  void update() {
    KnownAccount account = draws.oneOf(world.accounts());
    int late = draws.chance(0.15) ? draws.oneOf(List.of(-1, 1)) : 0;
    boolean moves = draws.chance(0.2);
    DeviceChanges changes = moves ? rekeyed(account) : changes(account);
    AccountRecord stays = next(account.record(), changes, late);
    AccountRecord next = moves ? moved(stays) : stays;
    List<InboxId> inboxes = account.devicesAfter(changes);
    List<AuditEntry> audit = draws.audit();
    var answers = world.agree(storage -> storage.accounts().update(next, inboxes, changes, audit));
    if (answers.model().filter(UpdateOutcome.UPDATED::equals).isPresent()) {
      account.changed(next, changes);
      world.retired().addAll(changes.retired());
      world.rekeyed(changes.rekeyed());
    }
  }

  /// To a number that is free, or one that is or was somebody's.
  private AccountRecord moved(AccountRecord next) {
    AccountRecord to = draws.chance(0.3) ? draws.oneOf(world.accounts()).record() : fresh();
    boolean both = draws.chance(0.7);
    return new AccountRecord(
        next.aci(),
        both || draws.chance(0.5) ? to.pni() : next.pni(),
        both || draws.chance(0.5) ? to.numberHash() : next.numberHash(),
        next.usernameHash(),
        next.usernameLinkHash(),
        next.version(),
        next.devicesVersion().next(),
        next.sealedDocument());
  }

  /// All devices, or some, and seldom one that is gone.
  private DeviceChanges rekeyed(KnownAccount account) {
    List<RekeyedDevice> rekeyed = new ArrayList<>();
    for (InboxId device : account.devices()) {
      if (draws.chance(0.9)) {
        rekeyed.add(rekeyed(device));
      }
    }
    if (!world.retired().isEmpty() && draws.chance(0.1)) {
      rekeyed.add(rekeyed(draws.oneOf(world.retired())));
    }
    return new DeviceChanges(List.of(), List.of(), rekeyed, false);
  }

  private RekeyedDevice rekeyed(InboxId device) {
    return new RekeyedDevice(device, world.pniKeySet(device) + 1, draws.repeatedUse());
  }

  /// Not so often that no inbox gets full.
  void delete() {
    if (world.accounts().size() < MOST_ACCOUNTS || draws.chance(0.3)) {
      return;
    }
    KnownAccount account = draws.oneOf(world.accounts());
    AccountRecord record = account.record();
    long version = record.version() + (draws.chance(0.3) ? draws.oneOf(List.of(-1, 1)) : 0);
    List<InboxId> inboxes = List.copyOf(account.devices());
    Optional<FormerAccount> former =
        draws.chance(0.6) ? Optional.of(former(record)) : Optional.empty();
    List<AuditEntry> audit = draws.audit();
    var answers =
        world.agree(
            storage -> storage.accounts().delete(record.aci(), version, inboxes, former, audit));
    if (answers.model().filter(DeleteOutcome.DELETED::equals).isPresent()) {
      world.ended(account);
    }
  }

  private AccountRecord next(AccountRecord account, DeviceChanges changes, int late) {
    boolean sameList = changes.opened().isEmpty() && changes.retired().isEmpty();
    return new AccountRecord(
        account.aci(),
        account.pni(),
        account.numberHash(),
        account.usernameHash(),
        account.usernameLinkHash(),
        account.version() + 1 + late,
        sameList ? account.devicesVersion() : account.devicesVersion().next(),
        draws.bytes(draws.between(0, 200)));
  }

  /// Nothing, a device linked or unlinked, or the account registered again.
  private DeviceChanges changes(KnownAccount account) {
    List<InboxId> linked = account.devices().subList(1, account.devices().size());
    return switch (draws.between(1, 16)) {
      case 1, 2 ->
          account.devices().size() < MOST_DEVICES
              ? new DeviceChanges(List.of(draws.device()), List.of(), false)
              : DeviceChanges.NONE;
      case 3, 4 ->
          linked.isEmpty()
              ? DeviceChanges.NONE
              : new DeviceChanges(List.of(), List.of(draws.oneOf(linked)), false);
      case 5 -> new DeviceChanges(List.of(draws.device()), account.devices(), true);
      default -> DeviceChanges.NONE;
    };
  }

  private FormerAccount former(AccountRecord record) {
    Duration time =
        draws.chance(0.5) ? Duration.ofDays(9) : Duration.ofMillis(draws.between(1, 400));
    return new FormerAccount(record.numberHash(), draws.bytes(50), world.now().plus(time));
  }

  void find() {
    AccountRecord account =
        draws.chance(0.1)
            ? fresh()
            : world.someEnded(0.2).orElse(draws.oneOf(world.accounts()).record());
    world.agree(storage -> storage.accounts().find(account.aci()));
    world.agree(storage -> storage.accounts().findByPni(account.pni()));
    world.agree(storage -> storage.accounts().findByNumber(account.numberHash()));
  }

  void findFormer() {
    Bytes number = world.someEnded(0.9).orElse(draws.oneOf(world.accounts()).record()).numberHash();
    Instant now = world.now();
    world.agree(storage -> storage.formerAccounts().find(number, now));
  }

  void forgetFormer() {
    Bytes number = world.someEnded(0.9).orElse(draws.oneOf(world.accounts()).record()).numberHash();
    List<AuditEntry> audit = draws.audit();
    world.agree(storage -> storage.formerAccounts().forget(number, audit));
  }

  void sweepFormer() {
    Instant now = world.now();
    int max = draws.between(1, 2);
    world.agree(storage -> storage.formerAccounts().sweepExpired(now, max));
  }
}
