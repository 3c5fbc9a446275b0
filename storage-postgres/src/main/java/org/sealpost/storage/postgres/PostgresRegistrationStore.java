package org.sealpost.storage.postgres;

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
final class PostgresRegistrationStore implements RegistrationStore {
  private final Database database;

  PostgresRegistrationStore(Database database) {
    this.database = database;
  }

  @Override
  public void putInvite(InviteRecord invite, List<AuditEntry> audit) {
    AuditColumns columns = AuditColumns.ofAction(audit);
    boolean _ =
        database.write(sql ->
            sql.one(
                "select sealpost.put_invite(?, ?, ?, ?, ?, ?)",
                _ -> true,
                invite.numberHash(),
                invite.codeHash(),
                invite.expiresAt(),
                invite.wrongCodes(),
                columns.ids(),
                columns.events()));
  }

  @Override
  public Optional<InviteRecord> invite(Bytes numberHash, Instant now) {
    return database.read(sql ->
        sql.first(
            """
            select number_hash, code_hash, expires_at, wrong_codes from sealpost.invite
              where number_hash = ? and expires_at > ?
            """,
            row ->
                new InviteRecord(
                    Sql.bytes(row, 1), Sql.bytes(row, 2), Sql.instant(row, 3), row.getInt(4)),
            numberHash,
            now));
  }

  @Override
  public void openSession(SessionRecord session, int maxPerAddress, int maxInAll, Instant now) {
    boolean _ =
        database.write(sql ->
            sql.one(
                "select sealpost.open_session(?, ?, ?, ?, ?, ?, ?, ?, ?)",
                _ -> true,
                session.idHash(),
                session.addressHash(),
                session.createdAt(),
                session.expiresAt(),
                session.version(),
                session.sealed(),
                maxPerAddress,
                maxInAll,
                now));
  }

  @Override
  public Optional<SessionRecord> session(Bytes idHash, Instant now) {
    return database.read(sql ->
        sql.first(
            """
            select id_hash, address_hash, created_at, expires_at, version, sealed
              from sealpost.session where id_hash = ? and expires_at > ?
            """,
            row ->
                new SessionRecord(
                    Sql.bytes(row, 1),
                    Sql.bytes(row, 2),
                    Sql.instant(row, 3),
                    Sql.instant(row, 4),
                    row.getLong(5),
                    Sql.bytes(row, 6)),
            idHash,
            now));
  }

  @Override
  public boolean updateSession(SessionRecord next, Instant now) {
    boolean sameAge =
        session(next.idHash(), now)
            .filter(stored -> stored.createdAt().equals(next.createdAt()))
            .isPresent();
    String opened = sameAge ? "" : "opened = default, ";
    return database
        .write(sql ->
            sql.first(
                "update sealpost.session set "
                    + opened
                    + "created_at = ?, expires_at = ?, version = ?, sealed = ?"
                    + " where id_hash = ? and version = ? and expires_at > ? returning true",
                row -> row.getBoolean(1),
                next.createdAt(),
                next.expiresAt(),
                next.version(),
                next.sealed(),
                next.idHash(),
                next.version() - 1,
                now))
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
    AuditColumns redeemed = AuditColumns.ofAction(audit.redeemed());
    AuditColumns burned = AuditColumns.ofAction(audit.burned());
    return database.write(sql ->
        sql.one(
            "select sealpost.redeem(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            row -> RedeemOutcome.valueOf(row.getString(1)),
            numberHash,
            codeHash,
            verified.idHash(),
            verified.expiresAt(),
            verified.version(),
            verified.sealed(),
            maxWrongCodes,
            now,
            redeemed.ids(),
            redeemed.events(),
            burned.ids(),
            burned.events()));
  }

  @Override
  public int sweepExpired(Instant now, int max) {
    return database.write(sql ->
        sql.one("select sealpost.sweep_registrations(?, ?)", row -> row.getInt(1), now, max));
  }
}
