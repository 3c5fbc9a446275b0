package org.sealpost.storage.tck.copy;

import java.time.Clock;
import org.sealpost.storage.Storage;
import org.sealpost.storage.copy.CopySource;
import org.sealpost.storage.copy.CopyTarget;
import org.sealpost.storage.inboxes.InboxLimits;

/// Room for one store, empty at first: opened as a store, to copy from, or to copy into, one after
/// the other.
public interface CopyPlace {
  Storage store(InboxLimits limits, Clock clock);

  CopySource source();

  /// Opens it to be filled.
  ///
  /// @param beforeCommit run before each commit of the copy; it may throw `StorageUnavailable`
  CopyTarget target(Runnable beforeCommit);
}
