package org.sealpost.kms.aws;

import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// AWS Signature Version 4 as the service computes it, written from its specification and not with
/// the SDK that is under test.
final class Signature {
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=([^/]+)/([0-9]{8})/([^/]+)/([^/]+)/aws4_request,"
              + " ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})");

  private Signature() {}

  /// Whether the request was signed by this identity for this region's KMS.
  static boolean isGood(
      HttpExchange request, byte[] body, String accessKey, String secret, String region) {
    String authorization = header(request, "Authorization");
    Matcher parts = AUTHORIZATION.matcher(authorization);
    if (!parts.matches()
        || !parts.group(1).equals(accessKey)
        || !parts.group(3).equals(region)
        || !parts.group(4).equals("kms")) {
      return false;
    }
    List<String> signed = Arrays.asList(parts.group(5).split(";", -1));
    if (!signed.containsAll(List.of("host", "x-amz-date", "x-amz-target"))) {
      return false;
    }
    StringBuilder canonical =
        new StringBuilder(request.getRequestMethod())
            .append('\n')
            .append(request.getRequestURI().getRawPath())
            .append("\n\n");
    for (String name : signed) {
      canonical.append(name).append(':').append(header(request, name).strip()).append('\n');
    }
    canonical.append('\n').append(parts.group(5)).append('\n').append(hex(sha256(body)));
    String scope = parts.group(2) + "/" + region + "/kms/aws4_request";
    String toSign =
        "AWS4-HMAC-SHA256\n"
            + header(request, "X-Amz-Date")
            + "\n"
            + scope
            + "\n"
            + hex(sha256(ascii(canonical.toString())));
    byte[] key = ascii("AWS4" + secret);
    for (String part : List.of(parts.group(2), region, "kms", "aws4_request")) {
      key = hmac(key, part);
    }
    return hex(hmac(key, toSign)).equals(parts.group(6));
  }

  private static String header(HttpExchange request, String name) {
    String value = request.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(ascii(text));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
