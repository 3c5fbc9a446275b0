package org.sealpost.core.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sealpost.core.ManualClock;
import org.sealpost.crypto.MacKey;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MediaKey;
import org.sealpost.storage.blobs.DirectGrants.Body;

class SignedUrlsTest {
  private static final MediaKey KEY = MediaKey.attachment(Bytes.wrap(new byte[15]));
  private static final Body BODY = new Body(1_000, Optional.of(Bytes.wrap(new byte[32])));

  private final ManualClock clock = new ManualClock();
  private final MacKey mac = MacKey.random(new SecureRandom());
  private final SignedUrls urls =
      new SignedUrls(() -> URI.create("https://chat.example"), mac, clock);

  private Map<String, String> upload() {
    return new HashMap<>(
        GrantMediaTest.query(
            urls.upload(KEY, BODY, clock.instant().plusSeconds(60)).address().getQuery()));
  }

  @Test
  void anUploadIsLetInForWhatItWasGranted() {
    assertThat(urls.mayUpload(KEY, upload())).hasValue(BODY);
    Body free = new Body(1_000, Optional.empty());
    assertThat(
            urls.mayUpload(
                KEY,
                GrantMediaTest.query(
                    urls.upload(KEY, free, clock.instant().plusSeconds(60)).address().getQuery())))
        .hasValue(free);
  }

  @ParameterizedTest
  @CsvSource({
    "expires, 9999999999",
    "expires, x",
    "expires, -1",
    "length, 1001",
    "length, 10000000000000000000",
    "length, ''",
    "sha256, AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE",
    "sha256, AAAA",
    "signature, AAAA",
    "signature, !",
  })
  void whatIsChangedIsRefused(String name, String value) {
    Map<String, String> query = upload();
    query.put(name, value);
    assertThat(urls.mayUpload(KEY, query)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"expires", "length", "sha256", "signature"})
  void whatIsLeftOutIsRefused(String name) {
    Map<String, String> query = upload();
    query.remove(name);
    assertThat(urls.mayUpload(KEY, query)).isEmpty();
  }

  @Test
  void anAddressIsForOneObjectOneMethodAndATime() {
    MediaKey other =
        MediaKey.attachment(Bytes.wrap(new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
    Map<String, String> upload = upload();
    Map<String, String> download =
        GrantMediaTest.query(urls.download(KEY, clock.instant().plusSeconds(60)).getQuery());

    assertThat(urls.mayUpload(other, upload)).isEmpty();
    assertThat(urls.mayDownload(other, download)).isFalse();
    assertThat(urls.mayDownload(KEY, upload)).isFalse();
    assertThat(urls.mayUpload(KEY, download)).isEmpty();
    assertThat(urls.mayDownload(KEY, download)).isTrue();
    clock.advance(Duration.ofSeconds(60));
    assertThat(urls.mayUpload(KEY, upload)).isEmpty();
    assertThat(urls.mayDownload(KEY, download)).isFalse();
  }

  @Test
  void anotherServersAddressesAreNoneOfOurs() {
    SignedUrls theirs =
        new SignedUrls(
            () -> URI.create("https://chat.example"), MacKey.random(new SecureRandom()), clock);
    assertThat(theirs.mayUpload(KEY, upload())).isEmpty();
  }
}
