package org.sealpost.blobs.disk;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.storage.tck.blobs.BlobStoreContract;
import org.sealpost.storage.tck.blobs.BlobsUnderTest;

/// Files pass the contract of every blob store, and lose not a byte of what arrived.
class DiskBlobsTest implements BlobStoreContract {
  @TempDir private Path folder;
  private BlobsUnderTest blobs;

  @BeforeEach
  void open() {
    blobs = new BlobsUnderTest(() -> DiskBlobs.open(folder.resolve("media"), 0));
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
