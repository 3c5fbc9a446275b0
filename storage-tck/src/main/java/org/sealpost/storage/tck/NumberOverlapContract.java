package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Pni;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.CreateOutcome;
import org.sealpost.storage.accounts.DeleteOutcome;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.accounts.UpdateOutcome;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.prekeys.PreKeyCount;
import org.sealpost.storage.prekeys.PreKeyUpload;
import org.sealpost.storage.prekeys.RepeatedUseKeys;
import org.sealpost.storage.prekeys.SealedPreKey;
import org.sealpost.storage.prekeys.TakenKeys;

/// Races of accounts that change their number, as in [OverlapContract].
public interface NumberOverlapContract extends StoreContract {
  private <A, B> Overlap<A, B> overlap(Callable<A> first, Callable<B> second) {
    return Overlap.of(store(), first, second);
  }

  private static Callable<UpdateOutcome> changing(SampleAccount account, Pni pni, Bytes number) {
    AccountRecord next = account.movedTo(pni, number);
    DeviceChanges rekeyed = account.rekeyed(1);
    return () -> account.change(next, rekeyed);
  }

  @Test
  default void ofOverlappingChangesToANumberOneWins() {
    SampleAccount one = SampleAccount.create(store(), 1);
    SampleAccount other = SampleAccount.create(store(), 1);
    Bytes number = Samples.hash();
    Pni pni = Samples.pni();
    var overlap = overlap(changing(one, pni, number), changing(other, pni, number));
    assertThat(List.of(overlap.first(), overlap.second()))
        .containsExactlyInAnyOrder(UpdateOutcome.UPDATED, UpdateOutcome.TAKEN);
    SampleAccount winner = overlap.first() == UpdateOutcome.UPDATED ? one : other;
    assertThat(storage().accounts().findByNumber(number)).contains(winner.record());
    assertThat(storage().accounts().findByPni(pni)).contains(winner.record());
    for (SampleAccount account : List.of(one, other)) {
      assertThat(storage().accounts().find(account.record().aci())).contains(account.record());
      assertThat(storage().preKeys().repeatedUse(account.pniKeys(0, 1)).isPresent())
          .isEqualTo(account == winner);
    }
  }

  @Test
  default void ofAnOverlappingChangeAndCreationOneGetsTheNumber() {
    for (boolean changeFirst : List.of(true, false)) {
      SampleAccount account = SampleAccount.create(store(), 1);
      Bytes number = Samples.hash();
      AccountRecord fresh =
          new AccountRecord(
              Samples.aci(), Samples.pni(), number, 1, DevicesVersion.FIRST, Samples.hash());
      Callable<UpdateOutcome> change = changing(account, Samples.pni(), number);
      Callable<CreateOutcome> create =
          () ->
              storage()
                  .accounts()
                  .create(fresh, Samples.wrappedKey(), DeviceChanges.NONE, List.of());
      boolean changed;
      boolean created;
      if (changeFirst) {
        var overlap = overlap(change, create);
        changed = overlap.first() == UpdateOutcome.UPDATED;
        created = overlap.second() == CreateOutcome.CREATED;
      } else {
        var overlap = overlap(create, change);
        changed = overlap.second() == UpdateOutcome.UPDATED;
        created = overlap.first() == CreateOutcome.CREATED;
      }
      assertThat(changed).isNotEqualTo(created);
      assertThat(storage().accounts().findByNumber(number))
          .contains(changed ? account.record() : fresh);
      assertThat(storage().accounts().find(fresh.aci()).isPresent()).isEqualTo(created);
    }
  }

  /// The number's account is deleted while another one changes to it.
  @Test
  default void aNumberThatBecomesFreeMeanwhileIsTakenOrNot() {
    for (boolean changeFirst : List.of(true, false)) {
      SampleAccount account = SampleAccount.create(store(), 1);
      SampleAccount ending = SampleAccount.create(store(), 1);
      Bytes number = ending.record().numberHash();
      Callable<UpdateOutcome> change = changing(account, ending.record().pni(), number);
      Callable<Boolean> delete = () -> ending.delete() == DeleteOutcome.DELETED;
      boolean changed;
      if (changeFirst) {
        var overlap = overlap(change, delete);
        changed = overlap.first() == UpdateOutcome.UPDATED;
        assertThat(overlap.second()).isTrue();
      } else {
        var overlap = overlap(delete, change);
        changed = overlap.second() == UpdateOutcome.UPDATED;
        assertThat(overlap.first()).isTrue();
      }
      assertThat(storage().accounts().findByNumber(number))
          .isEqualTo(changed ? Optional.of(account.record()) : Optional.empty());
      assertThat(storage().accounts().find(account.record().aci())).contains(account.record());
      assertThat(storage().accounts().find(ending.record().aci())).isEmpty();
    }
  }

  @Test
  default void ofAnOverlappingChangeAndDeletionOfAnAccountOneWins() {
    for (boolean changeFirst : List.of(true, false)) {
      SampleAccount account = SampleAccount.create(store(), 1);
      AccountRecord before = account.record();
      AccountRecord next = account.movedTo(Samples.pni(), Samples.hash());
      DeviceChanges rekeyed = account.rekeyed(1);
      List<InboxId> inboxes = List.of(account.inbox(0));
      Callable<Boolean> change =
          () ->
              storage().accounts().update(next, inboxes, rekeyed, List.of())
                  == UpdateOutcome.UPDATED;
      Callable<Boolean> delete =
          () ->
              storage()
                      .accounts()
                      .delete(before.aci(), before.version(), inboxes, Optional.empty(), List.of())
                  == DeleteOutcome.DELETED;
      var overlap = changeFirst ? overlap(change, delete) : overlap(delete, change);
      boolean changed = changeFirst ? overlap.first() : overlap.second();
      assertThat(overlap.first()).isNotEqualTo(overlap.second());
      assertThat(storage().accounts().find(before.aci()).isPresent()).isEqualTo(changed);
      assertThat(storage().accounts().findByNumber(before.numberHash())).isEmpty();
      assertThat(storage().accounts().findByNumber(next.numberHash()).isPresent())
          .isEqualTo(changed);
      assertThat(storage().preKeys().repeatedUse(account.pniKeys(0, 1)).isPresent())
          .isEqualTo(changed);
    }
  }

  /// Each wants what the other has: nobody waits for the other for ever, and both are refused.
  @Test
  default void accountsThatWouldSwapTheirNumbersAreRefused() {
    SampleAccount one = SampleAccount.create(store(), 1);
    SampleAccount other = SampleAccount.create(store(), 1);
    AccountRecord ofOne = one.record();
    AccountRecord ofOther = other.record();
    var overlap =
        overlap(
            changing(one, ofOther.pni(), ofOther.numberHash()),
            changing(other, ofOne.pni(), ofOne.numberHash()));
    assertThat(overlap.first()).isEqualTo(UpdateOutcome.TAKEN);
    assertThat(overlap.second()).isEqualTo(UpdateOutcome.TAKEN);
    assertThat(storage().accounts().findByNumber(ofOne.numberHash())).contains(ofOne);
    assertThat(storage().accounts().findByNumber(ofOther.numberHash())).contains(ofOther);
  }

  /// Until its commit a change shows nothing of itself.
  @Test
  default void duringAChangeTheOldNumberAndKeysAreFound() {
    SampleAccount account = SampleAccount.create(store(), 1);
    AccountRecord before = account.record();
    RepeatedUseKeys keys = storage().preKeys().repeatedUse(account.pniKeys(0, 0)).orElseThrow();
    AccountRecord next = account.movedTo(Samples.pni(), Samples.hash());
    DeviceChanges rekeyed = account.rekeyed(1);
    var overlap =
        Overlap.ofRead(
            store(),
            () -> account.change(next, rekeyed),
            () -> {
              assertThat(storage().accounts().find(before.aci())).contains(before);
              assertThat(storage().accounts().findByPni(before.pni())).contains(before);
              assertThat(storage().accounts().findByNumber(next.numberHash())).isEmpty();
              assertThat(storage().preKeys().repeatedUse(account.pniKeys(0, 1))).isEmpty();
              return storage().preKeys().repeatedUse(account.pniKeys(0, 0));
            });
    assertThat(overlap.first()).isEqualTo(UpdateOutcome.UPDATED);
    assertThat(overlap.second()).contains(keys);
    assertThat(storage().accounts().find(before.aci())).contains(next);
    assertThat(storage().preKeys().repeatedUse(account.pniKeys(0, 0))).isEmpty();
  }

  /// Whoever fetches is given the keys of the set that was named, or none.
  @Test
  default void aFetchDuringAChangeMixesNoSets() {
    for (boolean changeFirst : List.of(true, false)) {
      SampleAccount account = SampleAccount.create(store(), 1);
      List<SealedPreKey> oneTime = Samples.preKeys(2);
      storage()
          .preKeys()
          .publish(
              account.pniKeys(0, 0),
              new PreKeyUpload(oneTime, Optional.empty(), oneTime, Optional.empty()));
      RepeatedUseKeys old = storage().preKeys().repeatedUse(account.pniKeys(0, 0)).orElseThrow();
      AccountRecord next = account.movedTo(Samples.pni(), Samples.hash());
      DeviceChanges rekeyed = account.rekeyed(1);
      Callable<Object> change = () -> account.change(next, rekeyed);
      Callable<Object> fetch =
          () -> storage().preKeys().take(List.of(account.pniKeys(0, 0), account.pniKeys(0, 1)));
      var overlap = changeFirst ? overlap(change, fetch) : overlap(fetch, change);
      for (Object each : (List<?>) (changeFirst ? overlap.second() : overlap.first())) {
        TakenKeys taken = (TakenKeys) each;
        boolean isOld = taken.owner().keySet() == 0;
        assertThat(taken.repeatedUse())
            .isEqualTo(isOld ? old : rekeyed.rekeyed().getFirst().pniKeys());
        if (!isOld) {
          assertThat(taken.ecOneTime()).isEmpty();
          assertThat(taken.kyberOneTime()).isEmpty();
        }
      }
      assertThat(storage().preKeys().take(List.of(account.pniKeys(0, 0)))).isEmpty();
    }
  }

  /// Keys that were made for the identity key of before do not get among those of the next.
  @Test
  default void anUploadForTheSetOfBeforeLeavesNothingInTheNext() {
    for (boolean uploadFirst : List.of(true, false)) {
      SampleAccount account = SampleAccount.create(store(), 1);
      PreKeyUpload upload =
          new PreKeyUpload(
              Samples.preKeys(2),
              Optional.of(Samples.bytes(50)),
              Samples.preKeys(2),
              Optional.of(Samples.bytes(60)));
      AccountRecord next = account.movedTo(Samples.pni(), Samples.hash());
      DeviceChanges rekeyed = account.rekeyed(1);
      Callable<Object> publish = () -> storage().preKeys().publish(account.pniKeys(0, 0), upload);
      Callable<Object> change = () -> account.change(next, rekeyed);
      var overlap = uploadFirst ? overlap(publish, change) : overlap(change, publish);
      assertThat(uploadFirst ? overlap.second() : overlap.first()).isEqualTo(UpdateOutcome.UPDATED);
      if (uploadFirst && overlap.overtaken()) {
        assertThat(overlap.first()).as("the change was made before it").isEqualTo(false);
      }
      assertThat(storage().preKeys().repeatedUse(account.pniKeys(0, 1)))
          .contains(rekeyed.rekeyed().getFirst().pniKeys());
      assertThat(storage().preKeys().count(account.pniKeys(0, 1))).isEqualTo(new PreKeyCount(0, 0));
      assertThat(storage().preKeys().take(List.of(account.pniKeys(0, 1))).getFirst().ecOneTime())
          .isEmpty();
    }
  }
}
