package org.sealpost.storage.dynamo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.sealpost.storage.media.MediaId;
import org.sealpost.storage.media.MediaOwner;
import org.sealpost.storage.media.MediaQuota;
import org.sealpost.storage.media.MediaRecord;
import org.sealpost.storage.media.MediaUse;

/// The items of an object: its row, one with its owner, one by the time at which it is due (none
/// where that is never), and a part of what its owner has. They are written together.
final class MediaItems {
  private static final String OWNER = "o";
  private static final String BYTES = "n";
  private static final String DUE = "x";
  private static final String REVISION = "v";
  private static final String SEALED = "b";
  private static final String OBJECTS = "c";
  private static final int DUE_SHARDS = 8;

  private MediaItems() {}

  static Write row(MediaRecord record) {
    return Write.put(Layout.media(record.id()))
        .set(OWNER, record.owner().hash())
        .set(BYTES, record.bytes())
        .set(DUE, record.dueAt().toEpochMilli())
        .set(REVISION, record.revision())
        .set(SEALED, record.sealed());
  }

  /// Everything of a new row; does not hold where there is one.
  static List<Write> all(MediaRecord record) {
    List<Write> writes = new ArrayList<>(putDue(record));
    writes.add(row(record).whenAbsent());
    writes.add(Write.put(Layout.ownedMedia(record.owner(), record.id())));
    writes.add(changeUse(record.owner(), record.bytes(), 1));
    return writes;
  }

  static MediaRecord record(Item row) {
    return new MediaRecord(
        id(row),
        new MediaOwner(row.bytes(OWNER)),
        row.number(BYTES),
        Instant.ofEpochMilli(row.number(DUE)),
        row.number(REVISION),
        row.bytes(SEALED));
  }

  static MediaId id(Item row) {
    return new MediaId(row.partition().slice(1, row.partition().size()));
  }

  /// Holds while the row is in all that other items hang on as it was read: one that was removed
  /// and made again has its revision once more.
  static Write unchanged(Write ofRow, MediaRecord read) {
    return ofRow
        .when("v = :read AND n = :bytes AND x = :due AND o = :owner")
        .with("read", read.revision())
        .with("bytes", read.bytes())
        .with("due", read.dueAt().toEpochMilli())
        .with("owner", read.owner().hash());
  }

  // What an owner has.

  static MediaUse use(Item item) {
    return new MediaUse(item.number(BYTES), item.number(OBJECTS));
  }

  static Write changeUse(MediaOwner owner, long bytes, long objects) {
    return Write.update(Layout.mediaUse(owner), "ADD n :bytes, c :objects")
        .with("bytes", bytes)
        .with("objects", objects);
  }

  /// Holds while the quota has room for so much more; for an owner without anything, always.
  static Write within(MediaQuota quota, Write change, long bytes, long objects) {
    return change
        .when("attribute_not_exists(k) OR (n <= :roomBytes AND c <= :roomObjects)")
        .with("roomBytes", quota.bytes() - bytes)
        .with("roomObjects", quota.objects() - objects);
  }

  /// Holds while the owner has this one object and no other.
  static Write endUse(MediaRecord last) {
    return Write.delete(Layout.mediaUse(last.owner())).when("c = :last").with("last", 1);
  }

  // By the time at which it is due.

  private static int shard(MediaId id) {
    return Math.floorMod(id.hash().hashCode(), DUE_SHARDS);
  }

  private static ItemKey due(MediaRecord record) {
    return Layout.registryItem(
        Layout.registry("media", shard(record.id())),
        Attr.key(record.dueAt().toEpochMilli(), record.id().hash()));
  }

  private static boolean isDueSometime(MediaRecord record) {
    return record.dueAt().isBefore(MediaRecord.NEVER);
  }

  static List<Write> putDue(MediaRecord record) {
    return isDueSometime(record) ? List.of(Write.put(due(record))) : List.of();
  }

  static List<Write> deleteDue(MediaRecord record) {
    return isDueSometime(record) ? List.of(Write.delete(due(record))) : List.of();
  }

  static List<Write> moveDue(MediaRecord before, MediaRecord next) {
    List<Write> writes = new ArrayList<>();
    if (!before.dueAt().equals(next.dueAt())) {
      writes.addAll(deleteDue(before));
      writes.addAll(putDue(next));
    }
    return writes;
  }

  static List<Range> dueUntil(Instant now) {
    List<Range> shards = new ArrayList<>();
    for (int shard = 0; shard < DUE_SHARDS; shard++) {
      shards.add(
          Range.of(
              Table.REGISTRY,
              Layout.registry("media", shard),
              Attr.key(0L),
              Attr.key(now.toEpochMilli(), Times.LAST_HASH)));
    }
    return shards;
  }

  static MediaId dueId(Item due) {
    return new MediaId(due.sort().slice(Long.BYTES, due.sort().size()));
  }
}
