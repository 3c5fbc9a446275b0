package org.sealpost.storage.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.FormerAccount;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.audit.SequencedEntry;
import org.sealpost.storage.copy.CopyCursor;
import org.sealpost.storage.copy.CopyPage;
import org.sealpost.storage.copy.CopyRecord;
import org.sealpost.storage.copy.CopySection;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.datakeys.OwnedKey;
import org.sealpost.storage.datakeys.WrappedKey;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxTotals;
import org.sealpost.storage.prekeys.PreKeyOwner;
import org.sealpost.storage.prekeys.RepeatedUseKeys;
import org.sealpost.storage.prekeys.SealedPreKey;
import org.sealpost.storage.registration.InviteRecord;
import org.sealpost.storage.registration.SessionRecord;

/// Reads the tables from their beginning to their end for a copy. A place is the key of the last
/// row that was shown, its columns joined by `|`; every query has it as text in its last column.
final class CopyRows {
  private record Item(CopyRecord record, String place) {}

  private final Sql sql;

  CopyRows(Sql sql) {
    this.sql = sql;
  }

  CopyPage read(CopyCursor from, int max, long maxBytes) {
    Key key = Key.of(from.place());
    if (from.section() == CopySection.ENVELOPES) {
      return envelopes(key, max, maxBytes);
    }
    List<Item> items =
        switch (from.section()) {
          case ACCOUNTS ->
              items(
                  """
                  select aci, pni, number_hash, username_hash, username_link_hash, version,
                      devices_version, document, aci
                    from sealpost.account where aci > ? order by aci limit ?
                  """,
                  row -> new CopyRecord.OfAccount(PostgresAccountStore.record(row)),
                  key.uuid(0),
                  max + 1);
          case RESERVATIONS ->
              items(
                  """
                  select aci, username_hash, until, encode(username_hash, 'hex')
                    from sealpost.reservation where username_hash > decode(?, 'hex')
                    order by username_hash limit ?
                  """,
                  row ->
                      new CopyRecord.OfReservation(
                          new Aci(Sql.uuid(row, 1)), Sql.bytes(row, 2), Sql.instant(row, 3)),
                  key.text(0),
                  max + 1);
          case FORMER_ACCOUNTS ->
              items(
                  """
                  select number_hash, sealed, until, encode(number_hash, 'hex')
                    from sealpost.former_account where number_hash > decode(?, 'hex')
                    order by number_hash limit ?
                  """,
                  row ->
                      new CopyRecord.OfFormerAccount(
                          new FormerAccount(
                              Sql.bytes(row, 1), Sql.bytes(row, 2), Sql.instant(row, 3))),
                  key.text(0),
                  max + 1);
          case DATA_KEYS ->
              items(
                  """
                  select owner, generation, wrapped, owner
                    from sealpost.data_key where owner > ? order by owner limit ?
                  """,
                  CopyRows::dataKey,
                  key.text(0),
                  max + 1);
          case INBOXES ->
              items(
                  """
                  select id, epoch, gaps, abandoned, number
                    from sealpost.inbox where number > ? order by number limit ?
                  """,
                  row ->
                      new CopyRecord.OfInbox(
                          inbox(row), row.getLong(2), row.getLong(3), row.getBoolean(4)),
                  key.number(0),
                  max + 1);
          case ENVELOPES -> List.of();
          case REPEATED_USE_KEYS ->
              items(
                  """
                  select i.id, k.identity, k.key_set, k.signed_prekey, k.last_resort,
                      k.inbox || '|' || k.identity
                    from sealpost.repeated_use_key k join sealpost.inbox i on i.number = k.inbox
                    where (k.inbox, k.identity) > (?, ?) order by k.inbox, k.identity limit ?
                  """,
                  row ->
                      new CopyRecord.OfRepeatedUseKeys(
                          owner(row), new RepeatedUseKeys(Sql.bytes(row, 4), Sql.bytes(row, 5))),
                  key.number(0),
                  key.text(1),
                  max + 1);
          case ONE_TIME_KEYS ->
              items(
                  """
                  select i.id, k.identity, r.key_set, k.kind, k.row_id, k.sealed,
                      k.inbox || '|' || k.identity || '|' || k.kind || '|' || k.place
                    from sealpost.one_time_key k join sealpost.inbox i on i.number = k.inbox
                      join sealpost.repeated_use_key r
                        on r.inbox = k.inbox and r.identity = k.identity
                    where (k.inbox, k.identity, k.kind, k.place) > (?, ?, ?, ?)
                    order by k.inbox, k.identity, k.kind, k.place limit ?
                  """,
                  row ->
                      new CopyRecord.OfOneTimeKey(
                          owner(row),
                          CopyRecord.KeyKind.valueOf(row.getString(4)),
                          new SealedPreKey(row.getLong(5), Sql.bytes(row, 6))),
                  key.number(0),
                  key.text(1),
                  key.text(2),
                  key.number(3),
                  max + 1);
          case PROFILES ->
              items(
                  """
                  select aci, version_hash, sealed, aci || '|' || written
                    from sealpost.profile where (aci, written) > (?, ?)
                    order by aci, written limit ?
                  """,
                  row ->
                      new CopyRecord.OfProfile(
                          new Aci(Sql.uuid(row, 1)), Sql.bytes(row, 2), Sql.bytes(row, 3)),
                  key.uuid(0),
                  key.number(1),
                  max + 1);
          case MEDIA ->
              items(
                  """
                  select id, owner, bytes, due_at, revision, sealed, encode(id, 'hex')
                    from sealpost.media where id > decode(?, 'hex') order by id limit ?
                  """,
                  row -> new CopyRecord.OfMedia(PostgresMediaStore.record(row)),
                  key.text(0),
                  max + 1);
          case INVITES ->
              items(
                  """
                  select number_hash, code_hash, expires_at, wrong_codes,
                      encode(number_hash, 'hex')
                    from sealpost.invite where number_hash > decode(?, 'hex')
                    order by number_hash limit ?
                  """,
                  CopyRows::invite,
                  key.text(0),
                  max + 1);
          case SESSIONS ->
              items(
                  """
                  select id_hash, address_hash, created_at, expires_at, version, sealed, opened
                    from sealpost.session where opened > ? order by opened limit ?
                  """,
                  CopyRows::session,
                  key.number(0),
                  max + 1);
          case AUDIT_LOG ->
              items(
                  """
                  select id, event, place, place
                    from sealpost.audit_entry where place >= ? order by place limit ?
                  """,
                  row ->
                      new CopyRecord.OfLoggedEntry(new SequencedEntry(row.getLong(3), entry(row))),
                  key.isStart() ? 0L : key.number(0) + 1,
                  max + 1);
          case AUDIT_PENDING ->
              items(
                  """
                  select id, event, turn
                    from sealpost.audit_entry where place is null and turn > ?
                    order by turn limit ?
                  """,
                  row -> new CopyRecord.OfPendingEntry(entry(row)),
                  key.number(0),
                  max + 1);
          case TOTALS ->
              items(
                  """
                  select c.accepted + n.accepted, c.acknowledged + n.acknowledged,
                      c.expired + n.expired, c.purged + n.purged, c.left_out + n.left_out,
                      g.oldest, ''
                    from sealpost.counter c, sealpost.key_generation g, (
                      select coalesce(sum(accepted), 0) as accepted,
                          coalesce(sum(acknowledged), 0) as acknowledged,
                          coalesce(sum(expired), 0) as expired,
                          coalesce(sum(purged), 0) as purged,
                          coalesce(sum(left_out), 0) as left_out
                        from sealpost.counted) n
                  """,
                  CopyRows::totals);
        };
    return page(from.section(), items, max);
  }

  private List<Item> items(String text, Sql.Row<CopyRecord> record, Object... values) {
    return sql.all(
        text,
        row -> new Item(record.read(row), row.getString(row.getMetaData().getColumnCount())),
        values);
  }

  private static CopyPage page(CopySection section, List<Item> items, int max) {
    List<Item> shown = items.subList(0, Math.min(max, items.size()));
    return new CopyPage(
        shown.stream().map(Item::record).toList(),
        shown.size() < items.size()
            ? Optional.of(new CopyCursor(section, shown.getLast().place()))
            : Optional.empty());
  }

  /// Their sizes first, so that no more bodies are fetched than a page may have.
  private CopyPage envelopes(Key key, int max, long maxBytes) {
    List<Long> sizes =
        sql.all(
            """
            select size from sealpost.envelope
              where (inbox, position) > (?, ?) order by inbox, position limit ?
            """,
            row -> row.getLong(1),
            key.number(0),
            key.number(1),
            max + 1);
    int fitting = 0;
    long bytes = 0;
    while (fitting < Math.min(max, sizes.size()) && (fitting == 0 || bytes <= maxBytes)) {
      bytes += sizes.get(fitting++);
    }
    List<Item> items =
        items(
            """
            select i.id, e.id, e.sealed, e.expires_at, e.inbox || '|' || e.position
              from sealpost.envelope e join sealpost.inbox i on i.number = e.inbox
              where (e.inbox, e.position) > (?, ?) order by e.inbox, e.position limit ?
            """,
            row ->
                new CopyRecord.OfEnvelope(
                    inbox(row),
                    new EnvelopeId(Sql.uuid(row, 2)),
                    Sql.bytes(row, 3),
                    Sql.instant(row, 4)),
            key.number(0),
            key.number(1),
            fitting);
    return new CopyPage(
        items.stream().map(Item::record).toList(),
        fitting < sizes.size()
            ? Optional.of(new CopyCursor(CopySection.ENVELOPES, items.getLast().place()))
            : Optional.empty());
  }

  private static CopyRecord dataKey(ResultSet row) throws SQLException {
    return new CopyRecord.OfDataKey(
        new OwnedKey(
            KeyOwner.of(row.getString(1)), new WrappedKey(row.getInt(2), Sql.bytes(row, 3))));
  }

  private static CopyRecord invite(ResultSet row) throws SQLException {
    return new CopyRecord.OfInvite(
        new InviteRecord(Sql.bytes(row, 1), Sql.bytes(row, 2), Sql.instant(row, 3), row.getInt(4)));
  }

  private static CopyRecord session(ResultSet row) throws SQLException {
    return new CopyRecord.OfSession(
        new SessionRecord(
            Sql.bytes(row, 1),
            Sql.bytes(row, 2),
            Sql.instant(row, 3),
            Sql.instant(row, 4),
            row.getLong(5),
            Sql.bytes(row, 6)));
  }

  private static CopyRecord totals(ResultSet row) throws SQLException {
    return new CopyRecord.OfTotals(
        new InboxTotals(
            row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)),
        row.getInt(6));
  }

  private static InboxId inbox(ResultSet row) throws SQLException {
    return new InboxId(Sql.uuid(row, 1));
  }

  private static PreKeyOwner owner(ResultSet row) throws SQLException {
    return new PreKeyOwner(inbox(row), IdentityType.valueOf(row.getString(2)), row.getInt(3));
  }

  private static AuditEntry entry(ResultSet row) throws SQLException {
    return new AuditEntry(Sql.uuid(row, 1), Sql.bytes(row, 2));
  }

  /// The columns of a place; before all rows at the beginning of a section.
  private record Key(List<String> columns) {
    static Key of(String place) {
      return new Key(place.isEmpty() ? List.of() : Stream.of(place.split("\\|", -1)).toList());
    }

    boolean isStart() {
      return columns.isEmpty();
    }

    long number(int column) {
      return isStart() ? 0 : Long.parseLong(columns.get(column));
    }

    String text(int column) {
      return isStart() ? "" : columns.get(column);
    }

    UUID uuid(int column) {
      return isStart() ? new UUID(0, 0) : UUID.fromString(columns.get(column));
    }
  }
}
