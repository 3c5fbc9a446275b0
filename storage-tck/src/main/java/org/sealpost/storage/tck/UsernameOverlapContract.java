package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.DeleteOutcome;
import org.sealpost.storage.accounts.UpdateOutcome;

/// Races for usernames, as in [OverlapContract].
public interface UsernameOverlapContract extends StoreContract {
  private <A, B> Overlap<A, B> overlap(Callable<A> first, Callable<B> second) {
    return Overlap.of(store(), first, second);
  }

  private SampleAccount account() {
    return SampleAccount.create(store(), 1);
  }

  @Test
  default void ofOverlappingReservationsOneGetsTheUsername() {
    SampleAccount one = account();
    SampleAccount other = account();
    Bytes name = Samples.hash();
    var overlap = overlap(() -> one.reserve(name), () -> other.reserve(name));
    assertThat(overlap.first().isPresent()).isNotEqualTo(overlap.second().isPresent());
    assertThat(one.reserved()).isEqualTo(overlap.first());
    assertThat(other.reserved()).isEqualTo(overlap.second());
  }

  /// From two devices of an account: the one that is there afterwards is the only one that is kept.
  @Test
  default void ofOverlappingReservationsOfAnAccountOneStays() {
    SampleAccount account = account();
    Bytes one = Samples.hash();
    Bytes other = Samples.hash();
    var overlap = overlap(() -> account.reserve(one), () -> account.reserve(other));
    assertThat(overlap.first()).contains(one);
    assertThat(overlap.second()).contains(other);
    Bytes stays = account.reserved().orElseThrow();
    assertThat(stays).isIn(one, other);
    Bytes gone = stays.equals(one) ? other : one;
    assertThat(account().reserve(stays)).isEmpty();
    assertThat(account().reserve(gone)).contains(gone);
  }

  /// Nobody had reserved it, or it has lapsed.
  @Test
  default void ofAnOverlappingReservationAndConfirmationOneGetsTheUsername() {
    for (boolean reserveFirst : List.of(true, false)) {
      for (boolean lapsed : List.of(true, false)) {
        SampleAccount one = account();
        SampleAccount other = account();
        Bytes name = Samples.hash();
        if (lapsed) {
          account().reserve(name);
          store().clock().advance(SampleAccount.RESERVED);
        }
        AccountRecord next = other.named(name);
        Callable<Boolean> reserve = () -> one.reserve(name).isPresent();
        Callable<Boolean> confirm = () -> other.confirm(next) == UpdateOutcome.UPDATED;
        var overlap = reserveFirst ? overlap(reserve, confirm) : overlap(confirm, reserve);
        assertThat(overlap.first()).isNotEqualTo(overlap.second());
        boolean confirmed = reserveFirst ? overlap.second() : overlap.first();
        assertThat(one.reserved().isPresent()).isNotEqualTo(confirmed);
        assertThat(storage().accounts().findByUsername(name).isPresent()).isEqualTo(confirmed);
      }
    }
  }

  /// It lapses between its reservation and the confirmation, and somebody else takes it then.
  @Test
  default void aUsernameThatLapsedBeforeItsConfirmationIsTakenOrNot() {
    for (boolean ownFirst : List.of(true, false)) {
      SampleAccount own = account();
      SampleAccount other = account();
      Bytes name = Samples.hash();
      own.reserve(name);
      store().clock().advance(SampleAccount.RESERVED);
      AccountRecord ownNext = own.named(name);
      Callable<Boolean> confirm = () -> own.confirm(ownNext) == UpdateOutcome.UPDATED;
      Callable<Boolean> reserve = () -> other.reserve(name).isPresent();
      var overlap = ownFirst ? overlap(confirm, reserve) : overlap(reserve, confirm);
      boolean confirmed = ownFirst ? overlap.first() : overlap.second();
      assertThat(overlap.first()).isNotEqualTo(overlap.second());
      assertThat(storage().accounts().findByUsername(name))
          .isEqualTo(confirmed ? Optional.of(own.record()) : Optional.empty());
      assertThat(other.reserved().isPresent()).isNotEqualTo(confirmed);
    }
  }

  @Test
  default void ofOverlappingConfirmationsOneGetsTheUsername() {
    SampleAccount one = account();
    SampleAccount other = account();
    Bytes name = Samples.hash();
    AccountRecord ofOne = one.named(name);
    AccountRecord ofOther = other.named(name);
    var overlap = overlap(() -> one.confirm(ofOne), () -> other.confirm(ofOther));
    assertThat(List.of(overlap.first(), overlap.second()))
        .containsExactlyInAnyOrder(UpdateOutcome.UPDATED, UpdateOutcome.TAKEN);
    assertThat(storage().accounts().findByUsername(name))
        .contains(overlap.first() == UpdateOutcome.UPDATED ? ofOne : ofOther);
    AccountRecord refused = overlap.first() == UpdateOutcome.UPDATED ? ofOther : ofOne;
    assertThat(storage().accounts().findByUsernameLink(refused.usernameLinkHash().orElseThrow()))
        .isEmpty();
  }

  /// Nothing stays reserved for an account that is gone.
  @Test
  default void aReservationDuringADeletionIsGoneWithTheAccount() {
    for (boolean reserveFirst : List.of(true, false)) {
      SampleAccount account = account();
      Bytes name = Samples.hash();
      Callable<Boolean> reserve = () -> account.reserve(name).isPresent();
      Callable<Boolean> delete = () -> account.delete() == DeleteOutcome.DELETED;
      var overlap = reserveFirst ? overlap(reserve, delete) : overlap(delete, reserve);
      assertThat(reserveFirst ? overlap.second() : overlap.first()).isTrue();
      assertThat(account.reserved()).isEmpty();
      assertThat(account().reserve(name)).contains(name);
    }
  }

  @Test
  default void aReservationDuringAConfirmationIsKeptOrGone() {
    SampleAccount account = account();
    Bytes confirmed = Samples.hash();
    Bytes wanted = Samples.hash();
    account.reserve(confirmed);
    AccountRecord next = account.named(confirmed);
    var overlap = overlap(() -> account.confirm(next), () -> account.reserve(wanted));
    assertThat(overlap.first()).isEqualTo(UpdateOutcome.UPDATED);
    assertThat(overlap.second()).contains(wanted);
    boolean kept = account.reserved().isPresent();
    assertThat(account().reserve(wanted).isPresent()).isNotEqualTo(kept);
    assertThat(account().reserve(confirmed)).isEmpty();
  }
}
