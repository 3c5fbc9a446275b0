package org.sealpost.client.media;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// Where files are on the media host of a client profile: below the address of the server itself.
///
/// @param base without a slash at its end
public record MediaHost(URI base) {
  /// A file beside a message. The name is the sender's word: it is one step of the path, whatever
  /// is in it.
  public URI attachment(String object) {
    return URI.create(base + "/attachments/" + step(object));
  }

  /// A file that the server itself names by its path, such as an avatar.
  public URI file(String path) {
    return URI.create(base + "/" + path);
  }

  /// An address that an upload form names: its path and query on this host (wire interface, media,
  /// section 2).
  URI here(String address) throws IOException {
    URI uri =
        Upload.parsed(address)
            .orElseThrow(() -> new IOException("the server named an address that is none"));
    String query = uri.getRawQuery();
    return URI.create(base + uri.getRawPath() + (query == null ? "" : "?" + query));
  }

  private static String step(String name) {
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    // A step of dots alone means another place.
    return encoded.matches("\\.+") ? encoded.replace(".", "%2E") : encoded;
  }
}
