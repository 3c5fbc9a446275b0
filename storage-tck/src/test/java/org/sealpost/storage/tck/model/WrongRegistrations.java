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
import org.sealpost.storage.registration.SessionRecord;
import org.sealpost.storage.tck.StoreUnderTest.Opener;

/// One mistake each about invites and sessions.
public final class WrongRegistrations {
  private WrongRegistrations() {}

  public static Opener leavingAnInviteThatWasUsed() {
    return OverModel.registrations(data ->
        new ModelRegistrations(data) {
          @Override
          public RedeemOutcome redeem(
              Bytes numberHash,
              Bytes codeHash,
              SessionRecord verified,
              int maxWrongCodes,
              Instant now,
              RedeemAudit audit) {
            Optional<InviteRecord> before = invite(numberHash, now);
            RedeemOutcome outcome =
                super.redeem(numberHash, codeHash, verified, maxWrongCodes, now, audit);
            if (outcome == RedeemOutcome.REDEEMED) {
              before.ifPresent(invite -> putInvite(invite, List.of()));
            }
            return outcome;
          }
        });
  }

  public static Opener lookingForAnInviteBeforeTheCommit() {
    return OverModel.registrations(data ->
        new ModelRegistrations(data) {
          @Override
          public RedeemOutcome redeem(
              Bytes numberHash,
              Bytes codeHash,
              SessionRecord verified,
              int maxWrongCodes,
              Instant now,
              RedeemAudit audit) {
            RedeemOutcome outcome =
                invite(numberHash, now).isPresent()
                    ? RedeemOutcome.REDEEMED
                    : RedeemOutcome.NO_INVITE;
            return data.committed(() -> {
              data.invites.remove(numberHash);
              return outcome;
            });
          }
        });
  }

  public static Opener countingNoWrongCodes() {
    return OverModel.registrations(data ->
        new ModelRegistrations(data) {
          @Override
          RedeemOutcome countWrongCode(
              InviteRecord invite, int maxWrongCodes, List<AuditEntry> burned) {
            return RedeemOutcome.WRONG_CODE;
          }
        });
  }

  /// Two requests of one session would count twice, or verify what was ended.
  public static Opener passingOverASessionsVersion() {
    return OverModel.registrations(data ->
        new ModelRegistrations(data) {
          @Override
          boolean isVersionBefore(SessionRecord next, Instant now) {
            return living(next.idHash(), now).isPresent();
          }
        });
  }

  /// What was begun anew would go before what is older.
  public static Opener keepingTheAgeOfASessionThatBeginsAnew() {
    return OverModel.registrations(data ->
        new ModelRegistrations(data) {
          @Override
          void replace(SessionRecord next) {
            data.sessions.put(next.idHash(), next);
          }
        });
  }

  public static Opener openingSessionsWithoutBound() {
    return OverModel.registrations(data ->
        new ModelRegistrations(data) {
          @Override
          void keepNewest(int max, Predicate<SessionRecord> counted) {}
        });
  }

  public static Opener showingSessionsThatExpired() {
    return OverModel.registrations(data ->
        new ModelRegistrations(data) {
          @Override
          Optional<SessionRecord> living(Bytes idHash, Instant now) {
            return Optional.ofNullable(data.sessions.get(idHash));
          }
        });
  }

  public static Opener sweepingWithoutBound() {
    return OverModel.registrations(data ->
        new ModelRegistrations(data) {
          @Override
          public int sweepExpired(Instant now, int max) {
            return super.sweepExpired(now, Integer.MAX_VALUE);
          }
        });
  }
}
