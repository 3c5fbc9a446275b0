package org.sealpost.config;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// `media`: files that clients have encrypted.
///
/// @param store where their bytes are kept
/// @param publicUrl where clients reach this server, as grants of the store `disk` and upload forms
///   say it; by default the listener's address
/// @param s3 there with the store `s3` alone
/// @param quota what one account may have
/// @param grantLifetime how long the address of a direct grant can be used
/// @param downloads how those are answered that ask this server for an object
/// @param cdnBaseUrl what stands in front of downloads
public record MediaConfig(
    Store store,
    Optional<URI> publicUrl,
    MediaDiskConfig disk,
    Optional<MediaS3Config> s3,
    Attachments attachments,
    Quota quota,
    Duration grantLifetime,
    MediaTransfersConfig transfers,
    Downloads downloads,
    Optional<URI> cdnBaseUrl) {

  /// The blob stores that there are.
  public enum Store {
    /// A folder of this machine.
    DISK,
    /// Anything that speaks S3.
    S3
  }

  /// How the server answers who asks it for an object.
  public enum Downloads {
    /// With the bytes.
    STREAM,
    /// With an address at the store itself.
    REDIRECT
  }

  /// `media.attachments`.
  ///
  /// @param maxBytes of one
  /// @param keep how long after it was granted it is removed
  public record Attachments(long maxBytes, Duration keep) {
    static Attachments read(Section section) {
      return new Attachments(
          section.size("maxSize", 100L << 20, 1L << 20, 4L << 30),
          section.duration(
              "keep", Duration.ofDays(45), Duration.ofHours(1), Duration.ofDays(3650)));
    }
  }

  /// `media.quota`: what one account may have.
  ///
  /// @param bytes of all its objects
  /// @param objects their number, grants that nothing came of yet included
  public record Quota(long bytes, int objects) {
    static Quota read(Section section) {
      return new Quota(
          section.size("maxSize", 4L << 30, 1L << 20, 1L << 40),
          section.integer("maxObjects", 20_000, 1, 10_000_000));
    }
  }

  static MediaConfig read(Section section) {
    MediaConfig config =
        new MediaConfig(
            section.choice("store", Store.DISK),
            section.text("publicUrl").map(text -> WebAddress.origin(section, "publicUrl", text)),
            section.section("disk", MediaDiskConfig::read),
            section.section("s3", MediaS3Config::read),
            section.section("attachments", Attachments::read),
            section.section("quota", Quota::read),
            section.section(
                "grants",
                below ->
                    below.duration(
                        "lifetime",
                        Duration.ofMinutes(15),
                        Duration.ofMinutes(1),
                        Duration.ofDays(1))),
            section.section("transfers", MediaTransfersConfig::read),
            section.choice("downloads", Downloads.STREAM),
            section.section(
                "cdn",
                below -> below.text("baseUrl").map(text -> WebAddress.of(below, "baseUrl", text))));
    config.check();
    return config;
  }

  private void check() {
    if (s3.isPresent() != (store == Store.S3)) {
      throw new BadConfiguration(
          s3.isPresent()
              ? "media.s3.bucket is set and media.store is disk; set media.store: s3, or remove"
                  + " media.s3"
              : "media.store is s3 and media.s3.bucket is missing; set it to the name of the"
                  + " bucket");
    }
    if (downloads == Downloads.REDIRECT && store == Store.DISK) {
      throw new BadConfiguration(
          "media.downloads is redirect and media.store is disk; use stream, as nobody else has the"
              + " objects");
    }
    if (quota.bytes() < attachments.maxBytes()) {
      throw new BadConfiguration(
          "media.quota.maxSize is "
              + Quantities.write(quota.bytes())
              + "; use at least media.attachments.maxSize, "
              + Quantities.write(attachments.maxBytes()));
    }
  }
}
