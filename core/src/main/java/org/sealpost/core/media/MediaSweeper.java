package org.sealpost.core.media;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.blobs.BlobPage;
import org.sealpost.storage.blobs.BlobPage.Found;
import org.sealpost.storage.blobs.BlobStore;
import org.sealpost.storage.blobs.BlobsUnavailable;
import org.sealpost.storage.media.MediaId;
import org.sealpost.storage.media.MediaRecord;
import org.sealpost.storage.media.MediaStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes what is over: objects whose row is due and says or finds so, unfinished uploads that
/// nobody goes on with, objects that have no row. In pieces, of which a run does a bounded number;
/// what is left, and what failed, waits for the next run. Safe for any number of threads.
public final class MediaSweeper {
  private static final Logger LOG = LoggerFactory.getLogger(MediaSweeper.class);

  /// Rows, or objects of a listing, in one call; calls of each kind in one run.
  private static final int PIECE = MediaStore.MOST_ASKED;

  private static final int MOST_PIECES = 100;

  /// A listing of all objects costs a store far more than a look at due rows.
  private static final Duration ORPHANS_EVERY = Duration.ofDays(1);

  private final MediaRows rows;
  private final BlobStore blobs;
  private final SettleMedia settle;
  private final AtomicBoolean sweeping = new AtomicBoolean();

  /// Where the listing goes on; used by the run under way alone.
  private Optional<String> listed = Optional.empty();

  private Instant nextListing = Instant.MIN;

  public MediaSweeper(MediaRows rows, BlobStore blobs, NamedAvatars avatars) {
    this.rows = rows;
    this.blobs = blobs;
    this.settle = new SettleMedia(rows, blobs, avatars);
  }

  /// Sweeps again and again until the scheduler is shut down. The scheduler's thread only starts
  /// the runs; `tasks` runs them.
  public void run(ScheduledExecutorService scheduler, Executor tasks, Duration every) {
    var _ =
        scheduler.scheduleWithFixedDelay(
            () -> tasks.execute(this::sweepOnce),
            every.toMillis(),
            every.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /// What one run removed.
  ///
  /// @param rows with their objects, where there was one
  /// @param orphans objects without a row
  public record Swept(int rows, int unfinished, int orphans) {
    static final Swept NOTHING = new Swept(0, 0, 0);
  }

  /// One run; returns at once with nothing when another is under way.
  public Swept sweep() {
    if (!sweeping.compareAndSet(false, true)) {
      return Swept.NOTHING;
    }
    try {
      int removed = sweepDue();
      return new Swept(removed, sweepUnfinished(), sweepOrphans());
    } finally {
      sweeping.set(false);
    }
  }

  private void sweepOnce() {
    try {
      Swept swept = sweep();
      LOG.debug(
          "swept {} objects, {} unfinished uploads and {} objects without a row",
          swept.rows(),
          swept.unfinished(),
          swept.orphans());
    } catch (StorageUnavailable | BlobsUnavailable e) {
      LOG.warn("the sweep of media waits: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("the sweep of media failed", e);
    }
  }

  private int sweepDue() {
    int removed = 0;
    int unreadable = 0;
    for (int piece = 0; piece < MOST_PIECES; piece++) {
      List<MediaRecord> due = rows.store.due(rows.now(), PIECE);
      for (MediaRecord record : due) {
        switch (settle.settle(record)) {
          case REMOVED -> removed++;
          case UNREADABLE -> unreadable++;
          case LEFT -> {}
        }
      }
      if (due.size() < PIECE) {
        break;
      }
    }
    if (unreadable > 0) {
      LOG.error("{} rows of objects do not open and were left as they are", unreadable);
    }
    return removed;
  }

  /// A day longer than a client may go on with one.
  private int sweepUnfinished() {
    int removed =
        blobs.sweepUnfinished(
            rows.now().minus(MediaRules.UPLOAD_LIFETIME).minus(Duration.ofDays(1)), PIECE);
    rows.totals.count(MediaTotals.What.UNFINISHED, removed);
    return removed;
  }

  /// Only what is older than any object of a row becomes: rows can be fewer than they were when the
  /// database was put back from an older backup, and whoever did that may yet find a newer one.
  private int sweepOrphans() {
    if (listed.isEmpty() && rows.now().isBefore(nextListing)) {
      return 0;
    }
    Instant before = rows.now().minus(rows.rules.orphanAge());
    int removed = 0;
    for (int piece = 0; piece < MOST_PIECES; piece++) {
      BlobPage page = blobs.list(listed, PIECE);
      removed += removeOrphans(page, before);
      listed = page.next();
      if (listed.isEmpty()) {
        nextListing = rows.now().plus(ORPHANS_EVERY);
        break;
      }
    }
    return removed;
  }

  private int removeOrphans(BlobPage page, Instant before) {
    List<Found> old =
        page.objects().stream().filter(found -> found.publishedAt().isBefore(before)).toList();
    if (old.isEmpty()) {
      return 0;
    }
    Set<MediaId> known =
        rows.store.known(old.stream().map(found -> MediaRows.id(found.key())).toList());
    List<Found> orphans =
        old.stream().filter(found -> !known.contains(MediaRows.id(found.key()))).toList();
    orphans.forEach(orphan -> blobs.delete(orphan.key()));
    rows.totals.count(MediaTotals.What.ORPHANS, orphans.size());
    return orphans.size();
  }
}
