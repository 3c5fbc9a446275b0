package org.sealpost.storage.dynamo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.StorageBusy;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.registration.InviteRecord;
import org.sealpost.storage.registration.RedeemAudit;
import org.sealpost.storage.registration.RedeemOutcome;
import org.sealpost.storage.registration.RegistrationStore;
import org.sealpost.storage.registration.SessionRecord;

/// Invites, an item each and one by the time at which it expires; sessions are in
/// [VerificationSessions].
final class DynamoRegistrationStore implements RegistrationStore {
  private static final String CODE = "c";
  private static final String EXPIRES = "x";
  private static final String WRONG_CODES = "w";
  private static final int MOST_ROUNDS = 12;
  static final Bytes BY_EXPIRY = Layout.registry("invites");

  private final Items items;
  private final AuditOutbox audit;
  private final VerificationSessions sessions;

  DynamoRegistrationStore(Items items, AuditOutbox audit) {
    this.items = items;
    this.audit = audit;
    this.sessions = new VerificationSessions(items);
  }

  private static ItemKey key(Bytes numberHash) {
    return Layout.registryItem(Layout.registry("invite", numberHash));
  }

  @Override
  public void putInvite(InviteRecord invite, List<AuditEntry> audited) {
    CommitOutcome _ = audit.commit(writes(invite), audited);
  }

  static List<Write> writes(InviteRecord invite) {
    long expires = Times.nanos(invite.expiresAt());
    return List.of(
        Write.put(key(invite.numberHash()))
            .set(CODE, invite.codeHash())
            .set(EXPIRES, expires)
            .set(WRONG_CODES, invite.wrongCodes())
            .set(Table.TTL, Times.backstop(invite.expiresAt())),
        Write.put(Layout.registryItem(BY_EXPIRY, Attr.key(expires, invite.numberHash())))
            .set(Table.TTL, Times.backstop(invite.expiresAt())));
  }

  @Override
  public Optional<InviteRecord> invite(Bytes numberHash, Instant now) {
    return find(items, numberHash).filter(invite -> invite.expiresAt().isAfter(now));
  }

  static Optional<InviteRecord> find(Items items, Bytes numberHash) {
    return items
        .get(key(numberHash))
        .map(item ->
            new InviteRecord(
                numberHash,
                item.bytes(CODE),
                Times.instant(item.number(EXPIRES)),
                (int) item.number(WRONG_CODES)));
  }

  @Override
  public void openSession(SessionRecord session, int maxPerAddress, int maxInAll, Instant now) {
    sessions.open(session, maxPerAddress, maxInAll, now);
  }

  @Override
  public Optional<SessionRecord> session(Bytes idHash, Instant now) {
    return sessions.find(idHash).filter(session -> session.expiresAt().isAfter(now));
  }

  @Override
  public boolean updateSession(SessionRecord next, Instant now) {
    return session(next.idHash(), now)
        .filter(stored -> stored.version() == next.version() - 1)
        .filter(stored -> items.commit(sessions.replace(stored, next)).isCommitted())
        .isPresent();
  }

  private boolean isVersionBefore(SessionRecord next, Instant now) {
    return session(next.idHash(), now)
        .filter(stored -> stored.version() == next.version() - 1)
        .isPresent();
  }

  @Override
  public RedeemOutcome redeem(
      Bytes numberHash,
      Bytes codeHash,
      SessionRecord verified,
      int maxWrongCodes,
      Instant now,
      RedeemAudit audited) {
    for (int round = 1; round <= MOST_ROUNDS; round++) {
      if (!isVersionBefore(verified, now)) {
        return RedeemOutcome.SESSION_CHANGED;
      }
      Optional<InviteRecord> invite = invite(numberHash, now);
      if (invite.isEmpty()) {
        return RedeemOutcome.NO_INVITE;
      }
      Optional<RedeemOutcome> outcome =
          invite.get().codeHash().equals(codeHash)
              ? useUp(invite.get(), verified, audited)
              : countWrongCode(invite.get(), verified, maxWrongCodes, audited);
      if (outcome.isPresent()) {
        return outcome.get();
      }
      Attempts.pause(round);
    }
    throw new StorageBusy("an invite is tried again and again");
  }

  private static Write unchanged(Write write, InviteRecord invite) {
    return write
        .when("c = :code AND w = :wrong AND x = :expires")
        .with("code", invite.codeHash())
        .with("wrong", invite.wrongCodes())
        .with("expires", Times.nanos(invite.expiresAt()));
  }

  private Optional<RedeemOutcome> useUp(
      InviteRecord invite, SessionRecord verified, RedeemAudit audited) {
    List<Write> writes = new ArrayList<>(sessions.update(verified));
    writes.add(unchanged(Write.delete(key(invite.numberHash())), invite));
    return audit.commit(writes, audited.redeemed()).isCommitted()
        ? Optional.of(RedeemOutcome.REDEEMED)
        : Optional.empty();
  }

  private Optional<RedeemOutcome> countWrongCode(
      InviteRecord invite, SessionRecord verified, int maxWrongCodes, RedeemAudit audited) {
    boolean burns = invite.wrongCodes() + 1 >= maxWrongCodes;
    ItemKey key = key(invite.numberHash());
    Write counted =
        burns
            ? unchanged(Write.delete(key), invite)
            : unchanged(Write.update(key, "SET w = :next"), invite)
                .with("next", invite.wrongCodes() + 1);
    List<Write> writes = List.of(counted, VerificationSessions.isBefore(verified));
    List<AuditEntry> entries = burns ? audited.burned() : List.of();
    return audit.commit(writes, entries).isCommitted()
        ? Optional.of(burns ? RedeemOutcome.BURNED : RedeemOutcome.WRONG_CODE)
        : Optional.empty();
  }

  @Override
  public int sweepExpired(Instant now, int max) {
    int removed = 0;
    Range due =
        Range.of(
            Table.REGISTRY, BY_EXPIRY, Attr.key(0L), Attr.key(Times.nanos(now), Times.LAST_HASH));
    for (Item item : items.list(due.examining(max), max)) {
      Bytes numberHash = item.sort().slice(Long.BYTES, item.sort().size());
      Write expired = Write.delete(key(numberHash)).when("x <= :now").with("now", Times.nanos(now));
      if (items.commit(expired).isCommitted()) {
        removed++;
      }
      CommitOutcome _ = items.commit(Write.delete(item.key(Table.REGISTRY)));
    }
    return removed + sessions.sweepExpired(now, max - removed);
  }
}
