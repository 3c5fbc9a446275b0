package org.sealpost.storage.blobs;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MediaKey;

/// Keeps objects under their keys. An object is published whole or not at all, and never changes
/// afterwards; it is durable before the call that published it returns. Safe for any number of
/// threads; two calls that append to one upload at a time are the caller's mistake and may fail,
/// but harm no other. Every method blocks and holds a fixed amount of memory, whatever the size.
///
/// Faults are [BlobsUnavailable] (try again) and [BlobsFull] (no room; nothing was published). An
/// [IOException] is always the source's: the client's connection broke.
public interface BlobStore extends AutoCloseable {
  /// Writes an object whole.
  ///
  /// @param bytes of which exactly `length` are read; not closed
  /// @param sha256 what they must hash to, 32 bytes
  WriteOutcome write(MediaKey key, long length, Optional<Bytes> sha256, InputStream bytes)
      throws IOException;

  /// Begins an upload in pieces.
  ///
  /// @return what the store must be told to go on with it, at most 1 KiB; kept by the caller
  String begin(MediaKey key);

  /// How many bytes of an upload are kept; empty when there is no such upload (any more). An upload
  /// that was published has its whole length.
  Optional<Long> offset(MediaKey key, String upload);

  /// Adds what the stream has, up to `total`, and publishes the object when `total` is reached.
  /// What arrived before an [IOException] or a fault is kept as far as it can be: [#offset] tells.
  /// The memory that it takes is fixed.
  ///
  /// @param offset must be what [#offset] says
  /// @param total of the whole object, at least 1, the same in every call
  AppendOutcome append(MediaKey key, String upload, long offset, long total, InputStream bytes)
      throws IOException;

  /// Forgets an upload that was not published; nothing when there is none.
  void abandon(MediaKey key, String upload);

  /// The size of a published object.
  Optional<Long> size(MediaKey key);

  /// Opens a published object at `first`; the caller closes it. Bytes beyond the end are not there.
  ///
  /// @param first the first byte wanted, below the size
  /// @param length how many are wanted, at least 1
  Optional<InputStream> read(MediaKey key, long first, long length);

  /// Removes a published object; nothing when there is none. Durable on return.
  void delete(MediaKey key);

  /// Some published objects, in the store's own order.
  ///
  /// @param after where the last page ended; empty to begin
  BlobPage list(Optional<String> after, int max);

  /// Removes what is left of uploads that nobody touched since `before`; at most `max`.
  ///
  /// @return how many
  int sweepUnfinished(Instant before, int max);

  /// What is wrong with the store now, in words for an operator; empty when it answers. Cheap
  /// enough to be asked every few seconds.
  Optional<String> trouble();

  @Override
  void close();
}
