package org.sealpost.storage.registration;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.audit.AuditEntry;

/// Invites and verification sessions. What has expired at `now` counts as absent. Every write is
/// durable on return. Audit entries are committed with what they record.
public interface RegistrationStore {
  /// Keeps the invite; an older one for the same number is replaced.
  void putInvite(InviteRecord invite, List<AuditEntry> audit);

  Optional<InviteRecord> invite(Bytes numberHash, Instant now);

  /// Opens a session. Where its address then has more than `maxPerAddress`, or the store more than
  /// `maxInAll`, the oldest go.
  void openSession(SessionRecord session, int maxPerAddress, int maxInAll, Instant now);

  Optional<SessionRecord> session(Bytes idHash, Instant now);

  /// Replaces the session if the stored version is `next.version() - 1`; false, and nothing
  /// written, otherwise. One with another `createdAt` is as if it had been opened now: others go
  /// before it where there are too many.
  boolean updateSession(SessionRecord next, Instant now);

  /// Compares the code with the number's invite. Right: the invite is used up and the session
  /// becomes `verified` (by its version), in one commit. Wrong: the attempt is counted in the
  /// invite, which is gone when it reaches `maxWrongCodes`; the session stays.
  RedeemOutcome redeem(
      Bytes numberHash,
      Bytes codeHash,
      SessionRecord verified,
      int maxWrongCodes,
      Instant now,
      RedeemAudit audit);

  /// Removes at most `max` invites and sessions that have expired; returns how many.
  int sweepExpired(Instant now, int max);
}
