package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.ServiceId.Pni;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.CreateOutcome;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.accounts.UpdateOutcome;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.prekeys.PreKeyCount;
import org.sealpost.storage.prekeys.PreKeyOwner;
import org.sealpost.storage.prekeys.PreKeyUpload;
import org.sealpost.storage.prekeys.RepeatedUseKeys;
import org.sealpost.storage.prekeys.TakenKeys;

/// The contract of an account that changes its number: PNI, number, and the PNI prekeys of each of
/// its devices, in one commit.
public interface NumberChangeContract extends StoreContract {
  private static PreKeyUpload oneTime() {
    return new PreKeyUpload(
        Samples.preKeys(3), Optional.empty(), Samples.preKeys(3), Optional.empty());
  }

  private SampleAccount withOneTimeKeys(int devices) {
    SampleAccount account = SampleAccount.create(store(), devices);
    for (int device = 0; device < devices; device++) {
      storage().preKeys().publish(account.keys(device), oneTime());
      storage().preKeys().publish(account.pniKeys(device, 0), oneTime());
    }
    return account;
  }

  private void assertIsFoundBy(AccountRecord record) {
    assertThat(storage().accounts().find(record.aci())).contains(record);
    assertThat(storage().accounts().findByPni(record.pni())).contains(record);
    assertThat(storage().accounts().findByNumber(record.numberHash())).contains(record);
  }

  private void assertNobodyHas(AccountRecord record) {
    assertThat(storage().accounts().findByPni(record.pni())).isEmpty();
    assertThat(storage().accounts().findByNumber(record.numberHash())).isEmpty();
  }

  private void assertHasKeys(PreKeyOwner owner, RepeatedUseKeys keys, PreKeyCount count) {
    assertThat(storage().preKeys().repeatedUse(owner)).contains(keys);
    assertThat(storage().preKeys().count(owner)).isEqualTo(count);
  }

  private void assertDoesNotExist(PreKeyOwner owner) {
    assertThat(storage().preKeys().repeatedUse(owner)).isEmpty();
    assertThat(storage().preKeys().count(owner)).isEqualTo(new PreKeyCount(0, 0));
    assertThat(storage().preKeys().take(List.of(owner))).isEmpty();
    assertThat(storage().preKeys().publish(owner, oneTime())).isFalse();
  }

  @Test
  default void anAccountIsFoundByItsNewNumberAndTheOldOneIsFree() {
    SampleAccount account = withOneTimeKeys(2);
    AccountRecord before = account.record();
    EnvelopeId waiting = account.stored(account.entry(1, Samples.id())).getFirst().id();
    AccountRecord next = account.movedTo(Samples.pni(), Samples.hash());
    assertThat(account.change(next, account.rekeyed(1))).isEqualTo(UpdateOutcome.UPDATED);
    for (int round = 0; round < 2; round++) {
      assertIsFoundBy(next);
      assertNobodyHas(before);
      assertThat(account.queued(1)).containsExactly(waiting);
      assertThat(storage().inboxes().abandoned(10)).isEmpty();
      store().reopen();
    }
    assertThat(
            storage()
                .inboxes()
                .append(
                    before.aci(), before.devicesVersion(), List.of(account.entry(0, Samples.id()))))
        .as("checked against the devices of before")
        .isEqualTo(new AppendOutcome.DevicesChanged());
    assertThat(create(before.pni(), before.numberHash())).isEqualTo(CreateOutcome.CREATED);
    assertIsFoundBy(next);
  }

  private CreateOutcome create(Pni pni, Bytes numberHash) {
    AccountRecord account =
        new AccountRecord(
            Samples.aci(), pni, numberHash, 1, DevicesVersion.FIRST, Samples.bytes(100));
    return storage()
        .accounts()
        .create(account, Samples.wrappedKey(), DeviceChanges.NONE, List.of());
  }

  @Test
  default void aNumberOrPniOfAnotherRefusesTheWholeChange() {
    SampleAccount account = withOneTimeKeys(1);
    AccountRecord before = account.record();
    RepeatedUseKeys keys = repeatedUse(account.pniKeys(0, 0));
    AccountRecord other = SampleAccount.create(store(), 1).record();
    List<AccountRecord> clashing =
        List.of(
            account.movedTo(other.pni(), Samples.hash()),
            account.movedTo(Samples.pni(), other.numberHash()),
            account.movedTo(other.pni(), other.numberHash()));
    for (AccountRecord next : clashing) {
      assertThat(account.change(next, account.rekeyed(1))).isEqualTo(UpdateOutcome.TAKEN);
      assertIsFoundBy(before);
      assertIsFoundBy(other);
      assertHasKeys(account.pniKeys(0, 0), keys, new PreKeyCount(3, 3));
      assertThat(account.append(account.entry(0, Samples.id())))
          .isInstanceOf(AppendOutcome.Stored.class);
    }
    assertThat(storage().accounts().findByPni(clashing.get(1).pni())).isEmpty();
    assertThat(storage().accounts().findByNumber(clashing.get(0).numberHash())).isEmpty();
  }

  private RepeatedUseKeys repeatedUse(PreKeyOwner owner) {
    return storage().preKeys().repeatedUse(owner).orElseThrow();
  }

  @Test
  default void aChangeNeedsTheVersionBeforeWhateverIsTaken() {
    SampleAccount account = SampleAccount.create(store(), 1);
    AccountRecord other = SampleAccount.create(store(), 1).record();
    AccountRecord late = account.movedTo(other.pni(), other.numberHash());
    account.update(DeviceChanges.NONE);
    assertThat(account.change(late, account.rekeyed(1))).isEqualTo(UpdateOutcome.VERSION_CHANGED);
    assertIsFoundBy(account.record());
  }

  @Test
  default void eitherOfPniAndNumberMayStay() {
    SampleAccount account = SampleAccount.create(store(), 1);
    AccountRecord first = account.record();
    AccountRecord next = account.movedTo(Samples.pni(), first.numberHash());
    assertThat(account.change(next, account.rekeyed(1))).isEqualTo(UpdateOutcome.UPDATED);
    assertIsFoundBy(next);
    assertThat(storage().accounts().findByPni(first.pni())).isEmpty();
    AccountRecord last = account.movedTo(next.pni(), Samples.hash());
    assertThat(account.change(last, DeviceChanges.NONE)).isEqualTo(UpdateOutcome.UPDATED);
    assertIsFoundBy(last);
    assertThat(storage().accounts().findByNumber(first.numberHash())).isEmpty();
  }

  @Test
  default void anAccountMayTakeItsOldNumberBack() {
    SampleAccount account = SampleAccount.create(store(), 1);
    AccountRecord first = account.record();
    account.change(account.movedTo(Samples.pni(), Samples.hash()), account.rekeyed(1));
    AccountRecord between = account.record();
    AccountRecord back = account.movedTo(first.pni(), first.numberHash());
    assertThat(account.change(back, account.rekeyed(2))).isEqualTo(UpdateOutcome.UPDATED);
    assertIsFoundBy(back);
    assertNobodyHas(between);
  }

  @Test
  default void aRekeyedDeviceHasItsNewPniKeysAlone() {
    SampleAccount account = withOneTimeKeys(2);
    RepeatedUseKeys ofAci = repeatedUse(account.keys(0));
    DeviceChanges rekeyed = account.rekeyed(1);
    account.change(account.movedTo(Samples.pni(), Samples.hash()), rekeyed);
    for (int round = 0; round < 2; round++) {
      for (int device = 0; device < 2; device++) {
        assertDoesNotExist(account.pniKeys(device, 0));
        assertHasKeys(
            account.pniKeys(device, 1),
            rekeyed.rekeyed().get(device).pniKeys(),
            new PreKeyCount(0, 0));
        assertThat(storage().preKeys().count(account.keys(device)))
            .isEqualTo(new PreKeyCount(3, 3));
      }
      assertHasKeys(account.keys(0), ofAci, new PreKeyCount(3, 3));
      assertDoesNotExist(new PreKeyOwner(account.inbox(0), account.keys(0).identity(), 1));
      store().reopen();
    }
    PreKeyUpload upload = oneTime();
    assertThat(storage().preKeys().publish(account.pniKeys(1, 1), upload)).isTrue();
    assertThat(storage().preKeys().take(List.of(account.pniKeys(0, 0), account.pniKeys(1, 1))))
        .singleElement()
        .satisfies(taken -> assertThat(upload.ecOneTime()).contains(taken.ecOneTime().get()));
    account.change(account.movedTo(Samples.pni(), Samples.hash()), account.rekeyed(2));
    assertDoesNotExist(account.pniKeys(1, 1));
    assertThat(storage().preKeys().count(account.pniKeys(1, 2))).isEqualTo(new PreKeyCount(0, 0));
  }

  /// What was unlinked meanwhile is passed over, and does not come back.
  @Test
  default void onlyDevicesThatAreThereAreRekeyed() {
    SampleAccount account = withOneTimeKeys(2);
    DeviceChanges both = account.rekeyed(1);
    account.retire(1);
    AccountRecord next = account.movedTo(Samples.pni(), Samples.hash());
    assertThat(account.change(next, both)).isEqualTo(UpdateOutcome.UPDATED);
    assertThat(storage().preKeys().repeatedUse(account.pniKeys(0, 1))).isPresent();
    assertDoesNotExist(account.pniKeys(1, 1));
    assertDoesNotExist(account.pniKeys(1, 0));
  }

  /// A commit is lost before it is made, at each commit on the way.
  @Test
  default void aChangeThatIsCutOffIsDoneOrNot() {
    boolean cutOff = true;
    for (int at = 1; cutOff; at++) {
      SampleAccount account = withOneTimeKeys(2);
      AccountRecord before = account.record();
      AccountRecord next = account.movedTo(Samples.pni(), Samples.hash());
      DeviceChanges rekeyed = account.rekeyed(1);
      cutOff = CutOff.at(store(), at, () -> account.change(next, rekeyed));
      for (int round = 0; round < 2; round++) {
        boolean done = storage().accounts().find(next.aci()).orElseThrow().equals(next);
        assertIsFoundBy(done ? next : before);
        assertNobodyHas(done ? before : next);
        for (int device = 0; device < 2; device++) {
          assertThat(storage().preKeys().repeatedUse(account.pniKeys(device, 0)).isPresent())
              .isNotEqualTo(done);
          assertThat(storage().preKeys().repeatedUse(account.pniKeys(device, 1)).isPresent())
              .isEqualTo(done);
          assertThat(storage().preKeys().count(account.pniKeys(device, 0)))
              .isEqualTo(done ? new PreKeyCount(0, 0) : new PreKeyCount(3, 3));
        }
        store().reopen();
      }
    }
  }

  @Test
  default void manyWhoChangeToANumberGiveItToOne() {
    Bytes number = Samples.hash();
    List<SampleAccount> accounts =
        Stream.generate(() -> SampleAccount.create(store(), 1)).limit(5).toList();
    List<UpdateOutcome> outcomes =
        Together.run(
            5,
            i ->
                accounts
                    .get(i)
                    .change(
                        accounts.get(i).movedTo(Samples.pni(), number),
                        accounts.get(i).rekeyed(1)));
    assertThat(outcomes.stream().filter(UpdateOutcome.UPDATED::equals)).hasSize(1);
    assertThat(outcomes).doesNotContain(UpdateOutcome.VERSION_CHANGED);
    for (int i = 0; i < 5; i++) {
      assertIsFoundBy(accounts.get(i).record());
      assertThat(storage().preKeys().take(List.of(accounts.get(i).pniKeys(0, 1))))
          .extracting(TakenKeys::owner)
          .hasSize(outcomes.get(i) == UpdateOutcome.UPDATED ? 1 : 0);
    }
  }
}
