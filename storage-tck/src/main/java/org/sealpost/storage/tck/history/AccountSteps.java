package org.sealpost.storage.tck.history;

import java.util.List;
import java.util.stream.IntStream;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.ServiceId.Pni;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.CreateOutcome;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.accounts.UpdateOutcome;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.datakeys.WrappedKey;
import org.sealpost.storage.inboxes.InboxId;

/// Accounts, their devices and their data keys.
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
    WrappedKey key = new WrappedKey(1, draws.bytes(40));
    var answers = world.agree(storage -> storage.accounts().create(account, key, devices, List.of()));
    if (answers.model().filter(CreateOutcome.CREATED::equals).isPresent()) {
      world.accounts().add(new KnownAccount(account, devices));
    }
  }

  private AccountRecord fresh() {
    return new AccountRecord(
        new Aci(draws.uuid()),
        new Pni(draws.uuid()),
        draws.hash(),
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
    DeviceChanges changes = changes(account);
    int late = draws.chance(0.15) ? draws.oneOf(List.of(-1, 1)) : 0;
    AccountRecord next = next(account.record(), changes, late);
    var answers = world.agree(storage -> storage.accounts().update(next, changes, List.of()));
    if (answers.model().filter(UpdateOutcome.UPDATED::equals).isPresent()) {
      account.changed(next, changes);
      world.retired().addAll(changes.retired());
    }
  }

  private AccountRecord next(AccountRecord account, DeviceChanges changes, int late) {
    boolean sameList = changes.opened().isEmpty() && changes.retired().isEmpty();
    return new AccountRecord(
        account.aci(),
        account.pni(),
        account.numberHash(),
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

  void find() {
    AccountRecord account = draws.chance(0.1) ? fresh() : draws.oneOf(world.accounts()).record();
    world.agree(storage -> storage.accounts().find(account.aci()));
    world.agree(storage -> storage.accounts().findByPni(account.pni()));
    world.agree(storage -> storage.accounts().findByNumber(account.numberHash()));
  }

  void dataKeys() {
    Aci somebody = draws.oneOf(world.accounts()).record().aci();
    WrappedKey key = new WrappedKey(draws.between(1, 3), draws.bytes(40));
    world.agree(storage -> storage.dataKeys().find(new KeyOwner.OfAccount(somebody)));
    world.agree(storage -> storage.dataKeys().putIfAbsent(KeyOwner.Rest.REST, key));
  }
}
