package org.sealpost.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;

/// `keys.kms`: the key of AWS KMS that `keys.type: kms` uses. Credentials come from where AWS's
/// tools take them: environment, shared files, container or machine.
///
/// @param keyId its ARN, id or `alias/NAME`
/// @param region by default that of the ARN, or the environment's
/// @param endpoint by default the region's; `https`, or `http` on loopback
/// @param timeout for one answer, its repeats included
public record KmsKeyConfig(
    String keyId, Optional<String> region, Optional<URI> endpoint, Duration timeout) {

  /// Empty when no key is named.
  static Optional<KmsKeyConfig> read(Section section) {
    Optional<String> keyId = section.text("keyId");
    Optional<String> region = section.text("region");
    Optional<URI> endpoint = section.text("endpoint").map(text -> endpoint(section, text));
    Duration timeout =
        section.duration(
            "timeout", Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofMinutes(1));
    return keyId.map(id -> new KmsKeyConfig(id, region, endpoint, timeout));
  }

  private static URI endpoint(Section section, String text) {
    try {
      URI uri = new URI(text);
      if (uri.getUserInfo() != null) { // it would be shown in errors
        throw new BadConfiguration(
            "keys.kms.endpoint is set to an address with credentials in it; use https://HOST, or"
                + " http:// on a loopback address");
      }
      boolean plain = "http".equals(uri.getScheme());
      if (uri.getHost() != null
          && ("https".equals(uri.getScheme()) || (plain && Loopback.is(uri.getHost())))) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // the same answer
    }
    throw section.refuse("endpoint", text, "use https://HOST, or http:// on a loopback address");
  }
}
