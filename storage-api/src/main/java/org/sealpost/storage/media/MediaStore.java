package org.sealpost.storage.media;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One row for each object. Each method is durable on return and atomic; an owner's use is always
/// the sum of their rows, whatever happens side by side, and no two calls together pass a quota
/// that each alone would have kept.
public interface MediaStore {
  /// Writes a new row.
  ///
  /// @param record of revision 1
  MediaOutcome create(MediaRecord record, MediaQuota quota);

  /// Replaces a row of the revision before this one; owner and id stay. The same call again after a
  /// lost answer is [MediaOutcome#MOVED]: read and look.
  MediaOutcome update(MediaRecord next, MediaQuota quota);

  Optional<MediaRecord> find(MediaId id);

  /// Those of these that have a row; at most 100 asked at once.
  Set<MediaId> known(Collection<MediaId> ids);

  /// Removes a row of this revision; false when it is not there or has moved on.
  boolean remove(MediaId id, long revision);

  /// Rows that are due at `now`, the oldest first as far as the backend can, at most `max`.
  List<MediaRecord> due(Instant now, int max);

  /// Makes rows of an owner due at `now`, those that are not yet; at most `max` a call. Their
  /// revision grows.
  ///
  /// @return how many; fewer than `max` means all
  int end(MediaOwner owner, Instant now, int max);

  MediaUse use(MediaOwner owner);
}
