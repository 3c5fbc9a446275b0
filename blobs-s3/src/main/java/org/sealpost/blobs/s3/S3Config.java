package org.sealpost.blobs.s3;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.sealpost.protocol.SecretBytes;

/// How to reach a bucket. Start from [#of].
///
/// @param place where it is
/// @param credentials else those of the SDK's default chain: environment, profile, container,
///   instance
/// @param spool a folder of this process alone for what a part is gathered in: files without a
///   name, at most [Tuning#transfers] of [Tuning#partBytes]
public record S3Config(Place place, Optional<Credentials> credentials, Path spool, Tuning tuning) {

  /// Where the objects are.
  ///
  /// @param region by default the environment's
  /// @param endpoint in the service's place; plain HTTP on loopback alone
  /// @param prefix what the names of objects begin with: empty, or with a slash at its end
  /// @param pathStyle the bucket is named in the path and not in the host
  public record Place(
      String bucket,
      Optional<String> region,
      Optional<URI> endpoint,
      String prefix,
      boolean pathStyle) {
    public Place {
      if (!prefix.isEmpty() && !prefix.endsWith("/")) {
        throw new IllegalArgumentException("a prefix ends with a slash");
      }
    }
  }

  /// Long-lived ones.
  public record Credentials(String accessKeyId, SecretBytes secretAccessKey) {}

  /// Bounds.
  ///
  /// @param timeout for one answer; a call with its repeats takes at most twice as long, one that
  ///   carries a part eight times
  /// @param transfers uploads under way at a time
  /// @param reads downloads under way at a time
  /// @param patience how long one more waits for its turn
  /// @param partBytes of an upload; at least 5 MiB, as the service wants it
  public record Tuning(
      Duration timeout, int transfers, int reads, Duration patience, int partBytes) {
    public static final Tuning DEFAULT =
        new Tuning(Duration.ofSeconds(15), 64, 128, Duration.ofSeconds(10), 8 << 20);

    /// What the service wants of all parts but the last.
    static final int LEAST_PART = 5 << 20;

    public Tuning {
      if (timeout.toMillis() < 100 || transfers < 1 || reads < 1 || partBytes < LEAST_PART) {
        throw new IllegalArgumentException("a store needs time, room and parts of 5 MiB");
      }
    }
  }

  /// The service itself, with the environment's region and credentials.
  public static S3Config of(String bucket, Path spool) {
    return new S3Config(
        new Place(bucket, Optional.empty(), Optional.empty(), "", false),
        Optional.empty(),
        spool,
        Tuning.DEFAULT);
  }

  public S3Config withPlace(Place value) {
    return new S3Config(value, credentials, spool, tuning);
  }

  public S3Config withCredentials(Credentials value) {
    return new S3Config(place, Optional.of(value), spool, tuning);
  }

  public S3Config withTuning(Tuning value) {
    return new S3Config(place, credentials, spool, value);
  }
}
