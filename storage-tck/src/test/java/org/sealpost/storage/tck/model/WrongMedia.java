package org.sealpost.storage.tck.model;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.sealpost.storage.media.MediaId;
import org.sealpost.storage.media.MediaOutcome;
import org.sealpost.storage.media.MediaOwner;
import org.sealpost.storage.media.MediaQuota;
import org.sealpost.storage.media.MediaRecord;
import org.sealpost.storage.media.MediaStore;
import org.sealpost.storage.media.MediaUse;
import org.sealpost.storage.tck.StoreUnderTest.Opener;

/// One mistake each about the rows of objects.
public final class WrongMedia {
  private static final MediaQuota ANY = new MediaQuota(Long.MAX_VALUE, Long.MAX_VALUE);

  private WrongMedia() {}

  private static Opener over(Function<ModelData, MediaStore> shape) {
    ModelData data = new ModelData();
    MediaStore media = shape.apply(data);
    return (limits, clock, beforeCommit) ->
        new ModelStorage(data, limits, clock, beforeCommit) {
          @Override
          public MediaStore media() {
            return media;
          }
        };
  }

  public static Opener weighingTheQuotaBeforeTheCommit() {
    return over(data ->
        new ModelMedia(data) {
          @Override
          public MediaOutcome create(MediaRecord record, MediaQuota quota) {
            boolean over =
                find(record.id()).isEmpty() && !quota.allows(use(record.owner()).plus(record));
            return over ? MediaOutcome.OVER_QUOTA : super.create(record, ANY);
          }

          @Override
          public MediaOutcome update(MediaRecord next, MediaQuota quota) {
            Optional<MediaRecord> before = find(next.id()).filter(next::isNextOf);
            boolean over =
                before.filter(row -> next.bytes() > row.bytes()).isPresent()
                    && !quota.allows(use(next.owner()).minus(before.orElseThrow()).plus(next));
            return over ? MediaOutcome.OVER_QUOTA : super.update(next, ANY);
          }
        });
  }

  public static Opener lettingRowsGrowBeyondTheQuota() {
    return over(data ->
        new ModelMedia(data) {
          @Override
          public MediaOutcome update(MediaRecord next, MediaQuota quota) {
            return super.update(next, ANY);
          }
        });
  }

  public static Opener countingNoObjects() {
    return over(data ->
        new ModelMedia(data) {
          @Override
          public MediaOutcome create(MediaRecord record, MediaQuota quota) {
            return super.create(record, new MediaQuota(quota.bytes(), Long.MAX_VALUE));
          }
        });
  }

  public static Opener refusingWhatDoesNotGrow() {
    return over(data ->
        new ModelMedia(data) {
          @Override
          public MediaOutcome update(MediaRecord next, MediaQuota quota) {
            Optional<MediaRecord> before = find(next.id()).filter(next::isNextOf);
            return before.isPresent()
                    && !quota.allows(use(next.owner()).minus(before.get()).plus(next))
                ? MediaOutcome.OVER_QUOTA
                : super.update(next, quota);
          }
        });
  }

  public static Opener replacingARowThatIsThere() {
    return over(data ->
        new ModelMedia(data) {
          @Override
          public MediaOutcome create(MediaRecord record, MediaQuota quota) {
            return data.committed(() -> {
              data.media.put(record.id(), record);
              return MediaOutcome.WRITTEN;
            });
          }
        });
  }

  public static Opener comparingRevisionsBeforeTheCommit() {
    return over(data ->
        new ModelMedia(data) {
          @Override
          public MediaOutcome update(MediaRecord next, MediaQuota quota) {
            if (find(next.id()).filter(next::isNextOf).isEmpty()) {
              return MediaOutcome.MOVED;
            }
            return data.committed(() -> {
              data.media.put(next.id(), next);
              return MediaOutcome.WRITTEN;
            });
          }
        });
  }

  public static Opener removingAnyRevision() {
    return over(data ->
        new ModelMedia(data) {
          @Override
          public boolean remove(MediaId id, long revision) {
            return data.committed(() -> data.media.remove(id) != null);
          }
        });
  }

  /// What an owner has is counted beside the rows, in a commit of its own.
  public static Opener countingInACommitOfItsOwn() {
    return over(data ->
        new ModelMedia(data) {
          private final Map<MediaOwner, MediaUse> counted = new ConcurrentHashMap<>();

          private void count(MediaOwner owner) {
            boolean _ =
                data.committed(() -> {
                  counted.put(owner, sum(owner));
                  return true;
                });
          }

          @Override
          public MediaOutcome create(MediaRecord record, MediaQuota quota) {
            MediaOutcome outcome = super.create(record, quota);
            count(record.owner());
            return outcome;
          }

          @Override
          public MediaOutcome update(MediaRecord next, MediaQuota quota) {
            MediaOutcome outcome = super.update(next, quota);
            count(next.owner());
            return outcome;
          }

          @Override
          public boolean remove(MediaId id, long revision) {
            Optional<MediaRecord> row = find(id);
            boolean removed = super.remove(id, revision);
            row.ifPresent(it -> count(it.owner()));
            return removed;
          }

          @Override
          public MediaUse use(MediaOwner owner) {
            return counted.getOrDefault(owner, MediaUse.NONE);
          }
        });
  }

  public static Opener countingWhatWasRemoved() {
    return over(data ->
        new ModelMedia(data) {
          private final Map<MediaOwner, MediaUse> removed = new HashMap<>();

          @Override
          public boolean remove(MediaId id, long revision) {
            Optional<MediaRecord> row = find(id);
            boolean done = super.remove(id, revision);
            if (done) {
              removed.merge(
                  row.orElseThrow().owner(),
                  MediaUse.NONE.plus(row.get()),
                  (one, other) ->
                      new MediaUse(one.bytes() + other.bytes(), one.objects() + other.objects()));
            }
            return done;
          }

          @Override
          MediaUse sum(MediaOwner owner) {
            MediaUse gone = removed.getOrDefault(owner, MediaUse.NONE);
            MediaUse there = super.sum(owner);
            return new MediaUse(there.bytes() + gone.bytes(), there.objects() + gone.objects());
          }
        });
  }

  /// The row first, when it is due afterwards.
  public static Opener notingWhenItIsDueInACommitOfItsOwn() {
    return over(data ->
        new ModelMedia(data) {
          private final Map<MediaId, Instant> due = new ConcurrentHashMap<>();

          private void note(MediaRecord row) {
            boolean _ =
                data.committed(() -> {
                  due.put(row.id(), row.dueAt());
                  return true;
                });
          }

          @Override
          public MediaOutcome create(MediaRecord record, MediaQuota quota) {
            MediaOutcome outcome = super.create(record, quota);
            note(record);
            return outcome;
          }

          @Override
          public MediaOutcome update(MediaRecord next, MediaQuota quota) {
            MediaOutcome outcome = super.update(next, quota);
            note(next);
            return outcome;
          }

          @Override
          public List<MediaRecord> due(Instant now, int max) {
            return data.locked(() ->
                data.media.values().stream()
                    .filter(row -> !due.getOrDefault(row.id(), Instant.MAX).isAfter(now))
                    .limit(max)
                    .toList());
          }
        });
  }

  /// As a queue that hands each out once.
  public static Opener showingOnceWhatIsDue() {
    return over(data ->
        new ModelMedia(data) {
          private final Set<MediaRecord> shown = new HashSet<>();

          @Override
          public List<MediaRecord> due(Instant now, int max) {
            return super.due(now, max).stream().filter(shown::add).toList();
          }
        });
  }

  public static Opener beingDueLate() {
    return over(data ->
        new ModelMedia(data) {
          @Override
          public List<MediaRecord> due(Instant now, int max) {
            return super.due(now.minusMillis(1), max);
          }
        });
  }

  public static Opener knowingWhatIsAsked() {
    return over(data ->
        new ModelMedia(data) {
          @Override
          public Set<MediaId> known(Collection<MediaId> ids) {
            return Set.copyOf(ids);
          }
        });
  }

  /// With a condition on the row's revision at a later write alone.
  public static Opener endingWithoutANewRevision() {
    return over(data ->
        new ModelMedia(data) {
          @Override
          public int end(MediaOwner owner, Instant now, int max) {
            return data.committed(() -> {
              List<MediaRecord> left =
                  rows(owner).filter(row -> !row.isDue(now)).limit(max).toList();
              left.forEach(row ->
                  data.media.put(
                      row.id(),
                      new MediaRecord(
                          row.id(), row.owner(), row.bytes(), now, row.revision(), row.sealed())));
              return left.size();
            });
          }
        });
  }

  /// Rows as they were read are written again.
  public static Opener endingWhatWasReadBefore() {
    return over(data ->
        new ModelMedia(data) {
          @Override
          public int end(MediaOwner owner, Instant now, int max) {
            List<MediaRecord> left =
                data.locked(() -> rows(owner).filter(row -> !row.isDue(now)).limit(max).toList());
            for (MediaRecord row : left) {
              data.committed(() -> data.media.put(row.id(), row.dueAt(now)));
            }
            return left.size();
          }
        });
  }

  public static Opener endingOnlyWhatHasATime() {
    return over(data ->
        new ModelMedia(data) {
          @Override
          public int end(MediaOwner owner, Instant now, int max) {
            return data.committed(() -> {
              List<MediaRecord> left =
                  rows(owner)
                      .filter(row -> !row.isDue(now) && row.dueAt().isBefore(MediaRecord.NEVER))
                      .limit(max)
                      .toList();
              left.forEach(row -> data.media.put(row.id(), row.dueAt(now)));
              return left.size();
            });
          }
        });
  }
}
