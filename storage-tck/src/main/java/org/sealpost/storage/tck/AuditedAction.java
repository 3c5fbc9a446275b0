package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.Storage;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.CreateOutcome;
import org.sealpost.storage.accounts.DeleteOutcome;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.UpdateOutcome;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.datakeys.DataKeyStore;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.datakeys.OwnedKey;
import org.sealpost.storage.datakeys.WrappedKey;
import org.sealpost.storage.registration.InviteRecord;
import org.sealpost.storage.registration.RedeemAudit;
import org.sealpost.storage.registration.RedeemOutcome;
import org.sealpost.storage.registration.SessionRecord;

/// An operation that takes audit entries, with everything there that it needs.
///
/// @param carryOut does it, with these entries, and sees that it is done
/// @param refused asks for what the store refuses, with these entries, once it is done
/// @param isDone whether it has happened, as a reader sees it
record AuditedAction(
    String name,
    Consumer<List<AuditEntry>> carryOut,
    Consumer<List<AuditEntry>> refused,
    BooleanSupplier isDone) {
  /// Each operation; retiring generations is the last, as nothing can be created by it afterwards.
  static final List<Function<StoreUnderTest, AuditedAction>> ALL =
      List.of(
          AuditedAction::creating,
          AuditedAction::updating,
          AuditedAction::changingTheNumber,
          AuditedAction::confirmingAUsername,
          AuditedAction::deleting,
          AuditedAction::forgetting,
          AuditedAction::inviting,
          AuditedAction::redeeming,
          AuditedAction::burning,
          AuditedAction::retiring);

  private static AuditedAction creating(StoreUnderTest store) {
    AccountRecord account = Samples.account();
    Function<List<AuditEntry>, CreateOutcome> create =
        audit ->
            store
                .storage()
                .accounts()
                .create(account, Samples.wrappedKey(), DeviceChanges.NONE, audit);
    return new AuditedAction(
        "create",
        audit -> assertThat(create.apply(audit)).isEqualTo(CreateOutcome.CREATED),
        audit -> assertThat(create.apply(audit)).isEqualTo(CreateOutcome.TAKEN),
        () -> store.storage().accounts().find(account.aci()).isPresent());
  }

  private static AuditedAction updating(StoreUnderTest store) {
    SampleAccount account = SampleAccount.create(store, 1);
    AccountRecord next = account.next(DeviceChanges.NONE);
    Function<List<AuditEntry>, UpdateOutcome> update =
        audit ->
            store.storage().accounts().update(next, account.inboxes(), DeviceChanges.NONE, audit);
    return new AuditedAction(
        "update",
        audit -> assertThat(update.apply(audit)).isEqualTo(UpdateOutcome.UPDATED),
        audit -> assertThat(update.apply(audit)).isEqualTo(UpdateOutcome.VERSION_CHANGED),
        () -> store.storage().accounts().find(next.aci()).orElseThrow().equals(next));
  }

  private static AuditedAction changingTheNumber(StoreUnderTest store) {
    SampleAccount account = SampleAccount.create(store, 1);
    AccountRecord next = account.movedTo(Samples.pni(), Samples.hash());
    DeviceChanges rekeyed = account.rekeyed(1);
    AccountRecord other = SampleAccount.create(store, 1).record();
    return new AuditedAction(
        "change the number",
        audit ->
            assertThat(store.storage().accounts().update(next, account.inboxes(), rekeyed, audit))
                .isEqualTo(UpdateOutcome.UPDATED),
        audit -> {
          AccountRecord taken =
              new AccountRecord(
                  next.aci(),
                  other.pni(),
                  other.numberHash(),
                  next.version() + 1,
                  next.devicesVersion(),
                  Samples.hash());
          assertThat(
                  store
                      .storage()
                      .accounts()
                      .update(taken, account.inboxes(), account.rekeyed(2), audit))
              .isEqualTo(UpdateOutcome.TAKEN);
        },
        () -> store.storage().accounts().findByNumber(next.numberHash()).isPresent());
  }

  private static AuditedAction confirmingAUsername(StoreUnderTest store) {
    SampleAccount account = SampleAccount.create(store, 1);
    Bytes name = Samples.hash();
    account.reserve(name);
    AccountRecord next = account.named(name);
    Instant now = store.clock().instant();
    AccountRecord other = SampleAccount.create(store, 1).named(name);
    return new AuditedAction(
        "confirm a username",
        audit ->
            assertThat(store.storage().accounts().confirmUsername(next, now, audit))
                .isEqualTo(UpdateOutcome.UPDATED),
        audit ->
            assertThat(store.storage().accounts().confirmUsername(other, now, audit))
                .isEqualTo(UpdateOutcome.TAKEN),
        () -> store.storage().accounts().findByUsername(name).isPresent());
  }

  private static AuditedAction deleting(StoreUnderTest store) {
    SampleAccount account = SampleAccount.create(store, 2);
    Function<List<AuditEntry>, DeleteOutcome> delete =
        audit -> account.delete(audit.toArray(AuditEntry[]::new));
    return new AuditedAction(
        "delete",
        audit -> assertThat(delete.apply(audit)).isEqualTo(DeleteOutcome.DELETED),
        audit -> assertThat(delete.apply(audit)).isEqualTo(DeleteOutcome.VERSION_CHANGED),
        () -> store.storage().accounts().find(account.record().aci()).isEmpty());
  }

  private static AuditedAction forgetting(StoreUnderTest store) {
    SampleAccount account = SampleAccount.create(store, 1);
    Bytes number = account.record().numberHash();
    account.delete(Optional.of(account.former()));
    return new AuditedAction(
        "forget",
        audit -> assertThat(store.storage().formerAccounts().forget(number, audit)).isTrue(),
        audit -> assertThat(store.storage().formerAccounts().forget(number, audit)).isFalse(),
        () -> account.remembered().isEmpty());
  }

  private static InviteRecord invite(StoreUnderTest store) {
    Instant expiry = store.clock().instant().plusSeconds(900);
    return new InviteRecord(Samples.hash(), Samples.hash(), expiry, 0);
  }

  private static boolean isInvited(StoreUnderTest store, InviteRecord invite) {
    Instant now = store.clock().instant();
    return store.storage().registrations().invite(invite.numberHash(), now).isPresent();
  }

  /// Never refused.
  private static AuditedAction inviting(StoreUnderTest store) {
    InviteRecord invite = invite(store);
    return new AuditedAction(
        "putInvite",
        audit -> store.storage().registrations().putInvite(invite, audit),
        _ -> {},
        () -> isInvited(store, invite));
  }

  private static AuditedAction redeeming(StoreUnderTest store) {
    InviteRecord invite = invite(store);
    store.storage().registrations().putInvite(invite, List.of());
    SessionRecord session = session(store);
    Function<RedeemAudit, RedeemOutcome> redeem =
        audit -> redeem(store, invite, invite.codeHash(), session, audit);
    return new AuditedAction(
        "redeem",
        audit ->
            assertThat(redeem.apply(new RedeemAudit(audit, Samples.audit(1))))
                .isEqualTo(RedeemOutcome.REDEEMED),
        audit ->
            assertThat(redeem.apply(new RedeemAudit(audit, audit)))
                .isIn(RedeemOutcome.SESSION_CHANGED, RedeemOutcome.NO_INVITE),
        () -> !isInvited(store, invite));
  }

  private static AuditedAction burning(StoreUnderTest store) {
    InviteRecord burned = invite(store);
    InviteRecord other = invite(store);
    store.storage().registrations().putInvite(burned, List.of());
    store.storage().registrations().putInvite(other, List.of());
    SessionRecord session = session(store);
    redeem(store, burned, Samples.hash(), session, RedeemAudit.NONE);
    return new AuditedAction(
        "burn",
        audit ->
            assertThat(
                    redeem(
                        store,
                        burned,
                        Samples.hash(),
                        session,
                        new RedeemAudit(Samples.audit(1), audit)))
                .isEqualTo(RedeemOutcome.BURNED),
        audit ->
            assertThat(redeem(store, other, Samples.hash(), session, new RedeemAudit(audit, audit)))
                .isEqualTo(RedeemOutcome.WRONG_CODE),
        () -> !isInvited(store, burned));
  }

  private static SessionRecord session(StoreUnderTest store) {
    Instant now = store.clock().instant();
    SessionRecord session =
        new SessionRecord(
            Samples.hash(), Samples.hash(), now, now.plusSeconds(900), 1, Samples.hash());
    store.storage().registrations().openSession(session, 10, 100, now);
    return session;
  }

  private static RedeemOutcome redeem(
      StoreUnderTest store,
      InviteRecord invite,
      Bytes code,
      SessionRecord session,
      RedeemAudit audit) {
    SessionRecord verified =
        new SessionRecord(
            session.idHash(),
            session.addressHash(),
            session.createdAt(),
            session.expiresAt(),
            session.version() + 1,
            Samples.hash());
    return store
        .storage()
        .registrations()
        .redeem(invite.numberHash(), code, verified, 2, store.clock().instant(), audit);
  }

  private static AuditedAction retiring(StoreUnderTest store) {
    int next = store.storage().dataKeys().oldestGeneration() + 1;
    rewrapBefore(store.storage(), next);
    return new AuditedAction(
        "retireBefore",
        audit -> assertThat(keys(store).retireBefore(next, audit)).isTrue(),
        audit -> assertThat(keys(store).retireBefore(next + 1, audit)).isFalse(),
        () -> keys(store).oldestGeneration() == next);
  }

  private static DataKeyStore keys(StoreUnderTest store) {
    return store.storage().dataKeys();
  }

  /// Wraps all keys by this generation, and makes sure that there is one.
  private static void rewrapBefore(Storage storage, int generation) {
    var _ =
        storage
            .dataKeys()
            .putIfAbsent(KeyOwner.Rest.REST, new WrappedKey(generation, Samples.hash()));
    for (OwnedKey key : storage.dataKeys().wrappedBefore(generation, 1_000)) {
      assertThat(storage.dataKeys().rewrap(key, new WrappedKey(generation, Samples.hash())))
          .isTrue();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
