package org.sealpost.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/// Addresses of servers as keys say them.
final class WebAddress {
  private WebAddress() {}

  /// An address without a path.
  static URI origin(Section section, String key, String text) {
    return parse(section, key, text)
        .filter(uri -> uri.getPath().isEmpty())
        .orElseThrow(() ->
            section.refuse(key, text, "use https://HOST:PORT, or http:// on a loopback address"));
  }

  /// An address, perhaps with a path; without a slash at its end.
  static URI of(Section section, String key, String text) {
    return parse(section, key, text)
        .filter(uri -> !uri.getPath().endsWith("/"))
        .orElseThrow(() ->
            section.refuse(
                key,
                text,
                "use https://HOST/PATH without a slash at the end, or http:// on a"
                    + " loopback address"));
  }

  private static Optional<URI> parse(Section section, String key, String text) {
    try {
      URI uri = new URI(text);
      if (uri.getUserInfo() != null) { // it would be shown in errors
        throw section.refuse(
            key, "an address with credentials in it", "use https://HOST without them");
      }
      boolean plain = "http".equals(uri.getScheme());
      boolean allowed =
          uri.getHost() != null
              && uri.getQuery() == null
              && uri.getFragment() == null
              && ("https".equals(uri.getScheme()) || (plain && Loopback.is(uri.getHost())));
      return allowed ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
