package org.sealpost.storage.media;

import java.time.Instant;
import org.sealpost.protocol.Bytes;

/// One object.
///
/// @param bytes its size as far as it is known, 0 or more; counts towards its owner's quota
/// @param dueAt when the sweep looks at it next, exact to the millisecond: a grant that is over, an
///   object whose time is over. [#NEVER] for what stays until its owner ends it
/// @param revision grows with each write of the row, from 1
/// @param sealed the key, the owner, the kind and the state; at most 4 KiB
public record MediaRecord(
    MediaId id, MediaOwner owner, long bytes, Instant dueAt, long revision, Bytes sealed) {
  /// Beyond every sweep: the last millisecond of the year 9999.
  public static final Instant NEVER = Instant.ofEpochMilli(253_402_300_799_999L);

  public static final int MAX_SEALED_BYTES = 4096;

  public MediaRecord {
    if (bytes < 0 || revision < 1 || sealed.size() > MAX_SEALED_BYTES) {
      throw new IllegalArgumentException("not a record of an object");
    }
    dueAt = Instant.ofEpochMilli(dueAt.toEpochMilli());
  }
}
