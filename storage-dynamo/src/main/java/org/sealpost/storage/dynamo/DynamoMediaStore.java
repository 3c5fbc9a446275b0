package org.sealpost.storage.dynamo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sealpost.storage.StorageBusy;
import org.sealpost.storage.media.MediaId;
import org.sealpost.storage.media.MediaOutcome;
import org.sealpost.storage.media.MediaOwner;
import org.sealpost.storage.media.MediaQuota;
import org.sealpost.storage.media.MediaRecord;
import org.sealpost.storage.media.MediaStore;
import org.sealpost.storage.media.MediaUse;

/// Rows of objects. Each change is one transaction of all items of the object, on the condition
/// that the row is as it was read; the quota is a condition on what its owner has.
final class DynamoMediaStore implements MediaStore {
  private static final int MOST_ROUNDS = 12;

  private final Items items;

  DynamoMediaStore(Items items) {
    this.items = items;
  }

  @Override
  public MediaOutcome create(MediaRecord record, MediaQuota quota) {
    record.demandFirst();
    if (!quota.allows(MediaUse.NONE.plus(record))) {
      return find(record.id()).isPresent() ? MediaOutcome.MOVED : MediaOutcome.OVER_QUOTA;
    }
    Write row = MediaItems.row(record).whenAbsent();
    Write use = MediaItems.changeUse(record.owner(), record.bytes(), 1);
    List<Write> writes = new ArrayList<>(MediaItems.putDue(record));
    writes.add(row);
    writes.add(Write.put(Layout.ownedMedia(record.owner(), record.id())));
    writes.add(MediaItems.within(quota, use, record.bytes(), 1));
    return switch (items.commit(writes)) {
      case CommitOutcome.Committed _ -> MediaOutcome.WRITTEN;
      case CommitOutcome.Refused refused ->
          refused.names(row) ? MediaOutcome.MOVED : MediaOutcome.OVER_QUOTA;
    };
  }

  @Override
  public MediaOutcome update(MediaRecord next, MediaQuota quota) {
    next.demandLater();
    for (int round = 1; round <= MOST_ROUNDS; round++) {
      Optional<MediaRecord> before = find(next.id()).filter(next::isNextOf);
      if (before.isEmpty()) {
        return MediaOutcome.MOVED;
      }
      Write row = MediaItems.unchanged(MediaItems.row(next), before.get());
      List<Write> writes = new ArrayList<>(MediaItems.moveDue(before.get(), next));
      writes.add(row);
      writes.addAll(useChange(before.get(), next, quota));
      switch (items.commit(writes)) {
        case CommitOutcome.Committed _ -> {
          return MediaOutcome.WRITTEN;
        }
        case CommitOutcome.Refused refused -> {
          if (!refused.names(row)) {
            return MediaOutcome.OVER_QUOTA;
          }
        }
      }
      Attempts.pause(round);
    }
    throw tooManyRounds();
  }

  private static List<Write> useChange(MediaRecord before, MediaRecord next, MediaQuota quota) {
    long more = next.bytes() - before.bytes();
    if (more == 0) {
      return List.of();
    }
    Write change = MediaItems.changeUse(next.owner(), more, 0);
    return List.of(more > 0 ? MediaItems.within(quota, change, more, 0) : change);
  }

  private static StorageBusy tooManyRounds() {
    return new StorageBusy("the row of an object changes again and again");
  }

  @Override
  public Optional<MediaRecord> find(MediaId id) {
    return items.get(Layout.media(id)).map(MediaItems::record);
  }

  private List<MediaRecord> findAll(List<MediaId> ids) {
    Map<ItemKey, Item> found = items.getAll(ids.stream().map(Layout::media).toList());
    return found.values().stream().map(MediaItems::record).toList();
  }

  @Override
  public Set<MediaId> known(Collection<MediaId> ids) {
    MediaStore.demandFew(ids);
    return findAll(List.copyOf(ids)).stream().map(MediaRecord::id).collect(Collectors.toSet());
  }

  /// With the last row goes what its owner has.
  @Override
  public boolean remove(MediaId id, long revision) {
    for (int round = 1; round <= MOST_ROUNDS; round++) {
      Optional<MediaRecord> found = find(id).filter(row -> row.revision() == revision);
      if (found.isEmpty()) {
        return false;
      }
      MediaRecord row = found.get();
      List<Write> writes = new ArrayList<>(MediaItems.deleteDue(row));
      writes.add(MediaItems.unchanged(Write.delete(Layout.media(id)), row));
      writes.add(Write.delete(Layout.ownedMedia(row.owner(), id)));
      writes.add(
          use(row.owner()).objects() == 1
              ? MediaItems.endUse(row)
              : MediaItems.changeUse(row.owner(), -row.bytes(), -1)
                  .when("c > :one")
                  .with("one", 1));
      if (items.commit(writes).isCommitted()) {
        return true;
      }
      Attempts.pause(round);
    }
    throw tooManyRounds();
  }

  /// The oldest of all shards: none keeps another waiting.
  @Override
  public List<MediaRecord> due(Instant now, int max) {
    List<Item> due = new ArrayList<>();
    for (Range shard : MediaItems.dueUntil(now)) {
      due.addAll(items.list(shard.examining(max), max));
    }
    List<MediaId> oldest =
        due.stream()
            .sorted(Comparator.comparingLong(item -> item.sortFrom(0).getLong()))
            .limit(max)
            .map(MediaItems::dueId)
            .toList();
    return findAll(oldest).stream()
        .filter(row -> row.isDue(now))
        .sorted(Comparator.comparing(MediaRecord::dueAt))
        .toList();
  }

  @Override
  public int end(MediaOwner owner, Instant now, int max) {
    int ended = 0;
    List<MediaId> ids =
        items.list(Layout.ownedMedia(owner), Integer.MAX_VALUE).stream()
            .map(Layout::ownedMediaId)
            .toList();
    for (int from = 0; from < ids.size() && ended < max; from += MOST_ASKED) {
      for (MediaRecord row : findAll(ids.subList(from, Math.min(ids.size(), from + MOST_ASKED)))) {
        if (ended < max && !row.isDue(now) && end(row.id(), now)) {
          ended++;
        }
      }
    }
    return ended;
  }

  private boolean end(MediaId id, Instant now) {
    for (int round = 1; round <= MOST_ROUNDS; round++) {
      Optional<MediaRecord> row = find(id).filter(it -> !it.isDue(now));
      if (row.isEmpty()) {
        return false;
      }
      MediaRecord next = row.get().dueAt(now);
      List<Write> writes = new ArrayList<>(MediaItems.moveDue(row.get(), next));
      writes.add(MediaItems.unchanged(MediaItems.row(next), row.get()));
      if (items.commit(writes).isCommitted()) {
        return true;
      }
      Attempts.pause(round);
    }
    throw tooManyRounds();
  }

  @Override
  public MediaUse use(MediaOwner owner) {
    return items.get(Layout.mediaUse(owner)).map(MediaItems::use).orElse(MediaUse.NONE);
  }
}
