package org.sealpost.storage.media;

import java.time.Instant;
import org.sealpost.protocol.Bytes;

/// One object.
///
/// @param bytes its size as far as it is known, 0 to [#MAX_BYTES]; counts towards its owner's quota
/// @param dueAt when the sweep looks at it next, exact to the millisecond, at most [#NEVER]: the
///   end of a grant or of the object's time. [#NEVER] for what stays until its owner ends it
/// @param revision grows with each write of the row, from 1
/// @param sealed the key, the owner, the kind and the state; at most 4 KiB
public record MediaRecord(
    MediaId id, MediaOwner owner, long bytes, Instant dueAt, long revision, Bytes sealed) {
  /// Beyond every sweep: the last millisecond of the year 9999.
  public static final Instant NEVER = Instant.ofEpochMilli(253_402_300_799_999L);

  /// 1 PiB: far more than any store takes, and what an owner has still fits a number.
  public static final long MAX_BYTES = 1L << 50;

  public static final int MAX_SEALED_BYTES = 4096;

  public MediaRecord {
    if (bytes < 0
        || bytes > MAX_BYTES
        || revision < 1
        || sealed.size() > MAX_SEALED_BYTES
        || dueAt.isBefore(Instant.EPOCH)
        || dueAt.isAfter(NEVER)) {
      throw new IllegalArgumentException("not a record of an object");
    }
    dueAt = Instant.ofEpochMilli(dueAt.toEpochMilli());
  }

  /// The next revision, due at another time.
  public MediaRecord dueAt(Instant then) {
    return new MediaRecord(id, owner, bytes, then, revision + 1, sealed);
  }

  /// Whether it may take the place of this row.
  public boolean isNextOf(MediaRecord before) {
    return before.id.equals(id) && before.owner.equals(owner) && before.revision == revision - 1;
  }

  /// For a row that is to be created.
  ///
  /// @throws IllegalArgumentException when it cannot be a new row
  public void demandFirst() {
    if (revision != 1) {
      throw new IllegalArgumentException("a new row has revision 1");
    }
  }

  /// For a row that is to be updated.
  ///
  /// @throws IllegalArgumentException when it cannot take a row's place
  public void demandLater() {
    if (revision == 1) {
      throw new IllegalArgumentException("a row that is replaced has a revision before it");
    }
  }

  public boolean isDue(Instant now) {
    return !dueAt.isAfter(now);
  }

  @Override
  public String toString() {
    return "MediaRecord[redacted]";
  }
}
