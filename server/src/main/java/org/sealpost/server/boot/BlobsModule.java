package org.sealpost.server.boot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.sealpost.blobs.disk.DiskBlobs;
import org.sealpost.blobs.s3.S3BlobStore;
import org.sealpost.blobs.s3.S3Config;
import org.sealpost.blobs.s3.S3Grants;
import org.sealpost.config.MediaConfig;
import org.sealpost.config.MediaS3Config;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.storage.StorageRefused;
import org.sealpost.storage.blobs.BlobStore;
import org.sealpost.storage.blobs.DirectGrants;

/// Opens the blob store that `media.store` chooses. Nothing asks for the store again.
///
/// @param grants made by the store itself, if it has clients write and read at its own addresses
record BlobsModule(BlobStore store, Optional<DirectGrants> grants) implements AutoCloseable {
  private static final String FOLDER = "media";

  /// Parts of uploads on their way to S3; nothing stays there.
  private static final String PARTS = "media-parts";

  static BlobsModule open(MediaConfig config, DataDirectory data, Clock clock) {
    return switch (config.store()) {
      case DISK -> {
        Path folder = data.root().resolve(config.disk().folder().orElse(FOLDER));
        yield new BlobsModule(
            DiskBlobs.open(folder, config.disk().minFreeBytes()), Optional.empty());
      }
      case S3 -> s3(s3(config, data), clock);
    };
  }

  private static BlobsModule s3(S3Config config, Clock clock) {
    S3BlobStore store = S3BlobStore.open(config);
    try {
      return new BlobsModule(store, Optional.of(S3Grants.open(config, clock)));
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private static S3Config s3(MediaConfig config, DataDirectory data) {
    MediaS3Config s3 = config.s3().orElseThrow();
    S3Config.Tuning tuning = S3Config.Tuning.DEFAULT;
    int transfers = config.transfers().max();
    return new S3Config(
        new S3Config.Place(
            s3.bucket(), s3.region(), s3.endpoint(), s3.prefix().orElse(""), s3.pathStyle()),
        s3.accessKeyId()
            .map(id ->
                new S3Config.Credentials(
                    id, secret(data.root().resolve(s3.secretKeyFile().orElseThrow())))),
        data.root().resolve(PARTS),
        new S3Config.Tuning(
            s3.timeout(), transfers, transfers, tuning.patience(), tuning.partBytes()));
  }

  private static SecretBytes secret(Path file) {
    try {
      return SecretBytes.wrap(
          Files.readString(file, StandardCharsets.UTF_8).strip().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new StorageRefused(
          "The secret key of the media store cannot be read from %s; make the file, for this user alone."
              .formatted(file));
    }
  }

  @Override
  public void close() {
    store.close();
    if (grants.orElse(null) instanceof S3Grants ofStore) {
      ofStore.close();
    }
  }
}
