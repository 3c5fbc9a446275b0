package org.sealpost.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaConfigTest {
  static final MediaConfig DEFAULTS =
      new MediaConfig(
          MediaConfig.Store.DISK,
          Optional.empty(),
          new MediaDiskConfig(Optional.empty(), 256L << 20),
          Optional.empty(),
          new MediaConfig.Attachments(100L << 20, Duration.ofDays(45)),
          new MediaConfig.Quota(4L << 30, 20_000),
          Duration.ofMinutes(15),
          new MediaTransfersConfig(256, 32, 4L << 10),
          MediaConfig.Downloads.STREAM,
          Optional.empty());

  private static MediaConfig parse(String yaml) {
    return SealpostConfig.parse(yaml, Map.of()).media();
  }

  @Test
  void defaultsAreThoseThatAreDocumented() {
    assertThat(parse("")).isEqualTo(DEFAULTS);
  }

  @Test
  void everyKeyIsRead() {
    assertThat(
            parse(
                """
                media:
                  store: s3
                  publicUrl: https://chat.example.org
                  disk: {folder: /mnt/media, minFree: 2GiB}
                  s3:
                    bucket: sealpost
                    region: eu-central-1
                    endpoint: https://s3.example.org:9000
                    prefix: media/one/
                    pathStyle: true
                    accessKeyId: AKEXAMPLE
                    secretKeyFile: s3-secret
                    timeout: 7s
                  attachments: {maxSize: 500MiB, keep: 7d}
                  quota: {maxSize: 1GiB, maxObjects: 40}
                  grants: {lifetime: 5m}
                  transfers: {max: 41, maxPerAddress: 42, minRate: 1KiB}
                  downloads: redirect
                  cdn: {baseUrl: "https://cdn.example.org/media"}
                """))
        .isEqualTo(
            new MediaConfig(
                MediaConfig.Store.S3,
                Optional.of(URI.create("https://chat.example.org")),
                new MediaDiskConfig(Optional.of("/mnt/media"), 2L << 30),
                Optional.of(
                    new MediaS3Config(
                        "sealpost",
                        Optional.of("eu-central-1"),
                        Optional.of(URI.create("https://s3.example.org:9000")),
                        Optional.of("media/one/"),
                        true,
                        Optional.of("AKEXAMPLE"),
                        Optional.of("s3-secret"),
                        Duration.ofSeconds(7))),
                new MediaConfig.Attachments(500L << 20, Duration.ofDays(7)),
                new MediaConfig.Quota(1L << 30, 40),
                Duration.ofMinutes(5),
                new MediaTransfersConfig(41, 42, 1L << 10),
                MediaConfig.Downloads.REDIRECT,
                Optional.of(URI.create("https://cdn.example.org/media"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          media: {store: tape}                    | media.store is tape; use one of disk, s3 (default disk)
          media: {store: s3}                      | media.store is s3 and media.s3.bucket is missing; set it to the name of the bucket
          media: {s3: {bucket: a}}                | media.s3.bucket is set and media.store is disk; set media.store: s3, or remove media.s3
          media: {downloads: redirect}            | media.downloads is redirect and media.store is disk; use stream, as nobody else has the objects
          media: {publicUrl: "https://a.example/b"} | media.publicUrl is https://a.example/b; use https://HOST:PORT, or http:// on a loopback address
          media: {publicUrl: "http://a.example"}  | media.publicUrl is http://a.example; use https://HOST:PORT, or http:// on a loopback address
          media: {disk: {minFree: 1KiB}}          | media.disk.minFree is 1KiB; use 1MiB to 1024GiB (default 256MiB)
          media: {store: s3, s3: {bucket: a, endpoint: "https://user:word@s3.example"}} | media.s3.endpoint is an address with credentials in it; use https://HOST without them
          media: {store: s3, s3: {bucket: a, accessKeyId: b}} | media.s3.accessKeyId and media.s3.secretKeyFile go together; set both, or neither for the credentials of AWS's environment
          media: {store: s3, s3: {bucket: a, prefix: b}} | media.s3.prefix is b; use names of letters, digits, dots, dashes and underscores, each with a slash behind it
          media: {store: s3, s3: {bucket: a, timeout: 1ms}} | media.s3.timeout is 1ms; use 1s to 10m (default 15s)
          media: {attachments: {maxSize: 8GiB}}   | media.attachments.maxSize is 8GiB; use 1MiB to 4GiB (default 100MiB)
          media: {attachments: {keep: 0s}}        | media.attachments.keep is 0s; use 1h to 3650d (default 45d)
          media: {quota: {maxSize: 10MiB}}        | media.quota.maxSize is 10MiB; use at least media.attachments.maxSize, 100MiB
          media: {quota: {maxObjects: 0}}         | media.quota.maxObjects is 0; use 1 to 10000000 (default 20000)
          media: {grants: {lifetime: 1s}}         | media.grants.lifetime is 1s; use 1m to 1d (default 15m)
          media: {transfers: {max: 0}}            | media.transfers.max is 0; use 1 to 100000 (default 256)
          media: {transfers: {minRate: 0B}}       | media.transfers.minRate is 0B; use 1B to 1GiB (default 4KiB)
          media: {cdn: {baseUrl: "https://cdn.example/a/"}} | media.cdn.baseUrl is https://cdn.example/a/; use https://HOST/PATH without a slash at the end, or http:// on a loopback address
          """)
  void whatCannotBeUsedIsRefusedWithTheFix(String yaml, String message) {
    assertThatThrownBy(() -> parse(yaml)).isInstanceOf(BadConfiguration.class).hasMessage(message);
  }
}
