package org.sealpost.server.http;

import java.util.Base64;
import java.util.Optional;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.protocol.SecretBytes;

/// The headers by which somebody without an account is let in (wire interface, README section 2).
public final class AnonymousAccess {
  private static final String ACCESS_KEY = "unidentified-access-key";
  private static final String GROUP_TOKEN = "group-send-token";
  private static final int ACCESS_KEY_BYTES = 16;

  private AnonymousAccess() {}

  /// The access key of the request; what is no such key lets nobody in and is passed over. A group
  /// send token beside other credentials is 400, and alone 401, since tokens are not served yet:
  /// clients then go on with their next credentials.
  public static Optional<SecretBytes> accessKey(Call call, Optional<AuthenticatedDevice> device) {
    Optional<String> key = call.headers().first(ACCESS_KEY);
    if (call.headers().first(GROUP_TOKEN).isPresent()) {
      throw device.isPresent() || key.isPresent()
          ? new Refusal(400, "a group send token goes alone")
          : new Refusal(401, "group send tokens are not served");
    }
    return key.flatMap(AnonymousAccess::decode);
  }

  /// The combined access key of a send to several recipients, in the order of wire interface,
  /// messages, C1: tokens never go with stories, somebody has to show something, and not both.
  public static SecretBytes combinedKey(Call call, boolean story) {
    Optional<String> key = call.headers().first(ACCESS_KEY);
    boolean token = call.headers().first(GROUP_TOKEN).isPresent();
    if (token && story) {
      throw new Refusal(400, "a group send token does not go with a story");
    }
    if (token && key.isPresent()) {
      throw new Refusal(400, "a group send token goes alone");
    }
    if (token) {
      throw new Refusal(401, "group send tokens are not served");
    }
    return key.flatMap(AnonymousAccess::decode)
        .orElseThrow(() -> new Refusal(401, "an access key is required"));
  }

  private static Optional<SecretBytes> decode(String header) {
    try {
      byte[] bytes = Base64.getDecoder().decode(header);
      return bytes.length == ACCESS_KEY_BYTES
          ? Optional.of(SecretBytes.wrap(bytes))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
