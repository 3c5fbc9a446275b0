package org.sealpost.storage.tck.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.registration.InviteRecord;
import org.sealpost.storage.registration.RedeemAudit;
import org.sealpost.storage.registration.RedeemOutcome;
import org.sealpost.storage.registration.RegistrationStore;
import org.sealpost.storage.registration.SessionRecord;

/// Invites and sessions of the model.
class ModelRegistrations implements RegistrationStore {
  private final ModelData data;

  ModelRegistrations(ModelData data) {
    this.data = data;
  }

  @Override
  public void putInvite(InviteRecord invite, List<AuditEntry> audit) {
    boolean _ =
        data.committed(() -> {
          data.invites.put(invite.numberHash(), invite);
          data.keepPending(audit);
          return true;
        });
  }

  @Override
  public Optional<InviteRecord> invite(Bytes numberHash, Instant now) {
    return data.locked(() ->
        Optional.ofNullable(data.invites.get(numberHash))
            .filter(invite -> invite.expiresAt().isAfter(now)));
  }

  @Override
  public void openSession(SessionRecord session, int maxPerAddress, int maxInAll, Instant now) {
    boolean _ =
        data.committed(() -> {
          data.sessions.values().removeIf(old -> !old.expiresAt().isAfter(now));
          data.sessions.put(session.idHash(), session);
          keepNewest(maxPerAddress, other -> other.addressHash().equals(session.addressHash()));
          keepNewest(maxInAll, _ -> true);
          return true;
        });
  }

  void keepNewest(int max, Predicate<SessionRecord> counted) {
    long tooMany = data.sessions.values().stream().filter(counted).count() - max;
    data.sessions.values().stream()
        .filter(counted)
        .limit(Math.max(0, tooMany))
        .toList()
        .forEach(old -> data.sessions.remove(old.idHash()));
  }

  @Override
  public Optional<SessionRecord> session(Bytes idHash, Instant now) {
    return data.locked(() -> living(idHash, now));
  }

  Optional<SessionRecord> living(Bytes idHash, Instant now) {
    return Optional.ofNullable(data.sessions.get(idHash))
        .filter(session -> session.expiresAt().isAfter(now));
  }

  @Override
  public boolean updateSession(SessionRecord next, Instant now) {
    return data.committed(() -> {
      boolean asExpected = isVersionBefore(next, now);
      if (asExpected) {
        replace(next);
      }
      return asExpected;
    });
  }

  void replace(SessionRecord next) {
    boolean sameAge =
        Optional.ofNullable(data.sessions.get(next.idHash()))
            .filter(stored -> stored.createdAt().equals(next.createdAt()))
            .isPresent();
    if (!sameAge) {
      data.sessions.remove(next.idHash());
    }
    data.sessions.put(next.idHash(), next);
  }

  boolean isVersionBefore(SessionRecord next, Instant now) {
    return living(next.idHash(), now)
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
      RedeemAudit audit) {
    return data.committed(() -> {
      if (!isVersionBefore(verified, now)) {
        return RedeemOutcome.SESSION_CHANGED;
      }
      InviteRecord invite = data.invites.get(numberHash);
      if (invite == null || !invite.expiresAt().isAfter(now)) {
        return RedeemOutcome.NO_INVITE;
      }
      if (!invite.codeHash().equals(codeHash)) {
        return countWrongCode(invite, maxWrongCodes, audit.burned());
      }
      data.invites.remove(numberHash);
      data.sessions.put(verified.idHash(), verified);
      data.keepPending(audit.redeemed());
      return RedeemOutcome.REDEEMED;
    });
  }

  RedeemOutcome countWrongCode(InviteRecord invite, int maxWrongCodes, List<AuditEntry> burned) {
    int wrongCodes = invite.wrongCodes() + 1;
    if (wrongCodes >= maxWrongCodes) {
      data.invites.remove(invite.numberHash());
      data.keepPending(burned);
      return RedeemOutcome.BURNED;
    }
    data.invites.put(
        invite.numberHash(),
        new InviteRecord(invite.numberHash(), invite.codeHash(), invite.expiresAt(), wrongCodes));
    return RedeemOutcome.WRONG_CODE;
  }

  @Override
  public int sweepExpired(Instant now, int max) {
    return data.committed(() -> {
      int removed = 0;
      for (InviteRecord invite : data.invites.values().stream().toList()) {
        if (removed < max && !invite.expiresAt().isAfter(now)) {
          data.invites.remove(invite.numberHash());
          removed++;
        }
      }
      for (SessionRecord session : data.sessions.values().stream().toList()) {
        if (removed < max && !session.expiresAt().isAfter(now)) {
          data.sessions.remove(session.idHash());
          removed++;
        }
      }
      return removed;
    });
  }
}
