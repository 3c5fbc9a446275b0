package org.sealpost.storage.inboxes;

import java.util.Optional;

/// What a store can do once its data were put back from a backup: between the backup and its loss
/// one-time prekeys may have been handed out, and connections counted, of which it knows nothing.
/// An optional power of a `Storage`.
public interface RestoreMarks {
  /// How far epochs are raised: no inbox was connected to so often since any backup.
  long RAISE = 1L << 32;

  /// Marks at most `max` inboxes: raises their epochs, and removes their devices' one-time prekeys,
  /// so that none is handed out twice and the devices bring new ones; durable on return. Marking
  /// again does no harm. Abandoned inboxes are passed over.
  ///
  /// @param after where the call before ended; empty at the beginning
  /// @return where to go on; empty when no inbox is left
  Optional<InboxId> mark(Optional<InboxId> after, int max);
}
