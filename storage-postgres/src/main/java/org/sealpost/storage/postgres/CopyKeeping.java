package org.sealpost.storage.postgres;

import java.util.List;
import java.util.function.Function;
import org.sealpost.storage.StorageCorrupt;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.FormerAccount;
import org.sealpost.storage.copy.CopyRecord;
import org.sealpost.storage.copy.CopySection;
import org.sealpost.storage.datakeys.OwnedKey;
import org.sealpost.storage.media.MediaRecord;
import org.sealpost.storage.prekeys.PreKeyOwner;
import org.sealpost.storage.registration.InviteRecord;
import org.sealpost.storage.registration.SessionRecord;

/// Writes records of a copy, those of one section in one statement, inside a transaction of its
/// caller. Each statement answers with how many it has kept.
final class CopyKeeping {
  private final Sql sql;

  CopyKeeping(Sql sql) {
    this.sql = sql;
  }

  void keep(List<CopyRecord> records) {
    if (records.isEmpty()) {
      return;
    }
    CopySection section = records.getFirst().section();
    long kept =
        switch (section) {
          case ACCOUNTS -> accounts(all(records, CopyRecord.OfAccount.class));
          case RESERVATIONS -> reservations(all(records, CopyRecord.OfReservation.class));
          case FORMER_ACCOUNTS -> former(all(records, CopyRecord.OfFormerAccount.class));
          case DATA_KEYS -> dataKeys(all(records, CopyRecord.OfDataKey.class));
          case INBOXES -> inboxes(all(records, CopyRecord.OfInbox.class));
          case ENVELOPES -> envelopes(all(records, CopyRecord.OfEnvelope.class));
          case REPEATED_USE_KEYS -> repeatedUse(all(records, CopyRecord.OfRepeatedUseKeys.class));
          case ONE_TIME_KEYS -> oneTimeKeys(all(records, CopyRecord.OfOneTimeKey.class));
          case PROFILES -> profiles(all(records, CopyRecord.OfProfile.class));
          case MEDIA -> media(all(records, CopyRecord.OfMedia.class));
          case INVITES -> invites(all(records, CopyRecord.OfInvite.class));
          case SESSIONS -> sessions(all(records, CopyRecord.OfSession.class));
          case AUDIT_LOG -> logged(all(records, CopyRecord.OfLoggedEntry.class));
          case AUDIT_PENDING -> pending(all(records, CopyRecord.OfPendingEntry.class));
          case TOTALS -> totals(all(records, CopyRecord.OfTotals.class).getFirst());
        };
    if (kept != records.size()) {
      throw new StorageCorrupt("a copy has records that refer to what it did not bring");
    }
  }

  private static <T> List<T> all(List<CopyRecord> records, Class<T> type) {
    return records.stream().map(type::cast).toList();
  }

  private static <T, V> List<V> column(List<T> records, Function<T, V> value) {
    return records.stream().map(value).toList();
  }

  private long insert(String text, Object... columns) {
    return sql.one(
        "with kept as (" + text + " returning 1) select count(*) from kept",
        row -> row.getLong(1),
        columns);
  }

  private long accounts(List<CopyRecord.OfAccount> records) {
    List<AccountRecord> accounts = column(records, CopyRecord.OfAccount::account);
    return insert(
        """
        insert into sealpost.account
            (aci, pni, number_hash, username_hash, username_link_hash, version, devices_version,
              document)
          select * from unnest(?, ?, ?, ?, ?, ?, ?, ?)
        """,
        Column.uuids(column(accounts, account -> account.aci().uuid())),
        Column.uuids(column(accounts, account -> account.pni().uuid())),
        Column.bytes(column(accounts, AccountRecord::numberHash)),
        Column.maybeBytes(column(accounts, AccountRecord::usernameHash)),
        Column.maybeBytes(column(accounts, AccountRecord::usernameLinkHash)),
        Column.longs(column(accounts, AccountRecord::version)),
        Column.longs(column(accounts, account -> account.devicesVersion().value())),
        Column.bytes(column(accounts, AccountRecord::sealedDocument)));
  }

  private long reservations(List<CopyRecord.OfReservation> records) {
    return insert(
        """
        insert into sealpost.reservation (aci, username_hash, until) select * from unnest(?, ?, ?)
        """,
        Column.uuids(column(records, record -> record.account().uuid())),
        Column.bytes(column(records, CopyRecord.OfReservation::usernameHash)),
        Column.longs(column(records, record -> record.until().toEpochMilli())));
  }

  private long former(List<CopyRecord.OfFormerAccount> records) {
    List<FormerAccount> former = column(records, CopyRecord.OfFormerAccount::account);
    return insert(
        """
        insert into sealpost.former_account (number_hash, sealed, until)
          select * from unnest(?, ?, ?)
        """,
        Column.bytes(column(former, FormerAccount::numberHash)),
        Column.bytes(column(former, FormerAccount::sealed)),
        Column.longs(column(former, account -> account.until().toEpochMilli())));
  }

  private long dataKeys(List<CopyRecord.OfDataKey> records) {
    List<OwnedKey> keys = column(records, CopyRecord.OfDataKey::key);
    return insert(
        """
        insert into sealpost.data_key (owner, generation, wrapped) select * from unnest(?, ?, ?)
        """,
        Column.texts(column(keys, key -> key.owner().text())),
        Column.ints(column(keys, key -> key.key().generation())),
        Column.bytes(column(keys, key -> key.key().wrapped())));
  }

  private long inboxes(List<CopyRecord.OfInbox> records) {
    return insert(
        """
        insert into sealpost.inbox (id, epoch, gaps, abandoned) select * from unnest(?, ?, ?, ?)
        """,
        Column.uuids(column(records, record -> record.inbox().uuid())),
        Column.longs(column(records, CopyRecord.OfInbox::epoch)),
        Column.longs(column(records, CopyRecord.OfInbox::gaps)),
        Column.flags(column(records, CopyRecord.OfInbox::abandoned)));
  }

  /// At the next positions of this database, in the order of the list.
  private long envelopes(List<CopyRecord.OfEnvelope> records) {
    return insert(
        """
        insert into sealpost.envelope (inbox, position, expires_at, id, size, sealed)
          select e.number, nextval('sealpost.position'), e.expires_at, e.id, length(e.sealed),
              e.sealed
            from (
              select i.number, c.id, c.sealed, c.expires_at
                from unnest(?, ?, ?, ?) with ordinality c(inbox, id, sealed, expires_at, nth)
                join sealpost.inbox i on i.id = c.inbox order by c.nth) e
        """,
        Column.uuids(column(records, record -> record.inbox().uuid())),
        Column.uuids(column(records, record -> record.id().uuid())),
        Column.bytes(column(records, CopyRecord.OfEnvelope::sealed)),
        Column.longs(column(records, record -> record.expiresAt().toEpochMilli())));
  }

  private static <T> Column devices(List<T> records, Function<T, PreKeyOwner> owner) {
    return Column.uuids(column(records, record -> owner.apply(record).device().uuid()));
  }

  private static <T> Column identities(List<T> records, Function<T, PreKeyOwner> owner) {
    return Column.texts(column(records, record -> owner.apply(record).identity().name()));
  }

  private long repeatedUse(List<CopyRecord.OfRepeatedUseKeys> records) {
    return insert(
        """
        insert into sealpost.repeated_use_key
            (inbox, identity, key_set, signed_prekey, last_resort)
          select i.number, c.identity, c.key_set, c.signed_prekey, c.last_resort
            from unnest(?, ?, ?, ?, ?) c(inbox, identity, key_set, signed_prekey, last_resort)
            join sealpost.inbox i on i.id = c.inbox
        """,
        devices(records, CopyRecord.OfRepeatedUseKeys::owner),
        identities(records, CopyRecord.OfRepeatedUseKeys::owner),
        Column.ints(column(records, record -> record.owner().keySet())),
        Column.bytes(column(records, record -> record.keys().signedPreKey())),
        Column.bytes(column(records, record -> record.keys().lastResortKey())));
  }

  /// Behind those that earlier pages brought for the same owner.
  private long oneTimeKeys(List<CopyRecord.OfOneTimeKey> records) {
    return insert(
        """
        insert into sealpost.one_time_key (inbox, identity, kind, place, row_id, sealed)
          select i.number, c.identity, c.kind,
              coalesce((
                select max(k.place) from sealpost.one_time_key k
                  where k.inbox = i.number and k.identity = c.identity and k.kind = c.kind), 0)
                + row_number() over (partition by i.number, c.identity, c.kind order by c.nth),
              c.row_id, c.sealed
            from unnest(?, ?, ?, ?, ?) with ordinality c(inbox, identity, kind, row_id, sealed, nth)
            join sealpost.inbox i on i.id = c.inbox
        """,
        devices(records, CopyRecord.OfOneTimeKey::owner),
        identities(records, CopyRecord.OfOneTimeKey::owner),
        Column.texts(column(records, record -> record.kind().name())),
        Column.longs(column(records, record -> record.key().rowId())),
        Column.bytes(column(records, record -> record.key().sealed())));
  }

  private long profiles(List<CopyRecord.OfProfile> records) {
    return insert(
        """
        insert into sealpost.profile (aci, version_hash, written, sealed)
          select c.aci, c.version_hash, nextval('sealpost.profile_written'), c.sealed
            from (
              select * from unnest(?, ?, ?) with ordinality u(aci, version_hash, sealed, nth)
                order by nth) c
        """,
        Column.uuids(column(records, record -> record.account().uuid())),
        Column.bytes(column(records, CopyRecord.OfProfile::versionHash)),
        Column.bytes(column(records, CopyRecord.OfProfile::sealed)));
  }

  /// What their owners have grows with them.
  private long media(List<CopyRecord.OfMedia> records) {
    List<MediaRecord> rows = column(records, CopyRecord.OfMedia::row);
    Column owners = Column.bytes(column(rows, row -> row.owner().hash()));
    Column bytes = Column.longs(column(rows, MediaRecord::bytes));
    long _ =
        insert(
            """
            insert into sealpost.media_use as u (owner, bytes, objects)
              select c.owner, sum(c.bytes), count(*) from unnest(?, ?) c(owner, bytes)
                group by c.owner
              on conflict (owner) do update
                set bytes = u.bytes + excluded.bytes, objects = u.objects + excluded.objects
            """,
            owners,
            bytes);
    return insert(
        """
        insert into sealpost.media (id, owner, bytes, due_at, revision, sealed)
          select * from unnest(?, ?, ?, ?, ?, ?)
        """,
        Column.bytes(column(rows, row -> row.id().hash())),
        owners,
        bytes,
        Column.longs(column(rows, row -> row.dueAt().toEpochMilli())),
        Column.longs(column(rows, MediaRecord::revision)),
        Column.bytes(column(rows, MediaRecord::sealed)));
  }

  private long invites(List<CopyRecord.OfInvite> records) {
    List<InviteRecord> invites = column(records, CopyRecord.OfInvite::invite);
    return insert(
        """
        insert into sealpost.invite (number_hash, code_hash, expires_at, wrong_codes)
          select * from unnest(?, ?, ?, ?)
        """,
        Column.bytes(column(invites, InviteRecord::numberHash)),
        Column.bytes(column(invites, InviteRecord::codeHash)),
        Column.longs(column(invites, invite -> invite.expiresAt().toEpochMilli())),
        Column.ints(column(invites, InviteRecord::wrongCodes)));
  }

  private long sessions(List<CopyRecord.OfSession> records) {
    List<SessionRecord> sessions = column(records, CopyRecord.OfSession::session);
    return insert(
        """
        insert into sealpost.session
            (id_hash, address_hash, created_at, expires_at, version, sealed)
          select c.id_hash, c.address_hash, c.created_at, c.expires_at, c.version, c.sealed
            from unnest(?, ?, ?, ?, ?, ?) with ordinality
              c(id_hash, address_hash, created_at, expires_at, version, sealed, nth)
            order by c.nth
        """,
        Column.bytes(column(sessions, SessionRecord::idHash)),
        Column.bytes(column(sessions, SessionRecord::addressHash)),
        Column.longs(column(sessions, session -> session.createdAt().toEpochMilli())),
        Column.longs(column(sessions, session -> session.expiresAt().toEpochMilli())),
        Column.longs(column(sessions, SessionRecord::version)),
        Column.bytes(column(sessions, SessionRecord::sealed)));
  }

  private long logged(List<CopyRecord.OfLoggedEntry> records) {
    long last = records.getLast().entry().index();
    long _ = insert("update sealpost.audit_tree set size = ?", last + 1);
    return insert(
        """
        insert into sealpost.audit_entry (id, event, place) select * from unnest(?, ?, ?)
        """,
        Column.uuids(column(records, record -> record.entry().entry().id())),
        Column.bytes(column(records, record -> record.entry().entry().event())),
        Column.longs(column(records, record -> record.entry().index())));
  }

  private long pending(List<CopyRecord.OfPendingEntry> records) {
    return insert(
        """
        insert into sealpost.audit_entry (id, event)
          select c.id, c.event from unnest(?, ?) with ordinality c(id, event, nth) order by c.nth
        """,
        Column.uuids(column(records, record -> record.entry().id())),
        Column.bytes(column(records, record -> record.entry().event())));
  }

  private long totals(CopyRecord.OfTotals record) {
    long _ = insert("update sealpost.key_generation set oldest = ?", record.oldestGeneration());
    return insert(
        """
        update sealpost.counter
          set accepted = ?, acknowledged = ?, expired = ?, purged = ?, left_out = ?
        """,
        record.totals().accepted(),
        record.totals().acknowledged(),
        record.totals().expired(),
        record.totals().purged(),
        record.totals().leftOut());
  }
}
