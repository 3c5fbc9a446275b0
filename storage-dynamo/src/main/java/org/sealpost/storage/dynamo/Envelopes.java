package org.sealpost.storage.dynamo;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.Uuids;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.inboxes.QueuedEnvelope;

/// Envelope items, the markers that find them by id, and the registry of inboxes that the sweep has
/// to look at.
final class Envelopes {
  private static final String ID = "id";
  private static final String SEALED = "b";
  private static final String EXPIRES = "x";

  /// Of the envelopes before it, for bounds of what is left.
  private static final String WEIGHT_BEFORE = "w";

  /// Of the envelope itself, to be read without it.
  private static final String SIZE = "z";

  /// In a marker: where the envelope stands.
  private static final String POSITION = "p";

  private static final int DUE_SHARDS = 8;

  private Envelopes() {}

  static Write put(InboxEntry entry, Position position, long weightBefore) {
    return Write.put(Layout.envelope(entry.inbox(), position))
        .set(ID, Attr.of(entry.id().toBytes()))
        .set(SEALED, entry.sealed())
        .set(EXPIRES, Times.nanos(entry.expiresAt()))
        .set(WEIGHT_BEFORE, weightBefore)
        .set(SIZE, entry.sealed().size())
        .set(Table.TTL, Times.backstop(entry.expiresAt()));
  }

  static Write mark(InboxEntry entry, Position position) {
    return Write.put(Layout.marker(entry.inbox(), entry.id()))
        .set(POSITION, position.value())
        .set(EXPIRES, Times.nanos(entry.expiresAt()))
        .set(Table.TTL, Times.backstopOfMarker(entry.expiresAt()));
  }

  /// Holds unless there is a marker that has not expired.
  static Write whenFree(Write marker, Instant now) {
    return marker.when("attribute_not_exists(k) OR x <= :now").with("now", Times.nanos(now));
  }

  /// Holds for the marker of an envelope that stood here and is gone.
  static Write whenStale(Write marker, Position gone) {
    return marker.when("p = :gone").with("gone", gone.value());
  }

  static Position markedPosition(Item marker) {
    return new Position(marker.number(POSITION));
  }

  static boolean isExpired(Item item, Instant now) {
    return item.number(EXPIRES) <= Times.nanos(now);
  }

  static QueuedEnvelope queued(Item item) {
    return new QueuedEnvelope(
        Layout.position(item),
        new EnvelopeId(Uuids.fromBytes(item.bytes(ID).unsafeArray())),
        item.bytes(SEALED));
  }

  static long expires(Item item) {
    return item.number(EXPIRES);
  }

  static long weightBefore(Item item) {
    return item.number(WEIGHT_BEFORE);
  }

  static long size(Item item) {
    return item.number(SIZE);
  }

  /// Without the bodies, which are read and paid for all the same.
  static Range withoutBodies(Range range) {
    return range.only("k, s, x, w, z");
  }

  // The registry of what is due.

  static ItemKey due(InboxId inbox, long due) {
    return Layout.registryItem(
        Layout.registry("due", Math.floorMod(inbox.uuid().hashCode(), DUE_SHARDS)),
        Attr.key(due, inbox.toBytes()));
  }

  static Range dueUntil(int shard, Instant now) {
    return Range.of(
        Table.REGISTRY,
        Layout.registry("due", shard),
        Attr.key(0L),
        Attr.key(Times.nanos(now), Times.LAST_HASH));
  }

  static int dueShards() {
    return DUE_SHARDS;
  }

  static long dueAt(Item item) {
    return item.sortFrom(0).getLong();
  }

  static InboxId dueInbox(Item item) {
    ByteBuffer sort = item.sortFrom(Long.BYTES);
    byte[] inbox = new byte[16];
    sort.get(inbox);
    return new InboxId(Uuids.fromBytes(Bytes.wrap(inbox).unsafeArray()));
  }
}
