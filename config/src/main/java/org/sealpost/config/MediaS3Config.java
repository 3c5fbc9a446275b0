package org.sealpost.config;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// `media.s3`: the bucket that `media.store: s3` keeps objects in. Without a key of their own here
/// credentials come from where AWS's tools take them: environment, shared files, container or
/// machine.
///
/// @param bucket its name
/// @param region by default that of AWS's environment
/// @param endpoint in the place of AWS's own; `https`, or `http` on loopback
/// @param prefix what the names of objects begin with
/// @param pathStyle the bucket is named in the path and not in the host
/// @param accessKeyId goes with `secretKeyFile`
/// @param secretKeyFile a file with the secret access key alone; relative to the data folder
/// @param timeout for one answer of the store
public record MediaS3Config(
    String bucket,
    Optional<String> region,
    Optional<URI> endpoint,
    Optional<String> prefix,
    boolean pathStyle,
    Optional<String> accessKeyId,
    Optional<String> secretKeyFile,
    Duration timeout) {

  /// Empty when no bucket is named.
  static Optional<MediaS3Config> read(Section section) {
    Optional<String> bucket = section.text("bucket");
    Optional<String> region = section.text("region");
    Optional<URI> endpoint =
        section.text("endpoint").map(text -> WebAddress.origin(section, "endpoint", text));
    Optional<String> prefix = section.text("prefix");
    boolean pathStyle = section.flag("pathStyle", false);
    Optional<String> accessKeyId = section.text("accessKeyId");
    Optional<String> secretKeyFile = section.text("secretKeyFile");
    Duration timeout =
        section.duration(
            "timeout", Duration.ofSeconds(15), Duration.ofSeconds(1), Duration.ofMinutes(10));
    if (accessKeyId.isPresent() != secretKeyFile.isPresent()) {
      throw new BadConfiguration(
          "media.s3.accessKeyId and media.s3.secretKeyFile go together; set both, or neither for"
              + " the credentials of AWS's environment");
    }
    if (prefix.isPresent() && !prefix.get().matches("([A-Za-z0-9_.-]{1,100}/){1,5}")) {
      throw section.refuse(
          "prefix",
          prefix.get(),
          "use names of letters, digits, dots, dashes and underscores, each with a slash behind it");
    }
    return bucket.map(name ->
        new MediaS3Config(
            name, region, endpoint, prefix, pathStyle, accessKeyId, secretKeyFile, timeout));
  }
}
