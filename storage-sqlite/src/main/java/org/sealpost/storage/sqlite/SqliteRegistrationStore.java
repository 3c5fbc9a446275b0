package org.sealpost.storage.sqlite;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.registration.InviteRecord;
import org.sealpost.storage.registration.RedeemAudit;
import org.sealpost.storage.registration.RedeemOutcome;
import org.sealpost.storage.registration.RegistrationStore;
import org.sealpost.storage.registration.SessionRecord;

/// Invites and verification sessions.
final class SqliteRegistrationStore implements RegistrationStore {
  private final Writer writer;
  private final Readers readers;

  SqliteRegistrationStore(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public void putInvite(InviteRecord invite, List<AuditEntry> audit) {
    List<AuditEntry> entries = List.copyOf(audit);
    boolean _ =
        writer.write(access -> {
          access.tables().invites().put(invite);
          access.tables().audit().insert(entries);
          return true;
        });
  }

  @Override
  public Optional<InviteRecord> invite(Bytes numberHash, Instant now) {
    return readers.read(tables -> tables.invites().find(numberHash, now));
  }

  @Override
  public void openSession(SessionRecord session, int maxPerAddress, int maxInAll, Instant now) {
    boolean _ =
        writer.write(access -> {
          open(access, session, maxPerAddress, maxInAll, now);
          return true;
        });
  }

  private static void open(
      WriteAccess access, SessionRecord session, int maxPerAddress, int maxInAll, Instant now)
      throws SQLException {
    SessionTable sessions = access.tables().sessions();
    SessionCount count = access.sessionCount();
    count.changed(-sessions.deleteExpired(now, maxInAll));
    sessions.insert(session);
    count.changed(1);
    count.changed(-sessions.keepNewestOf(session.addressHash(), maxPerAddress));
    if (count.get() > maxInAll) {
      count.changed(-sessions.deleteOldest(count.get() - maxInAll));
    }
  }

  @Override
  public Optional<SessionRecord> session(Bytes idHash, Instant now) {
    return readers.read(tables -> tables.sessions().find(idHash, now));
  }

  @Override
  public boolean updateSession(SessionRecord next, Instant now) {
    return writer.write(access -> update(access.tables().sessions(), next, now));
  }

  private static boolean update(SessionTable sessions, SessionRecord next, Instant now)
      throws SQLException {
    boolean asExpected = isVersionBefore(sessions, next, now);
    if (asExpected) {
      sessions.update(next);
    }
    return asExpected;
  }

  private static boolean isVersionBefore(SessionTable sessions, SessionRecord next, Instant now)
      throws SQLException {
    return sessions
        .find(next.idHash(), now)
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
    return writer.write(access -> {
      SessionTable sessions = access.tables().sessions();
      if (!isVersionBefore(sessions, verified, now)) {
        return RedeemOutcome.SESSION_CHANGED;
      }
      InviteTable invites = access.tables().invites();
      Optional<InviteRecord> invite = invites.find(numberHash, now);
      if (invite.isEmpty()) {
        return RedeemOutcome.NO_INVITE;
      }
      if (!invite.get().codeHash().equalsInConstantTime(codeHash)) {
        RedeemOutcome counted = countWrongCode(invites, invite.get(), maxWrongCodes);
        if (counted == RedeemOutcome.BURNED) {
          access.tables().audit().insert(audit.burned());
        }
        return counted;
      }
      invites.delete(numberHash);
      sessions.update(verified);
      access.tables().audit().insert(audit.redeemed());
      return RedeemOutcome.REDEEMED;
    });
  }

  private static RedeemOutcome countWrongCode(
      InviteTable invites, InviteRecord invite, int maxWrongCodes) throws SQLException {
    int wrongCodes = invite.wrongCodes() + 1;
    if (wrongCodes >= maxWrongCodes) {
      invites.delete(invite.numberHash());
      return RedeemOutcome.BURNED;
    }
    invites.put(
        new InviteRecord(invite.numberHash(), invite.codeHash(), invite.expiresAt(), wrongCodes));
    return RedeemOutcome.WRONG_CODE;
  }

  @Override
  public int sweepExpired(Instant now, int max) {
    return writer.write(access -> {
      int invites = access.tables().invites().deleteExpired(now, max);
      int sessions = access.tables().sessions().deleteExpired(now, max - invites);
      access.sessionCount().changed(-sessions);
      return invites + sessions;
    });
  }
}
