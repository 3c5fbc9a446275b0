package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.registration.InviteRecord;
import org.sealpost.storage.registration.RedeemAudit;
import org.sealpost.storage.registration.RedeemOutcome;
import org.sealpost.storage.registration.SessionRecord;

/// The contract of `RegistrationStore`: an invite is redeemed once, sessions are bounded.
public interface RegistrationStoreContract extends StoreContract {
  private Instant now() {
    return store().clock().instant();
  }

  private InviteRecord invite() {
    InviteRecord invite =
        new InviteRecord(Samples.hash(), Samples.hash(), now().plus(Duration.ofHours(1)), 0);
    storage().registrations().putInvite(invite, List.of());
    return invite;
  }

  private SessionRecord session(Bytes address, int maxPerAddress, int maxInAll) {
    SessionRecord session =
        new SessionRecord(
            Samples.hash(), address, now(), now().plus(Duration.ofMinutes(10)), 1, Samples.hash());
    storage().registrations().openSession(session, maxPerAddress, maxInAll, now());
    store().clock().advance(Duration.ofSeconds(1));
    return session;
  }

  private SessionRecord session() {
    return session(Samples.hash(), 10, 100);
  }

  private static SessionRecord next(SessionRecord session) {
    return new SessionRecord(
        session.idHash(),
        session.addressHash(),
        session.createdAt(),
        session.expiresAt(),
        session.version() + 1,
        Samples.hash());
  }

  private boolean isThere(SessionRecord session) {
    return storage().registrations().session(session.idHash(), now()).isPresent();
  }

  private RedeemOutcome redeem(InviteRecord invite, Bytes code, SessionRecord session) {
    return storage()
        .registrations()
        .redeem(invite.numberHash(), code, next(session), 3, now(), RedeemAudit.NONE);
  }

  @Test
  default void theRightCodeUsesTheInviteUp() {
    InviteRecord invite = invite();
    SessionRecord session = session();
    assertThat(storage().registrations().invite(invite.numberHash(), now())).contains(invite);
    assertThat(redeem(invite, invite.codeHash(), session)).isEqualTo(RedeemOutcome.REDEEMED);
    store().reopen();
    assertThat(storage().registrations().invite(invite.numberHash(), now())).isEmpty();
    assertThat(storage().registrations().session(session.idHash(), now()).orElseThrow().version())
        .isEqualTo(2);
    assertThat(redeem(invite, invite.codeHash(), session())).isEqualTo(RedeemOutcome.NO_INVITE);
  }

  @Test
  default void underContentionAnInviteIsRedeemedOnce() {
    InviteRecord invite = invite();
    List<SessionRecord> sessions = List.of(session(), session(), session(), session());
    List<RedeemOutcome> outcomes =
        Together.run(4, i -> redeem(invite, invite.codeHash(), sessions.get(i)));
    assertThat(outcomes)
        .containsExactlyInAnyOrder(
            RedeemOutcome.REDEEMED,
            RedeemOutcome.NO_INVITE,
            RedeemOutcome.NO_INVITE,
            RedeemOutcome.NO_INVITE);
  }

  @Test
  default void wrongCodesAreCountedOverAllSessionsAndBurnTheInvite() {
    InviteRecord invite = invite();
    assertThat(redeem(invite, Samples.hash(), session())).isEqualTo(RedeemOutcome.WRONG_CODE);
    store().reopen();
    assertThat(redeem(invite, Samples.hash(), session())).isEqualTo(RedeemOutcome.WRONG_CODE);
    assertThat(redeem(invite, Samples.hash(), session())).isEqualTo(RedeemOutcome.BURNED);
    assertThat(redeem(invite, invite.codeHash(), session())).isEqualTo(RedeemOutcome.NO_INVITE);
  }

  @Test
  default void aSessionThatChangedCountsNothing() {
    InviteRecord invite = invite();
    SessionRecord session = session();
    assertThat(storage().registrations().updateSession(next(session), now())).isTrue();
    assertThat(storage().registrations().updateSession(next(session), now())).isFalse();
    assertThat(redeem(invite, Samples.hash(), session)).isEqualTo(RedeemOutcome.SESSION_CHANGED);
    assertThat(storage().registrations().invite(invite.numberHash(), now())).contains(invite);
  }

  @Test
  default void sessionsAreBoundedForAnAddressAndInAll() {
    Bytes address = Samples.hash();
    SessionRecord first = session(address, 2, 3);
    SessionRecord second = session(address, 2, 3);
    SessionRecord third = session(address, 2, 3);
    assertThat(List.of(isThere(first), isThere(second), isThere(third)))
        .containsExactly(false, true, true);
    SessionRecord other = session(Samples.hash(), 2, 3);
    SessionRecord another = session(Samples.hash(), 2, 3);
    assertThat(List.of(isThere(second), isThere(third), isThere(other), isThere(another)))
        .containsExactly(false, true, true, true);
  }

  @Test
  default void aSessionThatBeginsAnewIsAmongTheNewest() {
    Bytes address = Samples.hash();
    SessionRecord first = session(address, 2, 3);
    SessionRecord second = session(address, 2, 3);
    SessionRecord anew =
        new SessionRecord(first.idHash(), address, now(), first.expiresAt(), 2, first.sealed());
    assertThat(storage().registrations().updateSession(anew, now())).isTrue();
    assertThat(storage().registrations().session(first.idHash(), now())).contains(anew);
    store().clock().advance(Duration.ofSeconds(1));
    SessionRecord third = session(address, 2, 3);
    assertThat(List.of(isThere(first), isThere(second), isThere(third)))
        .containsExactly(true, false, true);
    store().reopen();
    SessionRecord other = session(Samples.hash(), 2, 3);
    assertThat(List.of(isThere(first), isThere(third), isThere(other)))
        .containsExactly(true, true, true);
    SessionRecord another = session(Samples.hash(), 2, 3);
    assertThat(List.of(isThere(first), isThere(third), isThere(other), isThere(another)))
        .containsExactly(false, true, true, true);
  }

  @Test
  default void whatExpiredIsAbsentAndSwept() {
    InviteRecord invite = invite();
    SessionRecord session = session();
    store().clock().advance(Duration.ofHours(1));
    assertThat(storage().registrations().invite(invite.numberHash(), now())).isEmpty();
    assertThat(isThere(session)).isFalse();
    assertThat(storage().registrations().updateSession(next(session), now())).isFalse();
    assertThat(storage().registrations().sweepExpired(now(), 1)).isEqualTo(1);
    assertThat(storage().registrations().sweepExpired(now(), 5)).isEqualTo(1);
    assertThat(storage().registrations().sweepExpired(now(), 5)).isZero();
  }
}
