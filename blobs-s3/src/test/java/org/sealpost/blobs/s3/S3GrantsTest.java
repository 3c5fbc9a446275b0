package org.sealpost.blobs.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MediaKey;
import org.sealpost.storage.blobs.DirectGrants;
import org.sealpost.storage.blobs.WriteOutcome;
import org.sealpost.testing.s3.S3Server;

/// What the store itself makes of grants: nobody of ours is between it and the client.
class S3GrantsTest {
  private static final MediaKey KEY = MediaKey.attachment(Bytes.wrap(new byte[15]));
  private static final byte[] BODY = bytes("what a client has encrypted");
  private static final byte[] OTHER = bytes("what a client has encryptex");

  private final HttpClient http = HttpClient.newHttpClient();
  private S3Config config;
  private S3BlobStore store;
  private S3Grants grants;

  @BeforeEach
  void open() {
    S3Server server = S3Server.shared();
    config = TestBucket.config(server.endpoint(), TestBucket.create(server));
    store = S3BlobStore.open(config);
    grants = S3Grants.open(config, Clock.systemUTC());
  }

  @AfterEach
  void close() {
    grants.close();
    store.close();
    http.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static DirectGrants.Body bound(boolean withDigest) throws Exception {
    Bytes digest = Bytes.wrap(MessageDigest.getInstance("SHA-256").digest(BODY));
    return new DirectGrants.Body(BODY.length, withDigest ? Optional.of(digest) : Optional.empty());
  }

  private DirectGrants.Upload grant(boolean withDigest) throws Exception {
    return grants.upload(KEY, bound(withDigest), Instant.now().plusSeconds(300));
  }

  private int put(URI address, Map<String, String> headers, byte[] body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).PUT(HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    // the store leaves a body that it refuses unread and ends the connection
    try (HttpClient once = HttpClient.newHttpClient()) {
      return once.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  private HttpResponse<byte[]> get(URI address, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(address);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private void assertNothingIsThere() {
    assertThat(store.size(KEY)).isEmpty();
  }

  private void assertTheBodyIsThere() throws Exception {
    assertThat(store.read(KEY, 0, 1_000).orElseThrow().readAllBytes()).isEqualTo(BODY);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatWasGrantedIsTaken(boolean withDigest) throws Exception {
    DirectGrants.Upload grant = grant(withDigest);

    assertThat(put(grant.address(), grant.headers(), BODY)).isEqualTo(200);
    assertTheBodyIsThere();
  }

  @Test
  void theHeadersAreWhatAnyClientCanSend() throws Exception {
    assertThat(grant(true).headers())
        .containsOnlyKeys("content-type", "if-none-match", "x-amz-checksum-sha256");
    assertThat(grant(false).headers()).containsOnlyKeys("content-type", "if-none-match");
    assertThat(grant(true).toString()).doesNotContain(KEY.name()).doesNotContain("http");
  }

  @Test
  void anotherBodyIsRefused() throws Exception {
    DirectGrants.Upload grant = grant(true);

    assertThat(put(grant.address(), grant.headers(), OTHER)).isEqualTo(400);
    assertNothingIsThere();
    assertThat(put(grant.address(), grant.headers(), BODY)).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aLongerOrShorterBodyIsRefused(boolean withDigest) throws Exception {
    DirectGrants.Upload grant = grant(withDigest);

    for (int length : List.of(BODY.length + 1, BODY.length - 1, 0, 4_096)) {
      assertThat(put(grant.address(), grant.headers(), new byte[length])).isEqualTo(403);
      assertNothingIsThere();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aReplayWritesNothing(boolean withDigest) throws Exception {
    DirectGrants.Upload grant = grant(withDigest);
    assertThat(put(grant.address(), grant.headers(), BODY)).isEqualTo(200);

    assertThat(put(grant.address(), grant.headers(), BODY)).isEqualTo(412);
    assertThat(put(grant.address(), grant.headers(), OTHER)).isIn(400, 412);
    assertTheBodyIsThere();
  }

  @Test
  void whatIsTamperedWithIsRefused() throws Exception {
    DirectGrants.Upload grant = grant(true);
    String address = grant.address().toString();
    String signature = address.substring(address.indexOf("X-Amz-Signature=") + 16);
    char first = signature.charAt(0) == '0' ? '1' : '0';
    MediaKey other = MediaKey.attachment(Bytes.wrap(Arrays.copyOf(OTHER, 15)));

    for (String changed :
        List.of(
            address.replace(KEY.path(), other.path()),
            address.replace("X-Amz-Expires=", "X-Amz-Expires=9"),
            address.replace("content-length%3B", ""),
            address.replace("if-none-match%3B", ""),
            address.replace("%3Bx-amz-checksum-sha256", ""),
            address.replace(signature, first + signature.substring(1)),
            address.substring(0, address.indexOf('?')))) {
      assertThat(changed).isNotEqualTo(address);
      assertThat(put(URI.create(changed), grant.headers(), BODY)).as(changed).isEqualTo(403);
    }
    assertThat(store.size(other)).isEmpty();
    assertNothingIsThere();
  }

  @Test
  void everyHeaderIsHeldTo() throws Exception {
    DirectGrants.Upload grant = grant(true);
    String digest =
        Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(OTHER));

    for (Map.Entry<String, String> change :
        Map.of("content-type", "text/html", "if-none-match", "x", "x-amz-checksum-sha256", digest)
            .entrySet()) {
      Map<String, String> headers = new TreeMap<>(grant.headers());
      headers.put(change.getKey(), change.getValue());
      assertThat(put(grant.address(), headers, OTHER)).as(change.getKey()).isEqualTo(403);
      headers.remove(change.getKey());
      assertThat(put(grant.address(), headers, BODY)).as(change.getKey()).isEqualTo(403);
    }
    assertNothingIsThere();
  }

  /// The download's grant is the younger one: when it is over, the upload's is too.
  @Test
  void whatIsOverIsRefused() throws Exception {
    MediaKey there = MediaKey.profileAvatar(Bytes.wrap(new byte[16]));
    assertThat(store.write(there, BODY.length, Optional.empty(), Bytes.wrap(BODY).asStream()))
        .isEqualTo(WriteOutcome.WRITTEN);
    DirectGrants.Upload upload = grants.upload(KEY, bound(true), Instant.now().plusMillis(1_500));
    URI download = grants.download(there, Instant.now().plusMillis(1_500));

    long giveUp = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (get(download).statusCode() != 403) {
      assertThat(System.nanoTime()).as("a grant ends").isLessThan(giveUp);
    }
    assertThat(put(upload.address(), upload.headers(), BODY)).isEqualTo(403);
    assertNothingIsThere();
  }

  @Test
  void aDownloadGivesTheObjectAndItsRanges() throws Exception {
    DirectGrants.Upload grant = grant(true);
    assertThat(put(grant.address(), grant.headers(), BODY)).isEqualTo(200);
    URI download = grants.download(KEY, Instant.now().plusSeconds(300));

    assertThat(get(download).body()).isEqualTo(BODY);
    HttpResponse<byte[]> range = get(download, "Range", "bytes=5-8");
    assertThat(range.statusCode()).isEqualTo(206);
    assertThat(range.body()).isEqualTo(bytes("a cl"));
    assertThat(
            get(URI.create(download.toString().replace(KEY.path(), "attachments/"))).statusCode())
        .isEqualTo(403);
    assertThat(put(download, Map.of(), OTHER)).isEqualTo(403);
    assertTheBodyIsThere();
  }

  @Test
  void whatLastsTooLongOrNotAtAllIsTheCallersMistake() {
    S3Grants early = S3Grants.open(config, Clock.fixed(Instant.now(), ZoneOffset.UTC));
    for (Duration off : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(8))) {
      assertThatThrownBy(() -> early.download(KEY, Instant.now().plus(off)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    early.close();
  }
}
