package org.sealpost.blobs.s3;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.sealpost.storage.tck.blobs.BlobStoreContract;
import org.sealpost.storage.tck.blobs.BlobsUnderTest;
import org.sealpost.testing.s3.S3Server;

class S3BlobStoreContractTest implements BlobStoreContract {
  private BlobsUnderTest blobs;

  @BeforeEach
  void open() {
    S3Server server = S3Server.shared();
    S3Config config = TestBucket.config(server.endpoint(), TestBucket.create(server));
    blobs = new BlobsUnderTest(() -> S3BlobStore.open(config));
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
