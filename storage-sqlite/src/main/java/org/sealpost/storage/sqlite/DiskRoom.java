package org.sealpost.storage.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.sealpost.storage.groupcommit.Limits;
import org.sealpost.storage.inboxes.InboxLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stops appends while the disk still has room for what empties inboxes: an acknowledgement is
/// written to the log before it frees anything, with zeros for all that it deletes.
///
/// An append needs twice the room that is kept, for what is admitted already may still be written.
/// Once is enough when the database has as many free pages inside, for then an append takes those
/// and not the disk's: so a server that was full takes messages again when its inboxes are empty.
/// The disk is asked by any thread, the database by the writer's.
final class DiskRoom {
  private static final Logger log = LoggerFactory.getLogger(DiskRoom.class);

  /// How old an answer of the disk may be: a disk that writes 1 GiB a second fills a third of the
  /// room meanwhile.
  private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final LongSupplier usableBytes;
  private final long keptBytes;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private volatile long usable;
  private volatile long askedAtNanos = System.nanoTime() - FRESH_NANOS - 1;
  private volatile long freeInDatabase;

  /// @param usableBytes asks the disk
  /// @param keptBytes what the largest commit without appends writes, and the log before it
  DiskRoom(LongSupplier usableBytes, long keptBytes) {
    this.usableBytes = usableBytes;
    this.keptBytes = keptBytes;
  }

  /// For commits that delete as many of the largest envelopes as a commit has rows.
  static DiskRoom on(Path file, Limits commits, InboxLimits inboxes) {
    long largestCommit = commits.batch().rows() * inboxes.envelopeBytes();
    return new DiskRoom(
        () -> file.toFile().getUsableSpace(), largestCommit + Database.AUTOCHECKPOINT_BYTES);
  }

  boolean isLeftForAppends() {
    if (System.nanoTime() - askedAtNanos > FRESH_NANOS) {
      ask();
    }
    boolean left = !isLow() || (usable >= keptBytes && freeInDatabase >= keptBytes);
    if (stopped.compareAndSet(left, !left)) {
      tell(left);
    }
    return left;
  }

  private void ask() {
    usable = usableBytes.getAsLong();
    askedAtNanos = System.nanoTime();
  }

  private boolean isLow() {
    return usable < 2 * keptBytes;
  }

  private void tell(boolean left) {
    if (left) {
      log.info("there is room on the disk again; messages are accepted");
    } else {
      log.error(
          "the disk has less than {} MiB left: no message is accepted until there is more,"
              + " or until inboxes are emptied",
          (2 * keptBytes) >> 20);
    }
  }

  /// After a commit, on the writer's thread.
  void wrote(Sql sql) {
    if (isLow()) {
      try {
        freeInDatabase =
            sql.first("pragma freelist_count", row -> row.getLong(1)).orElse(0L)
                * sql.first("pragma page_size", row -> row.getLong(1)).orElse(0L);
      } catch (SQLException e) {
        freeInDatabase = 0; // as good as none
      }
    }
  }
}
