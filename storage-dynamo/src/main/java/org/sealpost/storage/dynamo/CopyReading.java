package org.sealpost.storage.dynamo;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.Uuids;
import org.sealpost.storage.audit.SequencedEntry;
import org.sealpost.storage.copy.CopyCursor;
import org.sealpost.storage.copy.CopyPage;
import org.sealpost.storage.copy.CopyRecord;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.datakeys.OwnedKey;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.QueuedEnvelope;
import org.sealpost.storage.prekeys.PreKeyOwner;
import org.sealpost.storage.prekeys.SealedPreKey;

/// Reads the tables from their beginning to their end for a copy. A place is `key|rest`: the
/// partition key, in hexadecimal, of the item whose group was shown last, and how far.
final class CopyReading {
  private static final HexFormat HEX = HexFormat.of();
  private static final int SCANNED = 1_000;
  private static final int MARKERS = 100;

  /// Where in a section: a partition, and what its group understands.
  private record Place(Bytes partition, String rest) {
    static Optional<Place> of(String text) {
      if (text.isEmpty()) {
        return Optional.empty();
      }
      String[] parts = text.split("\\|", -1);
      return Optional.of(new Place(Bytes.wrap(HEX.parseHex(parts[0])), parts[1]));
    }
  }

  private static String place(Bytes partition, Object rest) {
    return HEX.formatHex(partition.unsafeArray()) + "|" + rest;
  }

  private final Items items;
  private final DynamoAuditStore audit;
  private final KeyGenerations generations;
  private final VerificationSessions sessions;
  private final DynamoReservationStore reservations;
  private final DynamoFormerAccountStore formerAccounts;

  CopyReading(Items items, AuditOutbox outbox) {
    this.items = items;
    this.audit = new DynamoAuditStore(items, outbox);
    this.generations = new KeyGenerations(items, outbox);
    this.sessions = new VerificationSessions(items);
    this.reservations = new DynamoReservationStore(items);
    this.formerAccounts = new DynamoFormerAccountStore(items, outbox);
  }

  CopyPage read(CopyCursor from, int max, long maxBytes) {
    CopyFill fill = new CopyFill(from.section(), max, maxBytes);
    Optional<Place> at = Place.of(from.place());
    switch (from.section()) {
      case ACCOUNTS -> groups(Table.ACCOUNTS, "d", at, once(item -> account(item, fill)));
      case RESERVATIONS ->
          list(
              Layout.registry(DynamoReservationStore.BY_TIME), at, item -> reservation(item, fill));
      case FORMER_ACCOUNTS ->
          list(Layout.registry(DynamoFormerAccountStore.BY_TIME), at, item -> former(item, fill));
      case DATA_KEYS -> groups(Table.ACCOUNTS, "k", at, once(item -> dataKey(item, fill)));
      case INBOXES -> groups(Table.INBOXES, "h", at, once(item -> inbox(item, fill)));
      case ENVELOPES -> groups(Table.INBOXES, "h", at, (item, rest) -> envelopes(item, rest, fill));
      case REPEATED_USE_KEYS ->
          groups(Table.PREKEYS, "pa", at, (item, rest) -> repeatedUse(item, rest, fill));
      case ONE_TIME_KEYS ->
          groups(Table.PREKEYS, "pa", at, (item, rest) -> oneTime(item, rest, fill));
      case PROFILES -> groups(Table.ACCOUNTS, "i", at, (item, rest) -> profiles(item, rest, fill));
      case MEDIA -> groups(Table.ACCOUNTS, "m", at, once(item -> media(item, fill)));
      case INVITES ->
          list(Layout.registry(DynamoRegistrationStore.BY_EXPIRY), at, item -> invite(item, fill));
      case SESSIONS ->
          list(Layout.registry(VerificationSessions.BY_AGE), at, item -> session(item, fill));
      case AUDIT_LOG -> log(at.map(place -> Long.parseLong(place.rest) + 1).orElse(0L), max, fill);
      case AUDIT_PENDING -> list(AuditOutbox.allPending(), at, item -> pending(item, fill));
      case TOTALS -> {
        boolean _ =
            fill.take(new CopyRecord.OfTotals(Totals.sum(items), generations.oldest()), 0, "|");
      }
    }
    return fill.page();
  }

  /// A group of one item: shown when its place says so.
  private static BiPredicate<Item, String> once(Predicate<Item> show) {
    return (item, rest) -> !rest.isEmpty() || show.test(item);
  }

  /// Walks over the items of a table that have this sort key, each the head of a group, until one
  /// of them wants no more.
  private void groups(
      Table table, String sort, Optional<Place> at, BiPredicate<Item, String> group) {
    Bytes wanted = Attr.key(sort.getBytes(StandardCharsets.US_ASCII));
    Optional<ItemKey> after = at.map(place -> new ItemKey(table, place.partition, wanted));
    Optional<Item> begun = after.flatMap(items::get);
    if (begun.isPresent() && !group.test(begun.get(), at.orElseThrow().rest)) {
      return;
    }
    do {
      Items.Scanned scanned = items.scan(table, after, SCANNED);
      for (Item item : scanned.items()) {
        if (item.sort().equals(wanted) && !group.test(item, "")) {
          return;
        }
      }
      after = scanned.next();
    } while (after.isPresent());
  }

  /// The items of a range behind the place, whose first part is a sort key here.
  private void list(Range range, Optional<Place> at, Predicate<Item> show) {
    Range rest =
        at.map(place -> Range.of(range.table(), range.partition(), place.partition, range.to()))
            .orElse(range);
    boolean _ =
        items.query(
            rest,
            item ->
                at.filter(place -> place.partition.equals(item.sort())).isPresent()
                    || show.test(item));
  }

  private static Aci aci(Item ofAccount) {
    return new Aci(Uuids.fromBytes(ofAccount.partition().slice(1, 17).unsafeArray()));
  }

  private static InboxId inbox(Item item) {
    return new InboxId(Uuids.fromBytes(item.partition().unsafeArray()));
  }

  private static boolean account(Item item, CopyFill fill) {
    var account = DynamoAccountStore.record(aci(item), item);
    return fill.take(
        new CopyRecord.OfAccount(account),
        account.sealedDocument().size(),
        place(item.partition(), "shown"));
  }

  private static boolean dataKey(Item item, CopyFill fill) {
    KeyOwner owner =
        item.partition().size() == 1 ? KeyOwner.Rest.REST : new KeyOwner.OfAccount(aci(item));
    return fill.take(
        new CopyRecord.OfDataKey(new OwnedKey(owner, DynamoDataKeyStore.key(item))),
        0,
        place(item.partition(), "shown"));
  }

  private static boolean media(Item item, CopyFill fill) {
    var row = MediaItems.record(item);
    return fill.take(
        new CopyRecord.OfMedia(row), row.sealed().size(), place(item.partition(), "shown"));
  }

  private static boolean inbox(Item item, CopyFill fill) {
    Head head = Head.of(inbox(item), item);
    return fill.take(
        new CopyRecord.OfInbox(head.inbox(), head.epoch().value(), head.gaps(), head.isAbandoned()),
        0,
        place(item.partition(), "shown"));
  }

  /// An expired one whose repeat was stored is left out: the marker names the repeat.
  private boolean envelopes(Item item, String rest, CopyFill fill) {
    Head head = Head.of(inbox(item), item);
    long next = rest.isEmpty() ? 1 : Long.parseLong(rest) + 1;
    while (next <= head.last()) {
      List<Item> some =
          items.list(Layout.envelopes(head.inbox(), next, head.last()).examining(MARKERS), MARKERS);
      if (some.isEmpty()) {
        return true;
      }
      Map<ItemKey, Item> markers =
          items.getAll(
              some.stream()
                  .map(each -> Layout.marker(head.inbox(), Envelopes.queued(each).id()))
                  .distinct()
                  .toList());
      for (Item each : some) {
        QueuedEnvelope envelope = Envelopes.queued(each);
        Item marker = markers.get(Layout.marker(head.inbox(), envelope.id()));
        boolean repeated =
            marker != null && !Envelopes.markedPosition(marker).equals(envelope.position());
        if (!repeated
            && !fill.take(
                new CopyRecord.OfEnvelope(
                    head.inbox(),
                    envelope.id(),
                    envelope.sealed(),
                    Times.instant(Envelopes.expires(each))),
                envelope.sealed().size(),
                place(item.partition(), envelope.position().value()))) {
          return false;
        }
        next = envelope.position().value() + 1;
      }
    }
    return true;
  }

  private boolean repeatedUse(Item item, String rest, CopyFill fill) {
    List<IdentityType> identities = List.of(IdentityType.values());
    for (IdentityType identity : identities) {
      int number = identities.indexOf(identity);
      boolean shown = !rest.isEmpty() && Integer.parseInt(rest) >= number;
      Optional<Item> pointer = items.get(Layout.pointer(inbox(item), identity));
      if (!shown
          && pointer.isPresent()
          && !fill.take(
              new CopyRecord.OfRepeatedUseKeys(
                  owner(item, identity, pointer.get()),
                  DynamoPreKeyStore.repeatedUse(pointer.get())),
              pointer.get().bytes(DynamoPreKeyStore.LAST_RESORT).size(),
              place(item.partition(), number))) {
        return false;
      }
    }
    return true;
  }

  private static PreKeyOwner owner(Item ofDevice, IdentityType identity, Item pointer) {
    return new PreKeyOwner(inbox(ofDevice), identity, DynamoPreKeyStore.keySet(pointer));
  }

  /// The rest names identity and kind, and the number of the key that was shown last.
  private boolean oneTime(Item item, String rest, CopyFill fill) {
    String[] last = rest.isEmpty() ? new String[] {"", "-1"} : rest.split(",", -1);
    boolean reached = rest.isEmpty();
    for (IdentityType identity : IdentityType.values()) {
      Optional<Item> pointer = items.get(Layout.pointer(inbox(item), identity));
      for (DynamoPreKeyStore.Kind kind : DynamoPreKeyStore.Kind.values()) {
        String name = identity.name() + kind.name();
        long shown = name.equals(last[0]) ? Long.parseLong(last[1]) : -1;
        boolean comes = reached || name.equals(last[0]);
        reached = comes;
        if (comes
            && pointer.isPresent()
            && !oneTime(item, identity, kind, pointer.get(), shown, fill)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean oneTime(
      Item item,
      IdentityType identity,
      DynamoPreKeyStore.Kind kind,
      Item pointer,
      long shown,
      CopyFill fill) {
    Optional<Bytes> generation = DynamoPreKeyStore.generation(pointer, kind);
    return generation.isEmpty()
        || items.query(
            Layout.oneTime(inbox(item), identity, kind.letter, generation.get()),
            key -> {
              int number = key.sortFrom(3 + generation.get().size()).getInt();
              return number <= shown
                  || fill.take(
                      new CopyRecord.OfOneTimeKey(
                          owner(item, identity, pointer),
                          switch (kind) {
                            case EC -> CopyRecord.KeyKind.EC;
                            case KYBER -> CopyRecord.KeyKind.KYBER;
                          },
                          new SealedPreKey(
                              key.number(DynamoPreKeyStore.ROW),
                              key.bytes(DynamoPreKeyStore.SEALED))),
                      key.bytes(DynamoPreKeyStore.SEALED).size(),
                      place(item.partition(), identity.name() + kind.name() + "," + number));
            });
  }

  private boolean profiles(Item index, String rest, CopyFill fill) {
    Bytes hashes = index.bytes(DynamoProfileStore.HASHES);
    int from = rest.isEmpty() ? 0 : Integer.parseInt(rest);
    for (int at = from; at < hashes.size(); at += DynamoProfileStore.HASH_BYTES) {
      Bytes hash = hashes.slice(at, at + DynamoProfileStore.HASH_BYTES);
      Optional<Item> body =
          items.get(Layout.profile(aci(index), index.bytes(DynamoProfileStore.GENERATION), hash));
      if (body.isPresent()) {
        Bytes sealed = body.get().bytes(DynamoProfileStore.SEALED);
        String shown = place(index.partition(), at + DynamoProfileStore.HASH_BYTES);
        if (!fill.take(new CopyRecord.OfProfile(aci(index), hash, sealed), sealed.size(), shown)) {
          return false;
        }
      }
    }
    return true;
  }

  /// An invite that was replaced, or used up, is there by its expiry still.
  private boolean invite(Item aged, CopyFill fill) {
    Bytes numberHash = aged.sort().slice(Long.BYTES, aged.sort().size());
    return DynamoRegistrationStore.find(items, numberHash)
        .filter(invite -> Times.nanos(invite.expiresAt()) == aged.sortFrom(0).getLong())
        .map(invite -> fill.take(new CopyRecord.OfInvite(invite), 0, place(aged.sort(), "")))
        .orElse(true);
  }

  private boolean reservation(Item timed, CopyFill fill) {
    return reservations
        .timed(timed)
        .map(found ->
            fill.take(
                new CopyRecord.OfReservation(found.account(), found.name(), found.until()),
                0,
                place(timed.sort(), "")))
        .orElse(true);
  }

  private boolean former(Item timed, CopyFill fill) {
    return formerAccounts
        .timed(timed)
        .map(found ->
            fill.take(
                new CopyRecord.OfFormerAccount(found),
                found.sealed().size(),
                place(timed.sort(), "")))
        .orElse(true);
  }

  private boolean session(Item aged, CopyFill fill) {
    return sessions
        .find(VerificationSessions.idHash(aged))
        .map(session -> fill.take(new CopyRecord.OfSession(session), 0, place(aged.sort(), "")))
        .orElse(true);
  }

  private void log(long from, int max, CopyFill fill) {
    for (SequencedEntry entry : audit.read(from, max + 1)) {
      if (!fill.take(
          new CopyRecord.OfLoggedEntry(entry),
          entry.entry().event().size(),
          place(Bytes.EMPTY, entry.index()))) {
        return;
      }
    }
  }

  private static boolean pending(Item item, CopyFill fill) {
    var entry = DynamoAuditStore.pendingEntry(item);
    return fill.take(
        new CopyRecord.OfPendingEntry(entry), entry.event().size(), place(item.sort(), ""));
  }
}
