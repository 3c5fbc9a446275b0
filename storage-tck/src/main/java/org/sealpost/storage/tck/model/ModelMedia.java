package org.sealpost.storage.tck.model;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sealpost.storage.media.MediaId;
import org.sealpost.storage.media.MediaOutcome;
import org.sealpost.storage.media.MediaOwner;
import org.sealpost.storage.media.MediaQuota;
import org.sealpost.storage.media.MediaRecord;
import org.sealpost.storage.media.MediaStore;
import org.sealpost.storage.media.MediaUse;

/// Rows of objects of the model; what an owner has is summed whenever it is asked for.
class ModelMedia implements MediaStore {
  private final ModelData data;

  ModelMedia(ModelData data) {
    this.data = data;
  }

  @Override
  public MediaOutcome create(MediaRecord record, MediaQuota quota) {
    record.demandFirst();
    return data.committed(() -> {
      if (data.media.containsKey(record.id())) {
        return MediaOutcome.MOVED;
      }
      if (!quota.allows(sum(record.owner()).plus(record))) {
        return MediaOutcome.OVER_QUOTA;
      }
      data.media.put(record.id(), record);
      return MediaOutcome.WRITTEN;
    });
  }

  @Override
  public MediaOutcome update(MediaRecord next, MediaQuota quota) {
    next.demandLater();
    return data.committed(() -> {
      Optional<MediaRecord> before = row(next.id()).filter(next::isNextOf);
      if (before.isEmpty()) {
        return MediaOutcome.MOVED;
      }
      if (next.bytes() > before.get().bytes()
          && !quota.allows(sum(next.owner()).minus(before.get()).plus(next))) {
        return MediaOutcome.OVER_QUOTA;
      }
      data.media.put(next.id(), next);
      return MediaOutcome.WRITTEN;
    });
  }

  private Optional<MediaRecord> row(MediaId id) {
    return Optional.ofNullable(data.media.get(id));
  }

  Stream<MediaRecord> rows(MediaOwner owner) {
    return data.media.values().stream().filter(row -> row.owner().equals(owner));
  }

  MediaUse sum(MediaOwner owner) {
    List<MediaRecord> rows = rows(owner).toList();
    return new MediaUse(rows.stream().mapToLong(MediaRecord::bytes).sum(), rows.size());
  }

  @Override
  public Optional<MediaRecord> find(MediaId id) {
    return data.locked(() -> row(id));
  }

  @Override
  public Set<MediaId> known(Collection<MediaId> ids) {
    MediaStore.demandFew(ids);
    return data.locked(
        () -> ids.stream().filter(data.media::containsKey).collect(Collectors.toSet()));
  }

  @Override
  public boolean remove(MediaId id, long revision) {
    return data.committed(() -> {
      boolean there = row(id).filter(row -> row.revision() == revision).isPresent();
      if (there) {
        data.media.remove(id);
      }
      return there;
    });
  }

  @Override
  public List<MediaRecord> due(Instant now, int max) {
    return data.locked(() ->
        data.media.values().stream()
            .filter(row -> row.isDue(now))
            .sorted(Comparator.comparing(MediaRecord::dueAt))
            .limit(max)
            .toList());
  }

  @Override
  public int end(MediaOwner owner, Instant now, int max) {
    return data.committed(() -> {
      List<MediaRecord> left = rows(owner).filter(row -> !row.isDue(now)).limit(max).toList();
      left.forEach(row -> data.media.put(row.id(), row.dueAt(now)));
      return left.size();
    });
  }

  @Override
  public MediaUse use(MediaOwner owner) {
    return data.locked(() -> sum(owner));
  }
}
