package org.sealpost.storage.tck.blobs;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// The model is a store as any other.
class ModelBlobsTest implements BlobStoreContract {
  @TempDir private Path folder;
  private BlobsUnderTest blobs;

  @BeforeEach
  void open() {
    ModelBlobs.Place place = new ModelBlobs.Place(folder);
    blobs = new BlobsUnderTest(() -> new ModelBlobs(place));
  }

  @AfterEach
  void close() {
    blobs.close();
  }

  @Override
  public BlobsUnderTest blobs() {
    return blobs;
  }
}
