package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.ServiceId.Pni;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.CreateOutcome;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.DeviceChanges.OpenedDevice;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.accounts.UpdateOutcome;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.prekeys.PreKeyOwner;
import org.sealpost.storage.prekeys.PreKeyUpload;

/// The contract of `AccountStore`: versioned documents, unique keys, one commit with the devices.
public interface AccountStoreContract extends StoreContract {
  @Test
  default void anAccountIsFoundByEachOfItsKeysAlsoAfterReopening() {
    AccountRecord account = SampleAccount.create(store(), 1).record();
    for (int round = 0; round < 2; round++) {
      assertThat(storage().accounts().find(account.aci())).contains(account);
      assertThat(storage().accounts().findByPni(account.pni())).contains(account);
      assertThat(storage().accounts().findByNumber(account.numberHash())).contains(account);
      assertThat(storage().dataKeys().find(new KeyOwner.OfAccount(account.aci()))).isPresent();
      store().reopen();
    }
    assertThat(storage().accounts().find(Samples.aci())).isEmpty();
  }

  @Test
  default void aTakenKeyRefusesTheWholeAccount() {
    AccountRecord first = SampleAccount.create(store(), 1).record();
    AccountRecord fresh = Samples.account();
    List<AccountRecord> clashing =
        List.of(
            new AccountRecord(
                first.aci(),
                fresh.pni(),
                fresh.numberHash(),
                1,
                DevicesVersion.FIRST,
                Samples.hash()),
            new AccountRecord(
                fresh.aci(),
                first.pni(),
                fresh.numberHash(),
                1,
                DevicesVersion.FIRST,
                Samples.hash()),
            new AccountRecord(
                fresh.aci(),
                fresh.pni(),
                first.numberHash(),
                1,
                DevicesVersion.FIRST,
                Samples.hash()));
    for (AccountRecord second : clashing) {
      OpenedDevice device = Samples.device();
      assertThat(
              storage()
                  .accounts()
                  .create(
                      second,
                      Samples.wrappedKey(),
                      new DeviceChanges(List.of(device), List.of(), false),
                      List.of()))
          .isEqualTo(CreateOutcome.TAKEN);
      assertThat(keysOf(device)).isEmpty();
    }
    assertThat(storage().accounts().find(first.aci())).contains(first);
    assertThat(storage().accounts().find(fresh.aci())).isEmpty();
    assertThat(storage().dataKeys().find(new KeyOwner.OfAccount(fresh.aci()))).isEmpty();
  }

  private Optional<?> keysOf(OpenedDevice device) {
    return storage().preKeys().repeatedUse(new PreKeyOwner(device.inbox(), IdentityType.ACI));
  }

  @Test
  default void concurrentCreationsOfANumberGiveOneAccount() {
    var number = Samples.hash();
    List<CreateOutcome> outcomes =
        Together.run(
            6,
            _ ->
                storage()
                    .accounts()
                    .create(
                        new AccountRecord(
                            Samples.aci(),
                            new Pni(UUID.randomUUID()),
                            number,
                            1,
                            DevicesVersion.FIRST,
                            Samples.hash()),
                        Samples.wrappedKey(),
                        DeviceChanges.NONE,
                        List.of()));
    assertThat(outcomes.stream().filter(CreateOutcome.CREATED::equals)).hasSize(1);
  }

  @Test
  default void anUpdateNeedsTheVersionBefore() {
    SampleAccount account = SampleAccount.create(store(), 1);
    AccountRecord late = account.next(DeviceChanges.NONE);
    account.update(DeviceChanges.NONE);
    OpenedDevice device = Samples.device();
    DeviceChanges devices = new DeviceChanges(List.of(device), List.of(account.inbox(0)), false);
    assertThat(storage().accounts().update(late, account.inboxes(devices), devices, List.of()))
        .isEqualTo(UpdateOutcome.VERSION_CHANGED);
    assertThat(storage().accounts().find(late.aci())).contains(account.record());
    assertThat(keysOf(device)).isEmpty();
    assertThat(storage().inboxes().abandoned(10)).isEmpty();
    assertThat(
            storage()
                .accounts()
                .update(Samples.account(), List.of(), DeviceChanges.NONE, List.of()))
        .isEqualTo(UpdateOutcome.VERSION_CHANGED);
  }

  @Test
  default void oneOfManyConcurrentUpdatesWins() {
    SampleAccount account = SampleAccount.create(store(), 1);
    for (int round = 0; round < 5; round++) {
      AccountRecord stored = storage().accounts().find(account.record().aci()).orElseThrow();
      List<UpdateOutcome> outcomes =
          Together.run(
              5,
              _ ->
                  storage()
                      .accounts()
                      .update(
                          new AccountRecord(
                              stored.aci(),
                              stored.pni(),
                              stored.numberHash(),
                              stored.version() + 1,
                              stored.devicesVersion(),
                              Samples.hash()),
                          account.inboxes(),
                          DeviceChanges.NONE,
                          List.of()));
      assertThat(outcomes.stream().filter(UpdateOutcome.UPDATED::equals)).hasSize(1);
    }
  }

  @Test
  default void anUpdateCarriesOutItsDeviceChanges() {
    SampleAccount account = SampleAccount.create(store(), 2);
    OpenedDevice opened = Samples.device();
    var version = Samples.hash();
    storage()
        .profiles()
        .put(account.record().aci(), account.inbox(0), version, Samples.bytes(9), 3);
    account.update(new DeviceChanges(List.of(opened), List.of(account.inbox(1)), true));
    assertThat(keysOf(opened)).isPresent();
    assertThat(storage().preKeys().repeatedUse(account.keys(1))).isEmpty();
    assertThat(
            storage()
                .preKeys()
                .publish(
                    account.keys(1),
                    new PreKeyUpload(
                        Samples.preKeys(1), Optional.empty(), List.of(), Optional.empty())))
        .isFalse();
    assertThat(storage().inboxes().abandoned(10)).containsExactly(account.inbox(1));
    assertThat(storage().profiles().find(account.record().aci(), version)).isEmpty();
  }

  /// A find shows every update that returned, and never an older version than the one before it.
  @Test
  default void aFindNeverGoesBack() {
    SampleAccount account = SampleAccount.create(store(), 1);
    AtomicBoolean updating = new AtomicBoolean(true);
    Callable<Boolean> updates =
        () -> {
          boolean exact = true;
          try {
            for (int i = 0; i < 30; i++) {
              account.update(DeviceChanges.NONE);
              exact &=
                  storage()
                      .accounts()
                      .find(account.record().aci())
                      .orElseThrow()
                      .equals(account.record());
            }
          } finally {
            updating.set(false);
          }
          return exact;
        };
    Callable<Boolean> finds =
        () -> {
          boolean grows = true;
          long last = 0;
          while (updating.get()) {
            long version =
                storage().accounts().find(account.record().aci()).orElseThrow().version();
            grows &= version >= last;
            last = version;
          }
          return grows;
        };
    assertThat(Together.run(List.of(updates, finds, finds))).doesNotContain(false);
  }
}
