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
  int MOST_ASKED = 100;

  /// For [#known].
  ///
  /// @throws IllegalArgumentException when too many are asked at once
  static void demandFew(Collection<MediaId> ids) {
    if (ids.size() > MOST_ASKED) {
      throw new IllegalArgumentException("at most " + MOST_ASKED + " objects are asked at once");
    }
  }

  /// Writes a new row.
  ///
  /// @param record of revision 1
  MediaOutcome create(MediaRecord record, MediaQuota quota);

  /// Replaces a row of the revision before this one; owner and id stay. The same call again after a
  /// lost answer is [MediaOutcome#MOVED]: read and look.
  MediaOutcome update(MediaRecord next, MediaQuota quota);

  Optional<MediaRecord> find(MediaId id);

  /// Those of these that have a row; at most [#MOST_ASKED] asked at once.
  Set<MediaId> known(Collection<MediaId> ids);

  /// Removes a row of this revision; false when it is not there or has moved on.
  boolean remove(MediaId id, long revision);

  /// Rows that are due at `now`, the oldest first as far as the backend can, at most `max`. The
  /// same ones again until they are removed, or updated to be due later.
  List<MediaRecord> due(Instant now, int max);

  /// Makes rows of an owner due at `now`, those that are not yet; at most `max` a call, each row by
  /// itself. Their revision grows, so that an update which was under way does not undo it. What is
  /// created meanwhile may stay.
  ///
  /// @return how many; fewer than `max` means all
  int end(MediaOwner owner, Instant now, int max);

  /// [MediaUse#NONE] where there is no row.
  MediaUse use(MediaOwner owner);
}
