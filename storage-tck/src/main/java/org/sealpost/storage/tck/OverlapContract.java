package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.accounts.UpdateOutcome;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.inboxes.Epoch;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxPage;
import org.sealpost.storage.inboxes.Placed;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.prekeys.PreKeyOwner;
import org.sealpost.storage.prekeys.PreKeyUpload;
import org.sealpost.storage.prekeys.SealedPreKey;
import org.sealpost.storage.registration.InviteRecord;
import org.sealpost.storage.registration.RedeemAudit;
import org.sealpost.storage.registration.RedeemOutcome;
import org.sealpost.storage.registration.SessionRecord;

/// Races that come out the same every time: one write stands before its commit while another runs.
/// The other may wait or overtake it; either way both answers must be true of what is stored.
public interface OverlapContract extends StoreContract {
  private <A, B> Overlap<A, B> overlap(Callable<A> first, Callable<B> second) {
    return Overlap.of(store(), first, second);
  }

  @Test
  default void nothingIsShownBeforeItsCommit() {
    SampleAccount account = SampleAccount.create(store(), 2);
    InboxEntry[] request = {account.entry(0, Samples.id()), account.entry(1, Samples.id())};
    var overlap =
        Overlap.ofRead(
            store(),
            () -> account.stored(request),
            () -> Stream.of(0, 1).flatMap(device -> account.queued(device).stream()).toList());
    assertThat(overlap.second()).isEmpty();
    assertThat(account.queued(0)).containsExactly(request[0].id());
    assertThat(account.queued(1)).containsExactly(request[1].id());
  }

  /// A reader that follows its cursor between the two commits.
  @Test
  default void nothingLandsBehindWhatWasShown() {
    SampleAccount account = SampleAccount.create(store(), 1);
    List<EnvelopeId> sent = Samples.ids(2);
    var overlap =
        overlap(
            () -> account.stored(account.entry(0, sent.get(0))),
            () -> {
              account.stored(account.entry(0, sent.get(1)));
              return account.read(0, Position.START);
            });
    InboxPage between = overlap.second();
    List<EnvelopeId> shown = new ArrayList<>(SampleAccount.ids(between));
    shown.addAll(SampleAccount.ids(account.read(0, between.envelopes().getLast().position())));
    assertThat(shown).containsExactlyInAnyOrderElementsOf(sent);
  }

  @Test
  default void overlappingRepeatsAreStoredOnce() {
    SampleAccount account = SampleAccount.create(store(), 1);
    InboxEntry entry = account.entry(0, Samples.id());
    var overlap = overlap(() -> account.stored(entry), () -> account.stored(entry));
    List<Placed> placed =
        Stream.of(overlap.first(), overlap.second()).flatMap(List::stream).toList();
    assertThat(placed).extracting(Placed::repeat).containsExactlyInAnyOrder(false, true);
    assertThat(placed.get(0).position()).isEqualTo(placed.get(1).position());
    assertThat(account.queued(0)).containsExactly(entry.id());
    assertThat(storage().inboxes().totals().accepted()).isEqualTo(1);
  }

  /// The device check and the append are one decision, and it holds at the commit.
  @Test
  default void anAppendThatALinkingOvertookIsRefused() {
    SampleAccount account = SampleAccount.create(store(), 1);
    List<InboxEntry> request = List.of(account.entry(0, Samples.id()));
    Aci aci = account.record().aci();
    DevicesVersion checked = account.record().devicesVersion();
    var overlap =
        overlap(
            () -> storage().inboxes().append(aci, checked, request),
            () -> {
              account.update(new DeviceChanges(List.of(Samples.device()), List.of(), false));
              return true;
            });
    boolean refused = overlap.first().equals(new AppendOutcome.DevicesChanged());
    assertThat(refused || !overlap.overtaken()).isTrue();
    assertThat(account.queued(0)).hasSize(refused ? 0 : 1);
  }

  @Test
  default void overlappingClaimsDiffer() {
    SampleAccount account = SampleAccount.create(store(), 1);
    Callable<Epoch> claim = () -> storage().inboxes().claim(account.inbox(0)).epoch();
    var overlap = overlap(claim, claim);
    assertThat(overlap.first()).isNotEqualTo(overlap.second());
    assertThat(account.read(0, Position.START).epoch())
        .isEqualTo(overlap.first().isAfter(overlap.second()) ? overlap.first() : overlap.second());
  }

  @Test
  default void oneOfTwoOverlappingUpdatesWins() {
    SampleAccount account = SampleAccount.create(store(), 1);
    AccountRecord one = account.next(DeviceChanges.NONE);
    AccountRecord other = account.next(DeviceChanges.NONE);
    var overlap =
        overlap(
            () ->
                storage().accounts().update(one, account.inboxes(), DeviceChanges.NONE, List.of()),
            () ->
                storage()
                    .accounts()
                    .update(other, account.inboxes(), DeviceChanges.NONE, List.of()));
    assertThat(List.of(overlap.first(), overlap.second()))
        .containsExactlyInAnyOrder(UpdateOutcome.UPDATED, UpdateOutcome.VERSION_CHANGED);
    assertThat(storage().accounts().find(one.aci()))
        .contains(overlap.first() == UpdateOutcome.UPDATED ? one : other);
  }

  /// Who looks an account up while it changes does not leave the older version behind for others.
  @Test
  default void whatIsFoundAfterAnUpdateIsTheUpdate() {
    SampleAccount account = SampleAccount.create(store(), 1);
    AccountRecord before = account.record();
    var overlap =
        Overlap.ofRead(
            store(),
            () -> {
              account.update(DeviceChanges.NONE);
              return true;
            },
            () -> storage().accounts().find(before.aci()));
    assertThat(overlap.second()).contains(before);
    assertThat(storage().accounts().find(before.aci())).contains(account.record());
  }

  @Test
  default void overlappingFetchesTakeDifferentKeys() {
    PreKeyOwner owner = SampleAccount.create(store(), 1).keys(0);
    List<SealedPreKey> keys = Samples.preKeys(2);
    storage()
        .preKeys()
        .publish(owner, new PreKeyUpload(keys, Optional.empty(), List.of(), Optional.empty()));
    Callable<SealedPreKey> take =
        () -> storage().preKeys().take(List.of(owner)).getFirst().ecOneTime().orElseThrow();
    var overlap = overlap(take, take);
    assertThat(List.of(overlap.first(), overlap.second()))
        .containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test
  default void overlappingRedemptionsUseAnInviteOnce() {
    InviteRecord invite =
        new InviteRecord(
            Samples.hash(), Samples.hash(), store().clock().instant().plusSeconds(99), 0);
    storage().registrations().putInvite(invite, List.of());
    SessionRecord one = session();
    SessionRecord other = session();
    var overlap = overlap(() -> redeem(invite, one), () -> redeem(invite, other));
    assertThat(List.of(overlap.first(), overlap.second()))
        .containsExactlyInAnyOrder(RedeemOutcome.REDEEMED, RedeemOutcome.NO_INVITE);
  }

  private SessionRecord session() {
    var now = store().clock().instant();
    SessionRecord session =
        new SessionRecord(
            Samples.hash(), Samples.hash(), now, now.plusSeconds(99), 1, Samples.hash());
    storage().registrations().openSession(session, 10, 100, now);
    return session;
  }

  private RedeemOutcome redeem(InviteRecord invite, SessionRecord session) {
    SessionRecord verified =
        new SessionRecord(
            session.idHash(),
            session.addressHash(),
            session.createdAt(),
            session.expiresAt(),
            2,
            Samples.hash());
    return storage()
        .registrations()
        .redeem(
            invite.numberHash(),
            invite.codeHash(),
            verified,
            3,
            store().clock().instant(),
            RedeemAudit.NONE);
  }
}
