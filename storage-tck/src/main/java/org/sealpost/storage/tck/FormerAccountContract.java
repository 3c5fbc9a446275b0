package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.CreateOutcome;
import org.sealpost.storage.accounts.DeleteOutcome;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.DeviceChanges.OpenedDevice;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.accounts.FormerAccount;
import org.sealpost.storage.accounts.UpdateOutcome;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.inboxes.InboxEntry;

/// The contract of what is remembered of a deleted account.
public interface FormerAccountContract extends StoreContract {
  private SampleAccount account() {
    return SampleAccount.create(store(), 1);
  }

  private FormerAccount delete(SampleAccount account) {
    FormerAccount former = account.former();
    assertThat(account.delete(Optional.of(former))).isEqualTo(DeleteOutcome.DELETED);
    return former;
  }

  /// An account of this number.
  private CreateOutcome create(Aci aci, FormerAccount former) {
    AccountRecord account =
        new AccountRecord(
            aci, Samples.pni(), former.numberHash(), 1, DevicesVersion.FIRST, Samples.hash());
    return storage()
        .accounts()
        .create(account, Samples.wrappedKey(), DeviceChanges.NONE, List.of());
  }

  private int sweep(int max) {
    return storage().formerAccounts().sweepExpired(store().clock().instant(), max);
  }

  @Test
  default void aDeletedAccountIsRememberedForAWhile() {
    SampleAccount account = account();
    SampleAccount unremembered = account();
    assertThat(account.remembered()).isEmpty();
    FormerAccount former = delete(account);
    unremembered.delete();
    for (int round = 0; round < 2; round++) {
      assertThat(account.remembered()).contains(former);
      assertThat(unremembered.remembered()).isEmpty();
      assertThat(storage().accounts().findByNumber(former.numberHash())).isEmpty();
      store().reopen();
    }
    store().clock().advance(SampleAccount.REMEMBERED.minusMillis(1));
    assertThat(account.remembered()).contains(former);
    store()
        .clock()
        .advance(SampleAccount.REMEMBERED.minus(SampleAccount.REMEMBERED.minusMillis(1)));
    assertThat(account.remembered()).isEmpty();
  }

  @Test
  default void aNewAccountOfTheNumberEndsIt() {
    SampleAccount account = account();
    FormerAccount former = delete(account);
    Aci taken = account().record().aci();
    assertThat(create(taken, former)).isEqualTo(CreateOutcome.TAKEN);
    assertThat(account.remembered()).contains(former);
    assertThat(create(account.record().aci(), former)).isEqualTo(CreateOutcome.CREATED);
    assertThat(account.remembered()).isEmpty();
    store().reopen();
    assertThat(account.remembered()).isEmpty();
    store().clock().advance(SampleAccount.REMEMBERED);
    assertThat(sweep(10)).isZero();
  }

  /// What was checked against the former account is not let pass for the next one's.
  @Test
  default void anAciThatComesBackGoesOnWithItsVersions() {
    SampleAccount account = account();
    account.update(new DeviceChanges(List.of(Samples.device()), List.of(), false));
    AccountRecord before = account.record();
    FormerAccount former = delete(account);
    OpenedDevice primary = Samples.device();
    AccountRecord again =
        new AccountRecord(
            before.aci(),
            before.pni(),
            before.numberHash(),
            before.version() + 1,
            before.devicesVersion().next(),
            Samples.hash());
    assertThat(
            storage()
                .accounts()
                .create(
                    again,
                    Samples.wrappedKey(),
                    new DeviceChanges(List.of(primary), List.of(), false),
                    List.of()))
        .isEqualTo(CreateOutcome.CREATED);
    assertThat(account.remembered()).isNotEqualTo(Optional.of(former));
    InboxEntry entry =
        new InboxEntry(
            primary.inbox(),
            Samples.id(),
            Samples.bytes(20),
            store().clock().instant().plus(SampleAccount.TIME_TO_LIVE),
            true);
    for (int round = 0; round < 2; round++) {
      assertThat(storage().accounts().find(before.aci())).contains(again);
      assertThat(storage().inboxes().append(before.aci(), before.devicesVersion(), List.of(entry)))
          .isEqualTo(new AppendOutcome.DevicesChanged());
      assertThat(
              storage()
                  .accounts()
                  .delete(
                      before.aci(),
                      before.version(),
                      List.of(primary.inbox()),
                      Optional.empty(),
                      List.of()))
          .isEqualTo(DeleteOutcome.VERSION_CHANGED);
      store().reopen();
    }
    assertThat(storage().inboxes().append(before.aci(), again.devicesVersion(), List.of(entry)))
        .isInstanceOf(AppendOutcome.Stored.class);
  }

  @Test
  default void anAccountThatChangesToTheNumberEndsIt() {
    SampleAccount account = account();
    FormerAccount former = delete(account);
    SampleAccount other = account();
    AccountRecord clashing = other.movedTo(account().record().pni(), former.numberHash());
    assertThat(other.change(clashing, other.rekeyed(1))).isEqualTo(UpdateOutcome.TAKEN);
    assertThat(account.remembered()).contains(former);
    AccountRecord next = other.movedTo(Samples.pni(), former.numberHash());
    assertThat(other.change(next, other.rekeyed(1))).isEqualTo(UpdateOutcome.UPDATED);
    assertThat(account.remembered()).isEmpty();
  }

  @Test
  default void aLaterDeletionTakesItsPlace() {
    SampleAccount account = account();
    FormerAccount first = delete(account);
    store().clock().advance(SampleAccount.REMEMBERED.dividedBy(2));
    SampleAccount other = account();
    AccountRecord next = other.movedTo(Samples.pni(), first.numberHash());
    other.change(next, other.rekeyed(1));
    FormerAccount second = delete(other);
    assertThat(account.remembered()).contains(second);
    store().clock().advance(SampleAccount.REMEMBERED.dividedBy(2));
    assertThat(sweep(10)).isZero();
    assertThat(account.remembered()).contains(second);
  }

  @Test
  default void aDeletionThatIsRefusedRemembersNothing() {
    SampleAccount account = account();
    AccountRecord before = account.record();
    account.update(DeviceChanges.NONE);
    assertThat(
            storage()
                .accounts()
                .delete(
                    before.aci(),
                    before.version(),
                    List.of(account.inbox(0)),
                    Optional.of(account.former()),
                    List.of()))
        .isEqualTo(DeleteOutcome.VERSION_CHANGED);
    assertThat(account.remembered()).isEmpty();
    FormerAccount another = account().former();
    assertThatThrownBy(() -> account.delete(Optional.of(another)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(storage().accounts().find(before.aci())).isPresent();
  }

  @Test
  default void itIsForgottenWhenThatIsAskedFor() {
    SampleAccount account = account();
    SampleAccount other = account();
    FormerAccount former = delete(account);
    FormerAccount stays = delete(other);
    assertThat(storage().formerAccounts().forget(former.numberHash(), List.of())).isTrue();
    assertThat(account.remembered()).isEmpty();
    assertThat(storage().formerAccounts().forget(former.numberHash(), List.of())).isFalse();
    store().reopen();
    assertThat(account.remembered()).isEmpty();
    assertThat(other.remembered()).contains(stays);
  }

  @Test
  default void whatIsPastItsTimeIsSweptInPieces() {
    List<SampleAccount> accounts = Stream.generate(this::account).limit(4).toList();
    accounts.subList(0, 3).forEach(this::delete);
    assertThat(sweep(10)).isZero();
    store().clock().advance(SampleAccount.REMEMBERED);
    FormerAccount stays = delete(accounts.getLast());
    assertThat(sweep(2)).isEqualTo(2);
    assertThat(sweep(2)).isEqualTo(1);
    assertThat(sweep(2)).isZero();
    assertThat(accounts.getLast().remembered()).contains(stays);
  }

  /// A commit is lost before it is made, at each commit on the way.
  @Test
  default void anAccountIsGoneAndRememberedOrNeither() {
    boolean cutOff = true;
    for (int at = 1; cutOff; at++) {
      SampleAccount account = account();
      FormerAccount former = account.former();
      cutOff = CutOff.at(store(), at, () -> account.delete(Optional.of(former)));
      for (int round = 0; round < 2; round++) {
        boolean gone = storage().accounts().find(account.record().aci()).isEmpty();
        assertThat(account.remembered()).isEqualTo(gone ? Optional.of(former) : Optional.empty());
        store().reopen();
      }
    }
  }

  /// The number comes again while its account is deleted.
  @Test
  default void ofAnOverlappingDeletionAndCreationTheLastDecides() {
    for (boolean deleteFirst : List.of(true, false)) {
      SampleAccount account = account();
      FormerAccount former = account.former();
      Aci again = Samples.aci();
      Callable<Boolean> delete = () -> account.delete(Optional.of(former)) == DeleteOutcome.DELETED;
      Callable<Boolean> create = () -> create(again, former) == CreateOutcome.CREATED;
      var overlap =
          deleteFirst ? Overlap.of(store(), delete, create) : Overlap.of(store(), create, delete);
      assertThat(deleteFirst ? overlap.first() : overlap.second()).isTrue();
      boolean created = deleteFirst ? overlap.second() : overlap.first();
      assertThat(account.remembered()).isEqualTo(created ? Optional.empty() : Optional.of(former));
      assertThat(storage().accounts().find(again).isPresent()).isEqualTo(created);
    }
  }
}
