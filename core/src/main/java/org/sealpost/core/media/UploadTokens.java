package org.sealpost.core.media;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sealpost.crypto.MacKey;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MediaKey;

/// What lets a client write one object of at most so many bytes until a moment, without saying who
/// it is. Clients only echo it (wire/media.md, sections 1 and 7).
final class UploadTokens {
  private static final Pattern TOKEN =
      Pattern.compile("([0-9]{1,15})\\.([0-9]{1,15})\\.([A-Za-z0-9_-]{43})");
  private static final Pattern POLICY =
      Pattern.compile("sealpost ([a-zA-Z0-9/._-]{1,100}) ([0-9]{1,15}) ([0-9]{1,15})");
  private static final int MAX_POLICY = 256;
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final MacKey key;

  UploadTokens(MacKey key) {
    this.key = key;
  }

  /// For a resumable upload.
  String token(MediaKey object, long maxBytes, Instant expires) {
    long until = expires.getEpochSecond();
    return until
        + "."
        + maxBytes
        + "."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(mac("resumable upload", object, maxBytes, until).unsafeArray());
  }

  /// The most bytes that a token lets come; empty when it is no good, for this object, now.
  Optional<Long> maxBytes(MediaKey object, String token, Instant now) {
    Matcher parts = TOKEN.matcher(token);
    if (!parts.matches()) {
      return Optional.empty();
    }
    long until = Long.parseLong(parts.group(1));
    long maxBytes = Long.parseLong(parts.group(2));
    Bytes given = Bytes.wrap(Base64.getUrlDecoder().decode(parts.group(3)));
    boolean good =
        mac("resumable upload", object, maxBytes, until).equalsInConstantTime(given)
            && now.getEpochSecond() < until;
    return good ? Optional.of(maxBytes) : Optional.empty();
  }

  /// For an upload in one piece, as a form.
  PostForm form(MediaKey object, long maxBytes, Instant now, Instant expires) {
    long until = expires.getEpochSecond();
    String policy =
        Base64.getEncoder()
            .encodeToString(
                "sealpost %s %d %d"
                    .formatted(object.path(), maxBytes, until)
                    .getBytes(StandardCharsets.US_ASCII));
    return new PostForm(
        object.path(),
        "sealpost",
        "private",
        "HMAC-SHA256",
        DATE.format(now),
        policy,
        HexFormat.of().formatHex(mac("form upload", object, maxBytes, until).unsafeArray()));
  }

  /// The most bytes that a form lets come; empty when it is no good, for this object, now.
  Optional<Long> maxBytes(MediaKey object, String policy, String signature, Instant now) {
    Matcher parts = POLICY.matcher(decoded(policy));
    if (!parts.matches() || !parts.group(1).equals(object.path())) {
      return Optional.empty();
    }
    long maxBytes = Long.parseLong(parts.group(2));
    long until = Long.parseLong(parts.group(3));
    Bytes expected =
        Bytes.wrap(
            HexFormat.of()
                .formatHex(mac("form upload", object, maxBytes, until).unsafeArray())
                .getBytes(StandardCharsets.US_ASCII));
    boolean good =
        expected.equalsInConstantTime(Bytes.wrap(signature.getBytes(StandardCharsets.UTF_8)))
            && now.getEpochSecond() < until;
    return good ? Optional.of(maxBytes) : Optional.empty();
  }

  private static String decoded(String policy) {
    if (policy.length() > MAX_POLICY) {
      return "";
    }
    try {
      return new String(Base64.getDecoder().decode(policy), StandardCharsets.US_ASCII);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private Bytes mac(String label, MediaKey object, long maxBytes, long until) {
    return key.mac(
        label,
        object.path().getBytes(StandardCharsets.US_ASCII),
        ByteBuffer.allocate(2 * Long.BYTES).putLong(maxBytes).putLong(until).array());
  }
}
