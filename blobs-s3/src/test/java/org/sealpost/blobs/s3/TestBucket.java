package org.sealpost.blobs.s3;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.testing.s3.S3Server;

/// A bucket of a test's own on the server that all tests share.
final class TestBucket {
  private static final AtomicInteger COUNT = new AtomicInteger();

  /// The least that the service takes, so that uploads have several parts soon.
  static final int PART = S3Config.Tuning.LEAST_PART;

  static final S3Config.Tuning TUNING =
      new S3Config.Tuning(Duration.ofSeconds(60), 64, 64, Duration.ofSeconds(60), PART);

  /// For what is meant to fail: the server answers in milliseconds.
  static final S3Config.Tuning IMPATIENT =
      new S3Config.Tuning(Duration.ofMillis(1_500), 4, 4, Duration.ofMillis(200), PART);

  static final S3Config.Credentials CREDENTIALS =
      new S3Config.Credentials(
          S3Server.ACCESS_KEY_ID,
          SecretBytes.wrap(S3Server.SECRET_ACCESS_KEY.getBytes(StandardCharsets.UTF_8)));

  private TestBucket() {}

  static String create(S3Server server) {
    String name = "media-" + COUNT.incrementAndGet();
    server.createBucket(name);
    return name;
  }

  /// @param endpoint of the server, or of a proxy before it
  static S3Config config(URI endpoint, String bucket) {
    return S3Config.of(bucket, Path.of("target", "spool").toAbsolutePath())
        .withPlace(
            new S3Config.Place(
                bucket, Optional.of(S3Server.REGION), Optional.of(endpoint), "media/", true))
        .withCredentials(CREDENTIALS)
        .withTuning(TUNING);
  }
}
