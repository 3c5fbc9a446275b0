package org.sealpost.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.sealpost.fuzz.Parser;

/// Headers of tunnelled requests, one on a line of the input: the first of a name counts, whatever
/// its case, and those of the request come before those of the handshake.
public final class HeadersParser implements Parser {
  @Override
  public List<byte[]> seeds() {
    return Parser.texts(
        "Content-Type:application/json\ncontent-type: text/plain",
        "a:b:c\n:\n::\nno colon\n x : y ",
        "Unidentified-Access-Key:AAAA\nUNIDENTIFIED-ACCESS-KEY:BBBB\n\u0130:x");
  }

  @Override
  public void check(byte[] input) {
    List<String> entries = new String(input, UTF_8).lines().toList();
    Headers headers = Headers.ofTunnelled(entries);
    for (String entry : entries) {
      int colon = entry.indexOf(':');
      if (colon > 0 && entry.lastIndexOf(':') == colon) {
        String name = entry.substring(0, colon).trim();
        String first = firstValue(entries, name);
        assertThat(headers.first(name)).contains(first);
        assertThat(headers.first(name.toLowerCase(Locale.ROOT))).contains(first);
        assertThat(headers.over(Headers.ofTunnelled(List.of(entry))).first(name)).contains(first);
      }
    }
    assertThat(headers.only(Set.of())).isEqualTo(Headers.NONE);
    assertThat(headers.toString()).matches("Headers\\[[0-9]+]");
  }

  private static String firstValue(List<String> entries, String name) {
    for (String entry : entries) {
      int colon = entry.indexOf(':');
      if (colon > 0
          && entry.lastIndexOf(':') == colon
          && entry
              .substring(0, colon)
              .trim()
              .toLowerCase(Locale.ROOT)
              .equals(name.toLowerCase(Locale.ROOT))) {
        return entry.substring(colon + 1).trim();
      }
    }
    throw new AssertionError("no such header");
  }
}
