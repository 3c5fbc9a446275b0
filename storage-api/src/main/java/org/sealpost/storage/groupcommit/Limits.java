package org.sealpost.storage.groupcommit;

import java.time.Duration;

/// Bounds of a [GroupCommit]. Each holds for the prompt and for the relaxed requests by themselves,
/// so that neither kind can shut the other out.
///
/// @param queued what may wait for a commit; beyond it a request is refused
/// @param batch what one commit takes
/// @param patience how long a relaxed request waits for somebody else's commit
public record Limits(Size queued, Size batch, Duration patience) {
  /// A commit of 512 rows of 1 KiB takes a few tens of milliseconds on a small machine; what waits
  /// is worth a second or two of them. The patience is a part of promise 5's second, and how long
  /// the end of a drained backlog takes; a store that nobody sends to makes five small commits a
  /// second at most.
  public static final Limits DEFAULT =
      new Limits(new Size(16_384, 64L << 20), new Size(512, 4L << 20), Duration.ofMillis(200));
}
