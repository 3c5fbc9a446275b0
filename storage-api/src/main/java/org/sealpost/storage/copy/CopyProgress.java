package org.sealpost.storage.copy;

/// Told about a copy while it goes on, on its thread.
public interface CopyProgress {
  enum Phase {
    COPYING,
    /// Reading the source once more, to compare.
    READING_SOURCE,
    /// Reading what is in the target.
    READING_TARGET
  }

  /// So many records of this section since this call of `run` began.
  void on(Phase phase, CopySection section, long records);

  static CopyProgress silent() {
    return (_, _, _) -> {};
  }
}
