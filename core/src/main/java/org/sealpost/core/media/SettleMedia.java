package org.sealpost.core.media;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.sealpost.core.stored.proto.ObjectState;
import org.sealpost.core.stored.proto.StoredObjectRow;
import org.sealpost.crypto.DataKey;
import org.sealpost.storage.StorageCorrupt;
import org.sealpost.storage.blobs.BlobStore;
import org.sealpost.storage.media.MediaOutcome;
import org.sealpost.storage.media.MediaRecord;

/// Compares a row that is due with the truth, and does what follows: the object goes, and then the
/// row; or the row is looked at again later. May be cut short anywhere and be done again.
final class SettleMedia {
  /// A row that does not open is left for an operator, and not looked at all the time.
  private static final Duration LEAVE_UNREADABLE = Duration.ofDays(1);

  private final MediaRows rows;
  private final BlobStore blobs;
  private final NamedAvatars avatars;

  SettleMedia(MediaRows rows, BlobStore blobs, NamedAvatars avatars) {
    this.rows = rows;
    this.blobs = blobs;
    this.avatars = avatars;
  }

  /// What became of a row.
  enum Settled {
    REMOVED,
    LEFT,
    UNREADABLE
  }

  Settled settle(MediaRecord due) {
    MediaRow row;
    try {
      row = rows.open(due);
    } catch (StorageCorrupt | DataKey.DoesNotOpen e) {
      boolean _ = postpone(due, rows.now().plus(LEAVE_UNREADABLE));
      return Settled.UNREADABLE;
    }
    if (row.isOver(rows.now()) || rows.isAbandoned(row)) {
      return remove(row);
    }
    return switch (row.state()) {
      case OBJECT_STATE_STORED -> isWanted(row) ? look(row, rows.nextLook(row)) : remove(row);
      case OBJECT_STATE_GRANTED, OBJECT_STATE_UNFINISHED -> settleGrant(row);
      case OBJECT_STATE_ENDED -> remove(row);
      case OBJECT_STATE_UNSPECIFIED, UNRECOGNIZED -> look(row, rows.nextLook(row));
    };
  }

  private Settled settleGrant(MediaRow row) {
    Instant ends = Instant.ofEpochMilli(row.stored().getGrantEndsMillis());
    Instant settled = rows.rules.settledBy(ends, rows.largest(row));
    if (settled.isAfter(rows.now())) {
      return look(row, settled);
    }
    Optional<Long> size = blobs.size(row.key());
    return size.isPresent()
        ? rows.stored(row, size.get(), blobs)
            .map(there -> look(there, rows.nextLook(there)))
            .orElse(Settled.REMOVED)
        : remove(row);
  }

  private boolean isWanted(MediaRow row) {
    return switch (row.key().kind()) {
      case PROFILE_AVATAR ->
          avatars.isNamed(row.owner(), row.stored().getProfileVersion(), row.key());
      case ATTACHMENT, GROUP_AVATAR, STICKER -> true;
    };
  }

  /// The row goes last: as long as it is there, what is left is found again. What may still be
  /// written is ended first, so that who writes the last byte meanwhile is not told that it is
  /// there.
  private Settled remove(MediaRow row) {
    long revision = row.record().revision();
    switch (row.state()) {
      case OBJECT_STATE_GRANTED, OBJECT_STATE_UNFINISHED -> {
        if (!end(row)) {
          return Settled.LEFT;
        }
        revision++;
        if (row.state() == ObjectState.OBJECT_STATE_UNFINISHED) {
          blobs.abandon(row.key(), row.upload());
        }
      }
      case OBJECT_STATE_ENDED -> {
        if (!row.upload().isEmpty()) {
          blobs.abandon(row.key(), row.upload());
        }
      }
      case OBJECT_STATE_STORED, OBJECT_STATE_UNSPECIFIED, UNRECOGNIZED -> {}
    }
    blobs.delete(row.key());
    boolean removed = rows.store.remove(row.record().id(), revision);
    if (removed) {
      rows.totals.count(MediaTotals.What.REMOVED);
    }
    return removed ? Settled.REMOVED : Settled.LEFT;
  }

  private boolean end(MediaRow row) {
    StoredObjectRow ended =
        row.stored().toBuilder().setState(ObjectState.OBJECT_STATE_ENDED).build();
    return rows.update(row, ended, row.record().bytes(), row.record().dueAt())
        == MediaOutcome.WRITTEN;
  }

  private Settled look(MediaRow row, Instant next) {
    boolean _ = postpone(row.record(), next);
    return Settled.LEFT;
  }

  private boolean postpone(MediaRecord record, Instant next) {
    return rows.store.update(record.dueAt(next), rows.rules.quota()) == MediaOutcome.WRITTEN;
  }
}
