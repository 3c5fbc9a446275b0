package org.sealpost.storage.dynamo;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.Uuids;
import org.sealpost.storage.StorageCorrupt;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.audit.SequencedEntry;
import org.sealpost.storage.copy.CopyRecord;
import org.sealpost.storage.datakeys.OwnedKey;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.prekeys.PreKeyOwner;

/// Writes records of a copy into tables that nobody sees. Each may come again, with its whole page.
final class CopyKeeping {
  /// Envelopes of one transaction, with a marker each.
  private static final int ENVELOPES = 40;

  private static final long ENVELOPE_BYTES = 1L << 20;

  /// What is copied has one generation of one-time keys, and of profiles.
  private static final Bytes KEYS = Bytes.wrap(new byte[2 * Long.BYTES]);

  private static final Bytes PROFILES = Bytes.wrap(new byte[DynamoProfileStore.GENERATION_BYTES]);

  private final Items items;
  private final KeyGenerations generations;
  private final AuditOutbox outbox;

  CopyKeeping(Items items, Clock clock) {
    this.items = items;
    this.outbox = new AuditOutbox(items, clock);
    this.generations = new KeyGenerations(items, outbox);
  }

  /// Records of one section, in their order.
  void keep(List<CopyRecord> records) {
    List<Write> puts = new ArrayList<>();
    Map<InboxId, List<CopyRecord.OfEnvelope>> envelopes = new LinkedHashMap<>();
    Map<PreKeyOwner, List<CopyRecord.OfOneTimeKey>> keys = new LinkedHashMap<>();
    for (CopyRecord record : records) {
      switch (record) {
        case CopyRecord.OfAccount(var account) -> {
          puts.add(DynamoAccountStore.document(account));
          puts.addAll(AccountLookups.all(account));
        }
        case CopyRecord.OfReservation(var account, var name, var until) ->
            puts.addAll(DynamoReservationStore.writes(account, name, until));
        case CopyRecord.OfFormerAccount(var account) ->
            puts.addAll(DynamoFormerAccountStore.writes(account));
        case CopyRecord.OfDataKey(var key) -> keep(key);
        case CopyRecord.OfInbox inbox -> {
          puts.add(Head.copied(inbox.inbox(), inbox.epoch(), inbox.gaps(), inbox.abandoned()));
          if (inbox.abandoned()) {
            puts.add(Write.put(Layout.abandoned(inbox.inbox())));
          }
        }
        case CopyRecord.OfEnvelope envelope ->
            envelopes.computeIfAbsent(envelope.inbox(), _ -> new ArrayList<>()).add(envelope);
        case CopyRecord.OfRepeatedUseKeys(var owner, var repeated) ->
            puts.add(DeviceWrites.pointer(owner, repeated));
        case CopyRecord.OfOneTimeKey key ->
            keys.computeIfAbsent(key.owner(), _ -> new ArrayList<>()).add(key);
        case CopyRecord.OfProfile profile -> keep(profile);
        case CopyRecord.OfMedia(var row) -> {
          CommitOutcome _ = items.commit(MediaItems.all(row));
        }
        case CopyRecord.OfInvite(var invite) -> puts.addAll(DynamoRegistrationStore.writes(invite));
        case CopyRecord.OfSession(var session) -> {
          CommitOutcome _ = items.commit(VerificationSessions.opening(session));
        }
        case CopyRecord.OfLoggedEntry(var entry) -> puts.addAll(logged(entry));
        case CopyRecord.OfPendingEntry(var entry) -> {
          CommitOutcome _ = outbox.commit(List.of(), List.of(entry));
        }
        case CopyRecord.OfTotals(var totals, int generation) -> {
          puts.add(Totals.put(totals));
          if (generation > 1) {
            generations.startAt(generation).forEach(items::commit);
          }
        }
      }
    }
    items.writeAll(puts);
    envelopes.forEach(this::keep);
    keys.forEach(this::keep);
    lastIndex(records).ifPresent(this::keepSize);
  }

  private void keep(OwnedKey key) {
    CommitOutcome _ =
        items.commit(
            DynamoDataKeyStore.item(key.owner(), key.key()).whenAbsent(),
            generations.index(key.owner(), key.key().generation()),
            generations.count(key.owner(), key.key().generation()));
  }

  /// At the next positions of their inbox; what has a marker is there already.
  private void keep(InboxId inbox, List<CopyRecord.OfEnvelope> envelopes) {
    List<ItemKey> markers =
        envelopes.stream().map(each -> Layout.marker(inbox, each.id())).toList();
    Set<ItemKey> there = items.getAll(markers).keySet();
    Head head =
        items
            .get(Layout.head(inbox))
            .map(item -> Head.of(inbox, item))
            .orElseThrow(
                () -> new StorageCorrupt("a copy refers to an inbox that it did not bring"));
    List<Write> batch = new ArrayList<>();
    Head next = head;
    long bytes = 0;
    for (CopyRecord.OfEnvelope each : envelopes) {
      if (there.contains(Layout.marker(inbox, each.id()))) {
        continue;
      }
      if (batch.size() == 2 * ENVELOPES || bytes + each.sealed().size() > ENVELOPE_BYTES) {
        commit(head, next, batch);
        head = next;
        bytes = 0;
      }
      InboxEntry entry = new InboxEntry(inbox, each.id(), each.sealed(), each.expiresAt(), false);
      Position position = new Position(next.last() + 1);
      batch.add(Envelopes.mark(entry, position));
      batch.add(Envelopes.put(entry, position, next.weight()));
      bytes += each.sealed().size();
      long expires = Times.nanos(each.expiresAt());
      next =
          next.withNext(
              next.weight() + each.sealed().size(),
              next.due() == 0 ? expires : Math.min(next.due(), expires));
    }
    commit(head, next, batch);
  }

  private void commit(Head head, Head next, List<Write> batch) {
    if (batch.isEmpty()) {
      return;
    }
    List<Write> writes = new ArrayList<>(batch);
    writes.add(head.refill(next));
    if (next.due() != head.due()) {
      writes.add(Write.put(Envelopes.due(head.inbox(), next.due())));
    }
    if (!items.commit(writes).isCommitted()) {
      throw new StorageCorrupt("two copies fill the same tables");
    }
    batch.clear();
  }

  /// Behind those that are there, each once.
  private void keep(PreKeyOwner owner, List<CopyRecord.OfOneTimeKey> keys) {
    for (DynamoPreKeyStore.Kind kind : DynamoPreKeyStore.Kind.values()) {
      List<CopyRecord.OfOneTimeKey> ofKind =
          keys.stream().filter(key -> kind(key) == kind).toList();
      if (!ofKind.isEmpty()) {
        keep(owner, kind, ofKind);
      }
    }
  }

  private static DynamoPreKeyStore.Kind kind(CopyRecord.OfOneTimeKey key) {
    return switch (key.kind()) {
      case EC -> DynamoPreKeyStore.Kind.EC;
      case KYBER -> DynamoPreKeyStore.Kind.KYBER;
    };
  }

  private void keep(
      PreKeyOwner owner, DynamoPreKeyStore.Kind kind, List<CopyRecord.OfOneTimeKey> keys) {
    InboxId device = owner.device();
    IdentityType identity = owner.identity();
    Set<Long> there = new HashSet<>();
    boolean _ =
        items.query(
            Layout.oneTime(device, identity, kind.letter, KEYS),
            item -> {
              there.add(item.number(DynamoPreKeyStore.ROW));
              return true;
            });
    List<Write> puts = new ArrayList<>();
    int number = there.size();
    for (CopyRecord.OfOneTimeKey each : keys) {
      if (!there.contains(each.key().rowId())) {
        puts.add(
            Write.put(Layout.oneTime(device, identity, kind.letter, KEYS, number++))
                .set(DynamoPreKeyStore.ROW, each.key().rowId())
                .set(DynamoPreKeyStore.SEALED, each.key().sealed()));
      }
    }
    items.writeAll(puts);
    CommitOutcome _ =
        items.commit(
            Write.update(
                    Layout.pointer(device, identity), "SET " + kind.attribute + " = :generation")
                .whenPresent()
                .with("generation", KEYS));
  }

  private void keep(CopyRecord.OfProfile profile) {
    ItemKey key = Layout.profileIndex(profile.account());
    Bytes hashes =
        items.get(key).map(item -> item.bytes(DynamoProfileStore.HASHES)).orElse(Bytes.EMPTY);
    boolean there = false;
    for (int at = 0; at < hashes.size(); at += DynamoProfileStore.HASH_BYTES) {
      there |= hashes.slice(at, at + DynamoProfileStore.HASH_BYTES).equals(profile.versionHash());
    }
    CommitOutcome _ =
        items.commit(
            Write.put(Layout.profile(profile.account(), PROFILES, profile.versionHash()))
                .set(DynamoProfileStore.SEALED, profile.sealed()),
            Write.put(key)
                .set(DynamoProfileStore.GENERATION, PROFILES)
                .set(
                    DynamoProfileStore.HASHES,
                    there ? hashes : Attr.key(hashes, profile.versionHash())));
  }

  private static List<Write> logged(SequencedEntry entry) {
    AuditEntry event = entry.entry();
    Bytes id = Bytes.wrap(Uuids.toBytes(event.id()));
    return List.of(
        Write.put(AuditOutbox.byId(id)).set(AuditOutbox.AT, 0),
        Write.put(DynamoAuditStore.logged(entry.index()))
            .set(DynamoAuditStore.ID, id)
            .set(AuditOutbox.EVENT, event.event()));
  }

  private static Optional<Long> lastIndex(List<CopyRecord> records) {
    return records.stream()
        .filter(CopyRecord.OfLoggedEntry.class::isInstance)
        .map(CopyRecord.OfLoggedEntry.class::cast)
        .map(logged -> logged.entry().index())
        .reduce(Math::max);
  }

  private void keepSize(long lastIndex) {
    CommitOutcome _ =
        items.commit(
            Write.put(DynamoAuditStore.SIZE_ITEM).set(DynamoAuditStore.SIZE, lastIndex + 1));
  }
}
