package org.sealpost.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sealpost.fuzz.Parser;

/// Paths with their queries: reading one never throws, and what was read means the same when it is
/// written with every byte escaped.
public final class TargetParser implements Parser {
  private static final int MAX_CHARS = 8 * 1024;
  private static final int MAX_SEGMENTS = 16;

  @Override
  public List<byte[]> seeds() {
    return Parser.texts(
        "/v1/messages/PNI:9d0652a3-dcc3-4d11-975f-74d61598733f?story=true&story=false",
        "/v1/provisioning/YWI%3D/",
        "//a//b/?=&a&b=%2B+c&%",
        "/%C3%A9/%c3",
        "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q",
        "no/slash");
  }

  @Override
  public void check(byte[] input) {
    Optional<Target> read = Target.parse(new String(input, UTF_8));
    if (read.isEmpty()) {
      return;
    }
    assertThat(read.get().segments()).isNotEmpty().hasSizeLessThanOrEqualTo(MAX_SEGMENTS);
    String written = written(read.get());
    if (written.length() <= MAX_CHARS) {
      assertThat(Target.parse(written)).isEqualTo(read);
    }
  }

  private static String written(Target target) {
    String path =
        target.segments().stream().map(TargetParser::escaped).collect(Collectors.joining("/"));
    String query =
        target.query().entrySet().stream()
            .map(entry -> escaped(entry.getKey()) + "=" + escaped(entry.getValue()))
            .collect(Collectors.joining("&"));
    return "/" + path + "/" + (query.isEmpty() ? "" : "?" + query);
  }

  static String escaped(String text) {
    HexFormat hex = HexFormat.of();
    StringBuilder escaped = new StringBuilder();
    for (byte each : text.getBytes(UTF_8)) {
      escaped.append('%').append(hex.toHexDigits(each));
    }
    return escaped.toString();
  }
}
