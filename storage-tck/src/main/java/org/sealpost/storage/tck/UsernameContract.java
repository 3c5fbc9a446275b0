package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.accounts.ReservationStore;
import org.sealpost.storage.accounts.UpdateOutcome;

/// The contract of usernames: reserved for a while, confirmed for one account, found by name and by
/// link.
public interface UsernameContract extends StoreContract {
  private SampleAccount account() {
    return SampleAccount.create(store(), 1);
  }

  private SampleAccount named(Bytes name) {
    SampleAccount account = account();
    assertThat(account.confirm(account.named(name))).isEqualTo(UpdateOutcome.UPDATED);
    return account;
  }

  private void assertIsFound(AccountRecord record) {
    assertThat(storage().accounts().find(record.aci())).contains(record);
    assertThat(storage().accounts().findByNumber(record.numberHash())).contains(record);
    record
        .usernameHash()
        .ifPresent(name -> assertThat(storage().accounts().findByUsername(name)).contains(record));
    record
        .usernameLinkHash()
        .ifPresent(
            link -> assertThat(storage().accounts().findByUsernameLink(link)).contains(record));
  }

  private static Bytes name(AccountRecord record) {
    return record.usernameHash().orElseThrow();
  }

  private static Bytes link(AccountRecord record) {
    return record.usernameLinkHash().orElseThrow();
  }

  @Test
  default void aConfirmedUsernameAndItsLinkAreFoundAlsoAfterReopening() {
    SampleAccount account = named(Samples.hash());
    for (int round = 0; round < 2; round++) {
      assertIsFound(account.record());
      assertThat(storage().accounts().findByUsername(link(account.record()))).isEmpty();
      assertThat(storage().accounts().findByUsernameLink(name(account.record()))).isEmpty();
      store().reopen();
    }
    account.update(DeviceChanges.NONE);
    assertIsFound(account.record());
  }

  @Test
  default void aReservedUsernameIsNobodyElsesUntilItLapses() {
    Bytes name = Samples.hash();
    SampleAccount account = account();
    SampleAccount other = account();
    assertThat(account.reserve(name)).contains(name);
    for (int round = 0; round < 2; round++) {
      assertThat(account.reserved()).contains(name);
      assertThat(other.reserve(name)).isEmpty();
      assertThat(other.reserved()).isEmpty();
      assertThat(other.confirm(other.named(name))).isEqualTo(UpdateOutcome.TAKEN);
      assertThat(storage().accounts().findByUsername(name)).isEmpty();
      store().reopen();
    }
    store().clock().advance(SampleAccount.RESERVED);
    assertThat(account.reserved()).isEmpty();
    assertThat(other.reserve(name)).contains(name);
    assertThat(account.confirm(account.named(name))).isEqualTo(UpdateOutcome.TAKEN);
    assertThat(other.confirm(other.named(name))).isEqualTo(UpdateOutcome.UPDATED);
    assertIsFound(other.record());
  }

  @Test
  default void whatHasLapsedMayBeConfirmedByAnyoneOnce() {
    Bytes name = Samples.hash();
    SampleAccount account = account();
    SampleAccount other = account();
    account.reserve(name);
    store().clock().advance(SampleAccount.RESERVED);
    assertThat(other.confirm(other.named(name))).isEqualTo(UpdateOutcome.UPDATED);
    assertThat(account.confirm(account.named(name))).isEqualTo(UpdateOutcome.TAKEN);
    assertThat(account.reserve(name)).isEmpty();
    assertIsFound(other.record());
    assertIsFound(account.record());
  }

  @Test
  default void theFirstCandidateThatIsFreeIsReserved() {
    Bytes confirmed = name(named(Samples.hash()).record());
    Bytes reserved = Samples.hash();
    account().reserve(reserved);
    Bytes free = Samples.hash();
    SampleAccount account = account();
    assertThat(account.reserve(confirmed, reserved, free, Samples.hash())).contains(free);
    assertThat(account.reserved()).contains(free);
    assertThat(account.reserve(reserved, confirmed)).isEmpty();
    assertThat(account.reserved()).as("nothing changed").contains(free);
  }

  @Test
  default void anotherReservationTakesThePlaceOfTheFirst() {
    Bytes first = Samples.hash();
    Bytes second = Samples.hash();
    SampleAccount account = account();
    account.reserve(first);
    store().clock().advance(SampleAccount.RESERVED.dividedBy(2));
    assertThat(account.reserve(second)).contains(second);
    assertThat(account().reserve(first)).contains(first);
    store().clock().advance(SampleAccount.RESERVED.dividedBy(2));
    assertThat(account.reserved()).contains(second);
    assertThat(account.reserve(second)).as("for longer").contains(second);
    store().clock().advance(SampleAccount.RESERVED.dividedBy(2));
    assertThat(account.reserved()).contains(second);
    assertThat(account().reserve(second)).isEmpty();
  }

  @Test
  default void confirmingEndsTheReservationWhateverItNames() {
    for (boolean same : List.of(true, false)) {
      Bytes reserved = Samples.hash();
      Bytes name = same ? reserved : Samples.hash();
      SampleAccount account = account();
      account.reserve(reserved);
      assertThat(account.confirm(account.named(name))).isEqualTo(UpdateOutcome.UPDATED);
      assertThat(account.reserved()).isEmpty();
      assertIsFound(account.record());
      assertThat(account().reserve(reserved).isPresent()).isNotEqualTo(same);
    }
  }

  @Test
  default void anotherUsernameFreesTheOneBefore() {
    SampleAccount account = named(Samples.hash());
    AccountRecord before = account.record();
    assertThat(account.reserve(name(before))).as("its own").contains(name(before));
    account.confirm(account.named(Samples.hash()));
    assertIsFound(account.record());
    assertThat(storage().accounts().findByUsername(name(before))).isEmpty();
    assertThat(storage().accounts().findByUsernameLink(link(before))).isEmpty();
    SampleAccount other = account();
    assertThat(other.confirm(other.named(name(before)))).isEqualTo(UpdateOutcome.UPDATED);
    assertIsFound(other.record());
  }

  @Test
  default void anAccountMayConfirmItsUsernameAnew() {
    SampleAccount account = named(Samples.hash());
    AccountRecord next = account.named(name(account.record()));
    assertThat(account.confirm(next)).isEqualTo(UpdateOutcome.UPDATED);
    assertIsFound(next);
  }

  @Test
  default void aUsernameIsDroppedByAnUpdate() {
    SampleAccount account = named(Samples.hash());
    AccountRecord before = account.record();
    AccountRecord next = account.named(Optional.empty(), Optional.empty());
    assertThat(account.change(next, DeviceChanges.NONE)).isEqualTo(UpdateOutcome.UPDATED);
    for (int round = 0; round < 2; round++) {
      assertIsFound(next);
      assertThat(storage().accounts().findByUsername(name(before))).isEmpty();
      assertThat(storage().accounts().findByUsernameLink(link(before))).isEmpty();
      store().reopen();
    }
    assertThat(account().reserve(name(before))).contains(name(before));
  }

  @Test
  default void aLinkIsReplacedOrDroppedByAnUpdate() {
    SampleAccount account = named(Samples.hash());
    AccountRecord before = account.record();
    AccountRecord other = account.named(before.usernameHash(), Optional.of(Samples.hash()));
    assertThat(account.change(other, DeviceChanges.NONE)).isEqualTo(UpdateOutcome.UPDATED);
    assertIsFound(other);
    assertThat(storage().accounts().findByUsernameLink(link(before))).isEmpty();
    AccountRecord without = account.named(before.usernameHash(), Optional.empty());
    assertThat(account.change(without, DeviceChanges.NONE)).isEqualTo(UpdateOutcome.UPDATED);
    assertIsFound(without);
    assertThat(storage().accounts().findByUsernameLink(link(other))).isEmpty();
    AccountRecord back = account.named(before.usernameHash(), before.usernameLinkHash());
    assertThat(account.change(back, account.rekeyed(1))).isEqualTo(UpdateOutcome.UPDATED);
    assertIsFound(back);
  }

  @Test
  default void anothersUsernameOrLinkRefusesTheWholeChange() {
    SampleAccount holder = named(Samples.hash());
    SampleAccount account = named(Samples.hash());
    AccountRecord before = account.record();
    Bytes reserved = Samples.hash();
    account.reserve(reserved);
    assertThat(account.confirm(account.named(name(holder.record()))))
        .isEqualTo(UpdateOutcome.TAKEN);
    AccountRecord anothersLink =
        account.named(Optional.of(Samples.hash()), holder.record().usernameLinkHash());
    assertThat(account.confirm(anothersLink)).isEqualTo(UpdateOutcome.TAKEN);
    assertThat(
            account.change(
                account.named(before.usernameHash(), holder.record().usernameLinkHash()),
                DeviceChanges.NONE))
        .isEqualTo(UpdateOutcome.TAKEN);
    assertIsFound(before);
    assertIsFound(holder.record());
    assertThat(storage().accounts().findByUsername(name(anothersLink))).isEmpty();
    assertThat(account.reserved()).contains(reserved);
  }

  @Test
  default void aConfirmationNeedsTheVersionBefore() {
    SampleAccount account = account();
    Bytes name = Samples.hash();
    account.reserve(name);
    AccountRecord late = account.named(name);
    account.update(DeviceChanges.NONE);
    assertThat(account.confirm(late)).isEqualTo(UpdateOutcome.VERSION_CHANGED);
    assertIsFound(account.record());
    assertThat(storage().accounts().findByUsername(name)).isEmpty();
    assertThat(account.reserved()).contains(name);
  }

  /// By confirmation alone: it is there that reservations are looked at.
  @Test
  default void aNewUsernameIsNotTakenByTheWay() {
    SampleAccount account = account();
    AccountRecord named = account.named(Samples.hash());
    assertThatThrownBy(() ->
            storage().accounts().update(named, account.inboxes(), DeviceChanges.NONE, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> account.confirm(account.named(Optional.empty(), Optional.empty())))
        .isInstanceOf(IllegalArgumentException.class);
    AccountRecord fresh =
        new AccountRecord(
            Samples.aci(),
            Samples.pni(),
            Samples.hash(),
            Optional.of(Samples.hash()),
            Optional.empty(),
            1,
            DevicesVersion.FIRST,
            Samples.hash());
    assertThatThrownBy(() ->
            storage().accounts().create(fresh, Samples.wrappedKey(), DeviceChanges.NONE, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertIsFound(account.record());
    assertThat(storage().accounts().find(fresh.aci())).isEmpty();
  }

  @Test
  default void aDeletedAccountLeavesItsUsernameLinkAndReservation() {
    Bytes reserved = Samples.hash();
    SampleAccount account = named(Samples.hash());
    AccountRecord record = account.record();
    account.reserve(reserved);
    account.delete();
    assertThat(account.reserved()).isEmpty();
    assertThat(account.reserve(Samples.hash())).as("there is no such account").isEmpty();
    assertThat(storage().accounts().findByUsername(name(record))).isEmpty();
    assertThat(storage().accounts().findByUsernameLink(link(record))).isEmpty();
    SampleAccount other = account();
    assertThat(other.reserve(reserved)).contains(reserved);
    AccountRecord next = other.named(record.usernameHash(), record.usernameLinkHash());
    assertThat(other.confirm(next)).isEqualTo(UpdateOutcome.UPDATED);
    assertIsFound(next);
    assertThat(sweep(10)).isZero();
  }

  @Test
  default void lapsedReservationsAreSweptInPieces() {
    List<SampleAccount> accounts = Stream.generate(this::account).limit(4).toList();
    accounts.forEach(account -> account.reserve(Samples.hash()));
    assertThat(sweep(10)).isZero();
    store().clock().advance(SampleAccount.RESERVED);
    Bytes kept = Samples.hash();
    accounts.getFirst().reserve(kept);
    assertThat(sweep(2)).isEqualTo(2);
    assertThat(sweep(2)).isEqualTo(1);
    assertThat(sweep(2)).isZero();
    assertThat(accounts.getFirst().reserved()).contains(kept);
  }

  private int sweep(int max) {
    return storage().reservations().sweepLapsed(store().clock().instant(), max);
  }

  @Test
  default void tooManyCandidatesAreRefused() {
    SampleAccount account = account();
    Bytes[] many =
        Stream.generate(Samples::hash)
            .limit(ReservationStore.MAX_CANDIDATES + 1)
            .toArray(Bytes[]::new);
    assertThatThrownBy(() -> account.reserve(many)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(account::reserve).isInstanceOf(IllegalArgumentException.class);
  }

  /// A commit is lost before it is made, at each commit on the way.
  @Test
  default void aConfirmationThatIsCutOffIsDoneOrNot() {
    boolean cutOff = true;
    for (int at = 1; cutOff; at++) {
      SampleAccount account = named(Samples.hash());
      AccountRecord before = account.record();
      AccountRecord next = account.named(Samples.hash());
      account.reserve(name(next));
      cutOff = CutOff.at(store(), at, () -> account.confirm(next));
      for (int round = 0; round < 2; round++) {
        boolean done = storage().accounts().find(next.aci()).orElseThrow().equals(next);
        assertIsFound(done ? next : before);
        AccountRecord other = done ? before : next;
        assertThat(storage().accounts().findByUsername(name(other))).isEmpty();
        assertThat(storage().accounts().findByUsernameLink(link(other))).isEmpty();
        assertThat(account.reserved()).isEqualTo(done ? Optional.empty() : next.usernameHash());
        store().reopen();
      }
    }
  }

  @Test
  default void aReservationThatIsCutOffIsDoneOrNot() {
    boolean cutOff = true;
    for (int at = 1; cutOff; at++) {
      SampleAccount account = account();
      Bytes before = Samples.hash();
      Bytes next = Samples.hash();
      account.reserve(before);
      cutOff = CutOff.at(store(), at, () -> account.reserve(next));
      store().reopen();
      Bytes reserved = account.reserved().orElseThrow();
      assertThat(reserved).isIn(before, next);
      SampleAccount other = account();
      assertThat(other.reserve(reserved)).isEmpty();
      assertThat(other.reserve(reserved.equals(before) ? next : before)).isPresent();
    }
  }

  @Test
  default void ofManyWhoWantAUsernameOneGetsIt() {
    Bytes name = Samples.hash();
    List<SampleAccount> accounts = Stream.generate(this::account).limit(5).toList();
    List<Optional<Bytes>> reserved = Together.run(5, i -> accounts.get(i).reserve(name));
    assertThat(reserved.stream().flatMap(Optional::stream)).hasSize(1);
    store().clock().advance(SampleAccount.RESERVED);
    List<UpdateOutcome> confirmed =
        Together.run(5, i -> accounts.get(i).confirm(accounts.get(i).named(name)));
    assertThat(confirmed.stream().filter(UpdateOutcome.UPDATED::equals)).hasSize(1);
    assertThat(confirmed).doesNotContain(UpdateOutcome.VERSION_CHANGED);
    assertThat(storage().accounts().findByUsername(name)).isPresent();
  }

  @Test
  default void timeIsTheCallers() {
    Bytes name = Samples.hash();
    SampleAccount account = account();
    account.reserve(name);
    Instant now = store().clock().instant();
    Instant later = now.plus(SampleAccount.RESERVED);
    ReservationStore reservations = storage().reservations();
    assertThat(reservations.find(account.record().aci(), later.minusMillis(1))).contains(name);
    assertThat(reservations.find(account.record().aci(), later)).isEmpty();
    SampleAccount other = account();
    AccountRecord next = other.named(name);
    assertThat(storage().accounts().confirmUsername(next, later.minusMillis(1), List.of()))
        .isEqualTo(UpdateOutcome.TAKEN);
    assertThat(storage().accounts().confirmUsername(next, later, List.of()))
        .isEqualTo(UpdateOutcome.UPDATED);
  }
}
