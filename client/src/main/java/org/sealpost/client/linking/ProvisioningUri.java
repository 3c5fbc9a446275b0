package org.sealpost.client.linking;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.ecc.ECPublicKey;

/// What a new device shows and a primary reads: where the new device listens, and the key to
/// encrypt for (wire interface, accounts and devices, section 7.1).
public record ProvisioningUri(String address, ECPublicKey publicKey) {
  private static final String PREFIX = "sgnl://linkdevice?";

  public static Optional<ProvisioningUri> parse(String text) {
    if (!text.startsWith(PREFIX)) {
      return Optional.empty();
    }
    Map<String, String> values = new HashMap<>();
    for (String pair : text.substring(PREFIX.length()).split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        try {
          values.put(
              pair.substring(0, equals),
              URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
          return Optional.empty();
        }
      }
    }
    String address = values.get("uuid");
    String key = values.get("pub_key");
    if (address == null || key == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ProvisioningUri(address, new ECPublicKey(Base64.getDecoder().decode(key))));
    } catch (InvalidKeyException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// As it is shown.
  public String text() {
    return PREFIX
        + "uuid="
        + encode(address)
        + "&pub_key="
        + encode(Base64.getEncoder().encodeToString(publicKey.serialize()));
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
