package org.sealpost.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import org.sealpost.protocol.BasicCredentials;

/// `Authorization` headers: reading one never throws, and what was read means the same when it is
/// written and read again.
final class CredentialsParser implements Parser {
  /// A longer header is not read.
  private static final int MAX_HEADER_CHARS = 4096;

  @Override
  public List<byte[]> seeds() {
    return Parser.texts(
        basic("9d0652a3-dcc3-4d11-975f-74d61598733f.2:cGFzc3dvcmQ"),
        basic("+15550001111:p:w"),
        basic(":"),
        "Basic ",
        "basic \t====",
        "Bearer x",
        "é:ü");
  }

  @Override
  public void check(byte[] input) {
    String text = new String(input, UTF_8);
    checkHeader(text);
    checkHeader(basic(text));
  }

  private static void checkHeader(String header) {
    BasicCredentials.parse(header)
        .ifPresent(read -> {
          assertThat(read.username()).isNotEmpty().doesNotContain(":");
          assertThat(read.toString()).isEqualTo("BasicCredentials[redacted]");
          if (read.toHeader().length() <= MAX_HEADER_CHARS) {
            assertThat(BasicCredentials.parse(read.toHeader())).contains(read);
          }
        });
  }

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
  }
}
