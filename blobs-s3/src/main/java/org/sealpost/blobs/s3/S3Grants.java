package org.sealpost.blobs.s3;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MediaKey;
import org.sealpost.storage.blobs.DirectGrants;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/// Addresses of objects at the store itself, signed with Signature Version 4. What the signature
/// binds: method, host, name, expiry, and of an upload its exact length, its SHA-256 where given,
/// its type, and that there must be no object of that name. Which store holds a client to what is
/// told in docs/operations/media.md. Safe for any number of threads.
///
/// Where the credentials are lent to this process for a time (an instance's role), an address is of
/// no use any more when they end, whatever it says.
public final class S3Grants implements DirectGrants, AutoCloseable {
  /// The service's longest.
  static final Duration LONGEST = Duration.ofDays(7);

  /// A client's library makes these of the address and of the body that it is given; many refuse
  /// them from the caller.
  private static final Set<String> MADE_BY_THE_CLIENT = Set.of("host", "content-length");

  private final S3Presigner presigner;
  private final S3Config.Place place;
  private final Clock clock;

  private S3Grants(S3Presigner presigner, S3Config.Place place, Clock clock) {
    this.presigner = presigner;
    this.place = place;
    this.clock = clock;
  }

  /// Asks the store nothing.
  ///
  /// @param clock must be right to a few minutes: the store judges by its own
  public static S3Grants open(S3Config config, Clock clock) {
    return new S3Grants(ServiceClient.presigner(config), config.place(), clock);
  }

  /// With headers that any HTTP client can send. `Content-Length` is not among them, though it is
  /// signed: clients make it of the body, which must have exactly `body.length()` bytes.
  @Override
  public Upload upload(MediaKey key, Body body, Instant expires) {
    var signed =
        presigner.presignPutObject(request ->
            request
                .signatureDuration(until(expires))
                .putObjectRequest(put -> {
                  put.bucket(place.bucket())
                      .key(place.prefix() + key.path())
                      .contentLength(body.length())
                      .contentType(Bucket.BYTES)
                      .ifNoneMatch("*");
                  body.sha256().ifPresent(digest -> put.checksumSHA256(base64(digest)));
                }));
    Map<String, String> headers = new TreeMap<>();
    signed
        .signedHeaders()
        .forEach((name, values) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          if (!MADE_BY_THE_CLIENT.contains(lower)) {
            headers.put(lower, String.join(",", values));
          }
        });
    return new Upload(address(signed.url()), headers);
  }

  @Override
  public URI download(MediaKey key, Instant expires) {
    return address(
        presigner
            .presignGetObject(request ->
                request
                    .signatureDuration(until(expires))
                    .getObjectRequest(
                        get -> get.bucket(place.bucket()).key(place.prefix() + key.path())))
            .url());
  }

  private Duration until(Instant expires) {
    Duration left = Duration.between(clock.instant(), expires);
    if (left.toSeconds() < 1 || left.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("a grant is good for a second to seven days");
    }
    return left;
  }

  private static String base64(Bytes digest) {
    return Base64.getEncoder().encodeToString(digest.unsafeArray());
  }

  private static URI address(URL url) {
    try {
      return url.toURI();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the presigner made an address that is none", e);
    }
  }

  @Override
  public void close() {
    presigner.close();
  }
}
