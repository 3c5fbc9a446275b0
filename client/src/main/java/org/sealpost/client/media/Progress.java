package org.sealpost.client.media;

/// Told how far a transfer is, in bytes of the encrypted file, from threads of its own: it returns
/// at once. After a cut it may be told less than before.
public interface Progress {
  /// For who does not look.
  Progress NONE = (_, _) -> {};

  void at(long bytes, long total);
}
