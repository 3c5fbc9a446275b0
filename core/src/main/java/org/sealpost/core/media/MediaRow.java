package org.sealpost.core.media;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.sealpost.core.stored.proto.ObjectState;
import org.sealpost.core.stored.proto.StoredObjectRow;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MediaKey;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.media.MediaRecord;

/// The row of an object, opened.
record MediaRow(MediaRecord record, MediaKey key, Aci owner, StoredObjectRow stored) {
  ObjectState state() {
    return stored.getState();
  }

  /// The pseudonym of the account that it belongs to.
  Bytes account() {
    return Bytes.wrap(stored.getAccount().toByteArray());
  }

  /// Its size as far as it is known.
  OptionalLong length() {
    return stored.getLength() == 0 ? OptionalLong.empty() : OptionalLong.of(stored.getLength());
  }

  String upload() {
    return stored.getUpload();
  }

  /// Empty where there is no end but the owner's.
  Optional<Instant> until() {
    return stored.getUntilMillis() == 0
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli(stored.getUntilMillis()));
  }

  boolean isOver(Instant now) {
    return state() == ObjectState.OBJECT_STATE_ENDED
        || until().filter(end -> !end.isAfter(now)).isPresent();
  }

  @Override
  public String toString() {
    return "MediaRow[redacted]";
  }
}
