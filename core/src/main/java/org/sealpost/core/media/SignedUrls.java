package org.sealpost.core.media;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sealpost.crypto.MacKey;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MediaKey;
import org.sealpost.storage.blobs.DirectGrants;

/// Addresses at this server itself, for blob stores that sign none of their own:
/// `{server}/media/{path}?expires=..&length=..&sha256=..&signature=..`. The signature is an HMAC
/// over method, path, expiry, length and digest, so that an address does what it was made for and
/// nothing else.
public final class SignedUrls implements DirectGrants {
  /// What the paths of these addresses begin with.
  public static final String FOLDER = "/media/";

  private static final String EXPIRES = "expires";
  private static final String LENGTH = "length";
  private static final String SHA256 = "sha256";
  private static final String SIGNATURE = "signature";
  private static final int SHA256_BYTES = 32;
  private static final int MAX_DIGITS = 15;

  private final Supplier<URI> server;
  private final MacKey key;
  private final Clock clock;

  /// @param server where clients reach this server, without a slash at the end
  public SignedUrls(Supplier<URI> server, MacKey key, Clock clock) {
    this.server = server;
    this.key = key;
    this.clock = clock;
  }

  @Override
  public Upload upload(MediaKey object, Body body, Instant expires) {
    long until = expires.getEpochSecond();
    String query =
        "?"
            + EXPIRES
            + "="
            + until
            + "&"
            + LENGTH
            + "="
            + body.length()
            + body.sha256().map(hash -> "&" + SHA256 + "=" + text(hash)).orElse("");
    return new Upload(address(object, query, uploadMac(object, body, until)), Map.of());
  }

  @Override
  public URI download(MediaKey object, Instant expires) {
    long until = expires.getEpochSecond();
    return address(object, "?" + EXPIRES + "=" + until, downloadMac(object, until));
  }

  /// What may be written with an address; empty when it is no good, for this object, now.
  ///
  /// @param query decoded
  public Optional<Body> mayUpload(MediaKey object, Map<String, String> query) {
    Optional<Long> until = number(query.get(EXPIRES));
    Optional<Long> length = number(query.get(LENGTH));
    Optional<Bytes> sha256 = Optional.ofNullable(query.get(SHA256)).map(SignedUrls::bytes);
    if (until.isEmpty()
        || length.isEmpty()
        || sha256.filter(hash -> hash.size() != SHA256_BYTES).isPresent()) {
      return Optional.empty();
    }
    Body body = new Body(length.get(), sha256);
    return isGood(uploadMac(object, body, until.get()), until.get(), query)
        ? Optional.of(body)
        : Optional.empty();
  }

  /// Whether an address lets this object be read now.
  ///
  /// @param query decoded
  public boolean mayDownload(MediaKey object, Map<String, String> query) {
    Optional<Long> until = number(query.get(EXPIRES));
    return until.isPresent() && isGood(downloadMac(object, until.get()), until.get(), query);
  }

  private boolean isGood(Bytes expected, long until, Map<String, String> query) {
    return expected.equalsInConstantTime(bytes(query.getOrDefault(SIGNATURE, "")))
        && clock.instant().getEpochSecond() < until;
  }

  private URI address(MediaKey object, String query, Bytes signature) {
    return URI.create(
        server.get() + FOLDER + object.path() + query + "&" + SIGNATURE + "=" + text(signature));
  }

  private Bytes uploadMac(MediaKey object, Body body, long until) {
    return key.mac(
        "PUT",
        path(object),
        ByteBuffer.allocate(2 * Long.BYTES).putLong(until).putLong(body.length()).array(),
        body.sha256().orElse(Bytes.EMPTY).unsafeArray());
  }

  private Bytes downloadMac(MediaKey object, long until) {
    return key.mac("GET", path(object), ByteBuffer.allocate(Long.BYTES).putLong(until).array());
  }

  private static byte[] path(MediaKey object) {
    return object.path().getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(Bytes bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.unsafeArray());
  }

  /// Empty bytes for what is no base64url.
  private static Bytes bytes(String text) {
    try {
      return Bytes.wrap(Base64.getUrlDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      return Bytes.EMPTY;
    }
  }

  private static Optional<Long> number(@Nullable String text) {
    return text != null
            && !text.isEmpty()
            && text.length() <= MAX_DIGITS
            && text.chars().allMatch(digit -> digit >= '0' && digit <= '9')
        ? Optional.of(Long.parseLong(text))
        : Optional.empty();
  }
}
