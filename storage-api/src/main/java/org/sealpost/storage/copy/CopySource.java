package org.sealpost.storage.copy;

/// A store that is read from its beginning to its end while nobody writes to it. Belongs to one
/// thread.
public interface CopySource extends AutoCloseable {
  /// Names the store for a person, and for who comes back to a copy that was interrupted; without
  /// secrets.
  String name();

  /// The records of the cursor's section from there on, at most `max` of them and about `maxBytes`
  /// of sealed bytes, at least one where there is one. What is ordered within a group (the
  /// envelopes of an inbox, the one-time keys of an owner and a kind, the profiles of an account)
  /// comes in that order and together, group after group; expired envelopes and abandoned inboxes
  /// are there too.
  CopyPage read(CopyCursor from, int max, long maxBytes);

  @Override
  void close();
}
