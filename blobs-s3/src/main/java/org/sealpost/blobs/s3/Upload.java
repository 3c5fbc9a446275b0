package org.sealpost.blobs.s3;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the caller keeps of an upload.
///
/// @param partBytes of all parts but the last
/// @param mark 32 hex digits; also in the metadata of the object that comes of it, which tells
///   whose completion published it
/// @param id the service's
record Upload(int partBytes, String mark, String id) {
  private static final Pattern FORM = Pattern.compile("([0-9]{7,9})\\.([0-9a-f]{32})\\.(.+)");
  private static final SecureRandom RANDOM = new SecureRandom();

  /// In the metadata of an object.
  private static final String MARK = "sealpost-upload";

  static String newMark() {
    byte[] random = new byte[16];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  static Map<String, String> metadata(String mark) {
    return Map.of(MARK, mark);
  }

  static boolean made(String mark, Bucket.Head object) {
    return mark.equals(object.metadata().get(MARK));
  }

  /// 32 hex digits that stand for the service's id, and from which it cannot be told.
  static String shortened(String id) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  String write() {
    return partBytes + "." + mark + "." + id;
  }

  static Optional<Upload> parse(String written) {
    Matcher form = FORM.matcher(written);
    return form.matches()
        ? Optional.of(new Upload(Integer.parseInt(form.group(1)), form.group(2), form.group(3)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "Upload[redacted]";
  }
}
