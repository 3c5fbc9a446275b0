package org.sealpost.blobs.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.storage.tck.blobs.BlobStoreContract;
import org.sealpost.storage.tck.blobs.BlobsUnderTest;

/// The contract on a file system that has no hard links.
class RenamingDiskBlobsTest implements BlobStoreContract {
  @TempDir private Path folder;
  private BlobsUnderTest blobs;

  @BeforeEach
  void open() {
    blobs = new BlobsUnderTest(this::opened);
  }

  private DiskBlobs opened() {
    try {
      Path root = OwnFolder.take(folder);
      Disk disk =
          new Disk(root) {
            @Override
            void link(Path file, Path place) throws IOException {
              throw new FileSystemException(null, null, "Operation not permitted");
            }
          };
      return new DiskBlobs(new Folder(root, disk), disk, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
