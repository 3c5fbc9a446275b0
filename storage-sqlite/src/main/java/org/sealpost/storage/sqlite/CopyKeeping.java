package org.sealpost.storage.sqlite;

import java.sql.SQLException;
import org.sealpost.protocol.IdentityType;
import org.sealpost.storage.StorageCorrupt;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.copy.CopyRecord;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxTotals;
import org.sealpost.storage.inboxes.Position;

/// Writes records of a copy into the tables, inside a transaction of its caller.
final class CopyKeeping {
  private final Sql sql;

  CopyKeeping(Sql sql) {
    this.sql = sql;
  }

  void keep(CopyRecord record) throws SQLException {
    switch (record) {
      case CopyRecord.OfAccount(var account) -> {
        boolean _ = new AccountTable(sql).insert(account);
      }
      case CopyRecord.OfReservation(var account, var name, var until) ->
          new ReservationTable(sql).put(account, name, until);
      case CopyRecord.OfFormerAccount(var account) -> new FormerAccountTable(sql).put(account);
      case CopyRecord.OfDataKey(var key) -> new DataKeyTable(sql).insert(key.owner(), key.key());
      case CopyRecord.OfInbox inbox ->
          sql.update(
              "insert into inbox (id, epoch, gaps, abandoned) values (?, ?, ?, ?)",
              inbox.inbox().uuid(),
              inbox.epoch(),
              inbox.gaps(),
              inbox.abandoned() ? 1 : 0);
      case CopyRecord.OfEnvelope envelope -> keep(envelope);
      case CopyRecord.OfRepeatedUseKeys(var owner, var keys) ->
          new PreKeyTable(sql)
              .putRepeatedUse(number(owner.device()), owner.identity(), owner.keySet(), keys);
      case CopyRecord.OfOneTimeKey key -> keep(key);
      case CopyRecord.OfProfile profile ->
          new ProfileTable(sql).put(profile.account(), profile.versionHash(), profile.sealed());
      case CopyRecord.OfMedia(var row) -> new MediaTable(sql).insert(row);
      case CopyRecord.OfInvite(var invite) -> new InviteTable(sql).put(invite);
      case CopyRecord.OfSession(var session) -> new SessionTable(sql).insert(session);
      case CopyRecord.OfLoggedEntry(var entry) -> {
        keep(entry.entry());
        new AuditTable(sql).sequence(entry.entry().id(), entry.index());
      }
      case CopyRecord.OfPendingEntry(var entry) -> keep(entry);
      case CopyRecord.OfTotals(var totals, int generation) -> {
        sql.update("update key_generation set oldest = ?", generation);
        keep(totals);
      }
    }
  }

  private long number(InboxId inbox) throws SQLException {
    return new InboxTable(sql)
        .find(inbox)
        .orElseThrow(() -> new StorageCorrupt("a copy refers to an inbox that it did not bring"))
        .number();
  }

  /// At the next position of this database.
  private void keep(CopyRecord.OfEnvelope envelope) throws SQLException {
    sql.update("update counter set last_position = last_position + 1");
    sql.update(
        """
        insert into envelope (position, inbox, id, expires_at, size, sealed)
          values ((select last_position from counter), ?, ?, ?, ?, ?)
        """,
        number(envelope.inbox()),
        envelope.id().uuid(),
        envelope.expiresAt(),
        envelope.sealed().size(),
        envelope.sealed());
  }

  private void keep(CopyRecord.OfOneTimeKey key) throws SQLException {
    long inbox = number(key.owner().device());
    IdentityType identity = key.owner().identity();
    sql.update(
        """
        insert into one_time_key (inbox, identity, kind, place, row_id, sealed)
          values (?1, ?2, ?3,
            (select coalesce(max(place), -1) + 1 from one_time_key
              where inbox = ?1 and identity = ?2 and kind = ?3), ?4, ?5)
        """,
        inbox,
        identity.name(),
        key.kind().name(),
        key.key().rowId(),
        key.key().sealed());
  }

  private void keep(AuditEntry entry) throws SQLException {
    sql.update("insert into audit_entry (id, event) values (?, ?)", entry.id(), entry.event());
  }

  private void keep(InboxTotals totals) throws SQLException {
    CounterTable counters = new CounterTable(sql);
    Position last = counters.read().last();
    counters.write(new CounterTable.Values(last, totals));
  }
}
