package org.sealpost.storage.audit;

/// What became of a piece of sequencing; of two refusals the first.
public enum SequenceOutcome {
  SEQUENCED,
  /// Another sequencer was faster; nothing was written. Ask for the size and what is pending again.
  SIZE_CHANGED,
  /// One of the entries is not pending; nothing was written.
  NOT_PENDING
}
