package org.sealpost.blobs.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.storage.StorageRefused;
import org.sealpost.testing.s3.S3Server;

/// What is refused at a start, and what an operator is told later.
class S3OpeningTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"http://10.0.0.1:9000", "http://minio_1:9000", "ftp://127.0.0.1"})
  void whatIsNeitherHttpsNorOnThisMachineIsRefused(String endpoint) {
    S3Config config = TestBucket.config(URI.create(endpoint), "media");

    assertThatThrownBy(() -> S3BlobStore.open(config))
        .isInstanceOf(StorageRefused.class)
        .hasMessageContaining("media.s3.endpoint");
    assertThatThrownBy(() -> S3Grants.open(config, Clock.systemUTC()))
        .isInstanceOf(StorageRefused.class);
  }

  /// Neither here nor where AWS's tools look.
  @Test
  void aRegionThatNobodyKnowsIsRefused() {
    assumeTrue(System.getenv("AWS_REGION") == null, "the environment names a region");
    System.setProperty("aws.disableEc2Metadata", "true");
    System.setProperty("aws.configFile", folder.resolve("none").toString());
    try {
      assertThatThrownBy(() -> S3BlobStore.open(S3Config.of("media", folder.resolve("spool"))))
          .isInstanceOf(StorageRefused.class)
          .hasMessageContaining("media.s3.region");
    } finally {
      System.clearProperty("aws.disableEc2Metadata");
      System.clearProperty("aws.configFile");
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsRefused() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    S3Config config = S3Config.of("media", file.resolve("spool"));

    assertThatThrownBy(() -> S3BlobStore.open(config))
        .isInstanceOf(StorageRefused.class)
        .hasMessageContaining("spool");
  }

  @Test
  void troubleNamesWhatIsWrong() {
    S3Server server = S3Server.shared();
    try (S3BlobStore absent =
        S3BlobStore.open(TestBucket.config(server.endpoint(), "no-such-bucket"))) {
      assertThat(absent.trouble().orElseThrow()).contains("media bucket");
    }
    S3Config config = TestBucket.config(server.endpoint(), TestBucket.create(server));
    try (S3BlobStore right = S3BlobStore.open(config)) {
      assertThat(right.trouble()).isEmpty();
    }
    S3Config.Credentials wrong =
        new S3Config.Credentials("testing", SecretBytes.wrap(new byte[] {65}));
    try (S3BlobStore refused = S3BlobStore.open(config.withCredentials(wrong))) {
      assertThat(refused.trouble().orElseThrow())
          .contains("refuses a call")
          .doesNotContain("testing");
    }
  }

  @Test
  void nothingOfASpoolStaysInItsFolder() throws Exception {
    try (Spool spool = Spool.in(folder, Optional.empty())) {
      spool.fill(new ByteArrayInputStream(new byte[100_000]), 70_000);

      assertThat(spool.size()).isEqualTo(70_000);
      assertThat(folder).isEmptyDirectory();
    }
  }
}
