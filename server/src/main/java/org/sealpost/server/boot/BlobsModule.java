package org.sealpost.server.boot;

import java.nio.file.Path;
import java.util.Optional;
import org.sealpost.blobs.disk.DiskBlobs;
import org.sealpost.config.MediaConfig;
import org.sealpost.storage.blobs.BlobStore;
import org.sealpost.storage.blobs.DirectGrants;

/// Opens the blob store that `media.store` chooses. Nothing asks for the store again.
///
/// @param grants made by the store itself, if it has clients write and read at its own addresses
record BlobsModule(BlobStore store, Optional<DirectGrants> grants) implements AutoCloseable {
  private static final String FOLDER = "media";

  static BlobsModule open(MediaConfig config, DataDirectory data) {
    return switch (config.store()) {
      case DISK -> {
        Path folder = data.root().resolve(config.disk().folder().orElse(FOLDER));
        yield new BlobsModule(
            DiskBlobs.open(folder, config.disk().minFreeBytes()), Optional.empty());
      }
      case S3 ->
          throw new CannotStart(
              "media.store is s3, which this build has not; use media.store: disk");
    };
  }

  @Override
  public void close() {
    store.close();
  }
}
