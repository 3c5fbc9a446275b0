package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.IdentityType;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.CreateOutcome;
import org.sealpost.storage.accounts.DeleteOutcome;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.DeviceChanges.OpenedDevice;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.accounts.UpdateOutcome;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.inboxes.Epoch;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxPage;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.prekeys.PreKeyCount;
import org.sealpost.storage.prekeys.PreKeyOwner;
import org.sealpost.storage.prekeys.PreKeyUpload;

/// The contract of `AccountStore.delete`: everything ends in one moment, or nothing does.
public interface AccountDeletionContract extends StoreContract {
  private SampleAccount living(Bytes profile) {
    SampleAccount account = SampleAccount.create(store(), 2);
    for (int device = 0; device < 2; device++) {
      storage().preKeys().publish(account.keys(device), upload());
      account.stored(account.entry(device, Samples.id()));
    }
    storage()
        .profiles()
        .put(account.record().aci(), account.inbox(1), profile, Samples.bytes(9), 3);
    return account;
  }

  private static PreKeyUpload upload() {
    return new PreKeyUpload(
        Samples.preKeys(3), Optional.empty(), Samples.preKeys(3), Optional.empty());
  }

  @Test
  default void aDeletedAccountIsGoneWithAllThatBelongsToIt() {
    Bytes profile = Samples.hash();
    SampleAccount account = living(profile);
    SampleAccount other = living(profile);
    assertThat(account.delete()).isEqualTo(DeleteOutcome.DELETED);
    for (int round = 0; round < 2; round++) {
      assertGone(account, profile);
      assertLiving(other, profile);
      assertThat(storage().inboxes().abandoned(10))
          .containsExactlyInAnyOrder(account.inbox(0), account.inbox(1));
      store().reopen();
    }
  }

  private void assertGone(SampleAccount account, Bytes profile) {
    AccountRecord record = account.record();
    assertThat(storage().accounts().find(record.aci())).isEmpty();
    assertThat(storage().accounts().findByPni(record.pni())).isEmpty();
    assertThat(storage().accounts().findByNumber(record.numberHash())).isEmpty();
    assertThat(storage().dataKeys().find(new KeyOwner.OfAccount(record.aci()))).isEmpty();
    assertThat(storage().profiles().find(record.aci(), profile)).isEmpty();
    assertThat(storage().profiles().put(record.aci(), account.inbox(0), profile, profile, 3))
        .isFalse();
    for (int device = 0; device < 2; device++) {
      PreKeyOwner keys = account.keys(device);
      assertThat(storage().preKeys().repeatedUse(keys)).isEmpty();
      assertThat(storage().preKeys().count(keys)).isEqualTo(new PreKeyCount(0, 0));
      assertThat(storage().preKeys().take(List.of(keys))).isEmpty();
      assertThat(storage().preKeys().publish(keys, upload())).isFalse();
      assertThat(account.read(device, Position.START))
          .isEqualTo(new InboxPage(new Epoch(0), List.of(), false));
      assertThat(storage().inboxes().claim(account.inbox(device)).epoch()).isEqualTo(new Epoch(0));
      assertThat(account.append(account.entry(device, Samples.id())))
          .isEqualTo(new AppendOutcome.DevicesChanged());
    }
    assertThat(account.append()).isEqualTo(new AppendOutcome.DevicesChanged());
    assertThat(
            storage()
                .accounts()
                .update(
                    account.next(DeviceChanges.NONE),
                    account.inboxes(),
                    DeviceChanges.NONE,
                    List.of()))
        .isEqualTo(UpdateOutcome.VERSION_CHANGED);
  }

  private void assertLiving(SampleAccount account, Bytes profile) {
    AccountRecord record = account.record();
    assertThat(storage().accounts().find(record.aci())).contains(record);
    assertThat(storage().accounts().findByPni(record.pni())).contains(record);
    assertThat(storage().accounts().findByNumber(record.numberHash())).contains(record);
    assertThat(storage().dataKeys().find(new KeyOwner.OfAccount(record.aci()))).isPresent();
    assertThat(storage().profiles().find(record.aci(), profile)).isPresent();
    for (int device = 0; device < 2; device++) {
      assertThat(storage().preKeys().count(account.keys(device))).isEqualTo(new PreKeyCount(3, 3));
      assertThat(account.queued(device)).hasSize(1);
    }
    assertThat(account.append()).isInstanceOf(AppendOutcome.Stored.class);
  }

  @Test
  default void whatADeletedAccountWasFoundByIsFree() {
    Bytes profile = Samples.hash();
    SampleAccount account = living(profile);
    AccountRecord record = account.record();
    account.delete();
    AccountRecord again =
        new AccountRecord(
            record.aci(),
            record.pni(),
            record.numberHash(),
            1,
            DevicesVersion.FIRST,
            Samples.hash());
    OpenedDevice device = Samples.device();
    assertThat(
            storage()
                .accounts()
                .create(
                    again,
                    Samples.wrappedKey(),
                    new DeviceChanges(List.of(device), List.of(), false),
                    List.of()))
        .isEqualTo(CreateOutcome.CREATED);
    assertThat(storage().accounts().findByNumber(record.numberHash())).contains(again);
    assertThat(storage().accounts().findByPni(record.pni())).contains(again);
    assertThat(storage().profiles().find(record.aci(), profile)).isEmpty();
    assertThat(storage().preKeys().repeatedUse(new PreKeyOwner(device.inbox(), IdentityType.ACI)))
        .isPresent();
    assertThat(account.append(account.entry(0, Samples.id())))
        .as("an inbox of the account before")
        .isEqualTo(new AppendOutcome.DevicesChanged());
  }

  @Test
  default void aDeletionOfAnotherVersionChangesNothing() {
    Bytes profile = Samples.hash();
    SampleAccount account = living(profile);
    AccountRecord first = account.record();
    List<InboxId> inboxes = List.of(account.inbox(0), account.inbox(1));
    account.update(DeviceChanges.NONE);
    for (long version : new long[] {first.version(), account.record().version() + 1}) {
      assertThat(
              storage()
                  .accounts()
                  .delete(first.aci(), version, inboxes, Optional.empty(), List.of()))
          .isEqualTo(DeleteOutcome.VERSION_CHANGED);
    }
    assertLiving(account, profile);
    assertThat(storage().inboxes().abandoned(10)).isEmpty();
    assertThat(
            storage().accounts().delete(Samples.aci(), 1, List.of(), Optional.empty(), List.of()))
        .isEqualTo(DeleteOutcome.VERSION_CHANGED);
    assertThat(account.delete()).isEqualTo(DeleteOutcome.DELETED);
    assertThat(account.delete()).isEqualTo(DeleteOutcome.VERSION_CHANGED);
  }

  @Test
  default void aDeletedAccountsEnvelopesArePurged() {
    SampleAccount account = living(Samples.hash());
    account.delete();
    storage().inboxes().abandoned(10).forEach(inbox -> storage().inboxes().purge(inbox, 10));
    assertThat(storage().inboxes().abandoned(10)).isEmpty();
    assertThat(storage().inboxes().totals().purged()).isEqualTo(2);
  }
}
