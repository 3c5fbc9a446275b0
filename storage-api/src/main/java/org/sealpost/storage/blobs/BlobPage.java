package org.sealpost.storage.blobs;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.MediaKey;

/// Published objects, as they came.
///
/// @param next where the next page begins; empty when this was the last
public record BlobPage(List<Found> objects, Optional<String> next) {
  public BlobPage {
    objects = List.copyOf(objects);
  }

  /// One object.
  ///
  /// @param publishedAt by the store's clock
  public record Found(MediaKey key, long bytes, Instant publishedAt) {}
}
