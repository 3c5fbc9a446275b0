package org.sealpost.storage.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
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
import org.sealpost.storage.prekeys.PreKeyOwner;
import org.sealpost.storage.prekeys.RepeatedUseKeys;
import org.sealpost.storage.prekeys.SealedPreKey;
import org.sealpost.storage.registration.InviteRecord;
import org.sealpost.storage.registration.SessionRecord;

/// Reads the tables from their beginning to their end for a copy. A place is the key of the last
/// row that was shown, its columns joined by `|`, blobs in hexadecimal.
final class CopyRows {
  private static final HexFormat HEX = HexFormat.of();

  /// The rest of an inbox, then the inboxes behind it. By `(inbox, position) > (?, ?)` SQLite
  /// searches for the inbox alone: every page would begin at the inbox's first envelope.
  static final String ENVELOPES =
      """
      select i.id, e.id, e.sealed, e.expires_at, e.size, e.inbox as inbox, e.position as position
        from envelope e join inbox i on i.number = e.inbox where e.inbox = ?1 and e.position > ?2
      union all
      select i.id, e.id, e.sealed, e.expires_at, e.size, e.inbox, e.position
        from envelope e join inbox i on i.number = e.inbox where e.inbox > ?1
      order by inbox, position
      """;

  /// Makes a record of the current row, whose last columns are its key.
  @FunctionalInterface
  private interface Row {
    CopyRecord read(ResultSet row) throws SQLException;
  }

  private final Sql sql;

  CopyRows(Sql sql) {
    this.sql = sql;
  }

  CopyPage read(CopyCursor from, int max, long maxBytes) throws SQLException {
    Fill fill = new Fill(from.section(), max, maxBytes);
    List<String> key = from.place().isEmpty() ? List.of() : List.of(from.place().split("\\|", -1));
    switch (from.section()) {
      case ACCOUNTS ->
          fill.from(
              """
              select aci, pni, number_hash, username_hash, username_link_hash, version,
                  devices_version, document, length(document), rowid
                from account where rowid > ? order by rowid
              """,
              row -> new CopyRecord.OfAccount(AccountTable.account(row)),
              1,
              number(key, 0));
      case RESERVATIONS ->
          fill.from(
              """
              select aci, username_hash, until, 0, hex(username_hash)
                from reservation where username_hash > ? order by username_hash
              """,
              row ->
                  new CopyRecord.OfReservation(
                      new Aci(Sql.uuid(row, 1)), Sql.bytes(row, 2), Sql.instant(row, 3)),
              1,
              blob(key, 0));
      case FORMER_ACCOUNTS ->
          fill.from(
              """
              select number_hash, sealed, until, length(sealed), hex(number_hash)
                from former_account where number_hash > ? order by number_hash
              """,
              row ->
                  new CopyRecord.OfFormerAccount(
                      new FormerAccount(Sql.bytes(row, 1), Sql.bytes(row, 2), Sql.instant(row, 3))),
              1,
              blob(key, 0));
      case DATA_KEYS ->
          fill.from(
              """
              select owner, generation, wrapped, length(wrapped), owner
                from data_key where owner > ? order by owner
              """,
              CopyRows::dataKey,
              1,
              key.isEmpty() ? "" : key.getFirst());
      case INBOXES ->
          fill.from(
              """
              select id, epoch, gaps, abandoned, 0, number
                from inbox where number > ? order by number
              """,
              row ->
                  new CopyRecord.OfInbox(
                      inbox(row), row.getLong(2), row.getLong(3), row.getBoolean(4)),
              1,
              number(key, 0));
      case ENVELOPES ->
          fill.from(
              ENVELOPES,
              row ->
                  new CopyRecord.OfEnvelope(
                      inbox(row),
                      new EnvelopeId(Sql.uuid(row, 2)),
                      Sql.bytes(row, 3),
                      Sql.instant(row, 4)),
              2,
              number(key, 0),
              number(key, 1));
      case REPEATED_USE_KEYS ->
          fill.from(
              """
              select i.id, k.identity, k.key_set, k.signed_prekey, k.last_resort, 0, k.inbox,
                  k.identity
                from repeated_use_key k join inbox i on i.number = k.inbox
                where (k.inbox, k.identity) > (?, ?) order by k.inbox, k.identity
              """,
              row ->
                  new CopyRecord.OfRepeatedUseKeys(
                      owner(row), new RepeatedUseKeys(Sql.bytes(row, 4), Sql.bytes(row, 5))),
              2,
              number(key, 0),
              text(key, 1));
      case ONE_TIME_KEYS ->
          fill.from(
              """
              select i.id, k.identity, r.key_set, k.kind, k.row_id, k.sealed, length(k.sealed),
                  k.inbox, k.identity, k.kind, k.place
                from one_time_key k join inbox i on i.number = k.inbox
                  join repeated_use_key r on r.inbox = k.inbox and r.identity = k.identity
                where (k.inbox, k.identity, k.kind, k.place) > (?, ?, ?, ?)
                order by k.inbox, k.identity, k.kind, k.place
              """,
              row ->
                  new CopyRecord.OfOneTimeKey(
                      owner(row),
                      CopyRecord.KeyKind.valueOf(row.getString(4)),
                      new SealedPreKey(row.getLong(5), Sql.bytes(row, 6))),
              4,
              number(key, 0),
              text(key, 1),
              text(key, 2),
              number(key, 3));
      case PROFILES ->
          fill.from(
              """
              select aci, version_hash, sealed, length(sealed), hex(aci), written
                from profile where (aci, written) > (?, ?) order by aci, written
              """,
              row ->
                  new CopyRecord.OfProfile(
                      new Aci(Sql.uuid(row, 1)), Sql.bytes(row, 2), Sql.bytes(row, 3)),
              2,
              blob(key, 0),
              number(key, 1));
      case MEDIA ->
          fill.from(
              """
              select id, owner, bytes, due_at, revision, sealed, length(sealed), hex(id)
                from media where id > ? order by id
              """,
              row -> new CopyRecord.OfMedia(MediaTable.record(row)),
              1,
              blob(key, 0));
      case INVITES ->
          fill.from(
              """
              select number_hash, code_hash, expires_at, wrong_codes, 0, hex(number_hash)
                from invite where number_hash > ? order by number_hash
              """,
              row ->
                  new CopyRecord.OfInvite(
                      new InviteRecord(
                          Sql.bytes(row, 1),
                          Sql.bytes(row, 2),
                          Sql.instant(row, 3),
                          row.getInt(4))),
              1,
              blob(key, 0));
      case SESSIONS ->
          fill.from(
              """
              select id_hash, address_hash, created_at, expires_at, version, sealed,
                  length(sealed), opened
                from session where opened > ? order by opened
              """,
              CopyRows::session,
              1,
              number(key, 0));
      case AUDIT_LOG ->
          fill.from(
              """
              select id, event, log_index, length(event), log_index
                from audit_entry where log_index > ? order by log_index
              """,
              row -> new CopyRecord.OfLoggedEntry(new SequencedEntry(row.getLong(3), entry(row))),
              1,
              key.isEmpty() ? -1L : number(key, 0));
      case AUDIT_PENDING ->
          fill.from(
              """
              select id, event, length(event), place
                from audit_entry where log_index is null and place > ? order by place
              """,
              row -> new CopyRecord.OfPendingEntry(entry(row)),
              1,
              number(key, 0));
      case TOTALS ->
          fill.records.add(
              new CopyRecord.OfTotals(
                  new CounterTable(sql).read().totals(), new DataKeyTable(sql).oldestGeneration()));
    }
    return fill.page();
  }

  private static long number(List<String> key, int column) {
    return key.isEmpty() ? 0 : Long.parseLong(key.get(column));
  }

  private static String text(List<String> key, int column) {
    return key.isEmpty() ? "" : key.get(column);
  }

  private static Bytes blob(List<String> key, int column) {
    return key.isEmpty() ? Bytes.EMPTY : Bytes.wrap(HEX.parseHex(key.get(column)));
  }

  private static CopyRecord dataKey(ResultSet row) throws SQLException {
    return new CopyRecord.OfDataKey(
        new OwnedKey(
            KeyOwner.of(row.getString(1)), new WrappedKey(row.getInt(2), Sql.bytes(row, 3))));
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

  private static InboxId inbox(ResultSet row) throws SQLException {
    return new InboxId(Sql.uuid(row, 1));
  }

  private static PreKeyOwner owner(ResultSet row) throws SQLException {
    return new PreKeyOwner(inbox(row), IdentityType.valueOf(row.getString(2)), row.getInt(3));
  }

  private static AuditEntry entry(ResultSet row) throws SQLException {
    return new AuditEntry(Sql.uuid(row, 1), Sql.bytes(row, 2));
  }

  /// Takes rows until there are enough.
  private final class Fill {
    private final CopySection section;
    private final int max;
    private final long maxBytes;
    private final List<CopyRecord> records = new ArrayList<>();
    private long bytes;
    private String place = "";
    private boolean more;

    Fill(CopySection section, int max, long maxBytes) {
      this.section = section;
      this.max = max;
      this.maxBytes = maxBytes;
    }

    /// @param keyColumns how many of the last columns are the key; before them is the size in bytes
    void from(String text, Row reader, int keyColumns, Object... values) throws SQLException {
      sql.each(text, row -> take(row, reader, keyColumns), values);
    }

    private boolean take(ResultSet row, Row reader, int keyColumns) throws SQLException {
      more = records.size() == max || bytes > maxBytes;
      if (!more) {
        int columns = row.getMetaData().getColumnCount();
        records.add(reader.read(row));
        bytes += row.getLong(columns - keyColumns);
        List<String> key = new ArrayList<>();
        for (int column = columns - keyColumns + 1; column <= columns; column++) {
          key.add(row.getString(column));
        }
        place = String.join("|", key);
      }
      return !more;
    }

    CopyPage page() {
      return new CopyPage(
          records, more ? Optional.of(new CopyCursor(section, place)) : Optional.empty());
    }
  }
}
