package org.sealpost.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.json.CheckKeys;
import org.sealpost.protocol.json.WireJson;
import org.sealpost.protocol.json.WireJson.BadJson;

/// Any bytes come through in each of the four ways in which clients write base64; text that is not
/// base64 is refused.
final class Base64Parser implements Parser {
  private static final List<Base64.Encoder> VARIANTS =
      List.of(
          Base64.getEncoder(),
          Base64.getEncoder().withoutPadding(),
          Base64.getUrlEncoder(),
          Base64.getUrlEncoder().withoutPadding());

  @Override
  public List<byte[]> seeds() {
    return Parser.texts("A", "AQ", "AQI", "AQID", "-_+/", "AA==", "AA=", "A=A=", "====");
  }

  @Override
  public void check(byte[] input) throws Exception {
    for (Base64.Encoder variant : VARIANTS) {
      assertThat(digestOf(variant.encodeToString(input))).isEqualTo(Bytes.wrap(input));
    }
    String text = new String(input, UTF_8);
    try {
      assertThat(digestOf(text).size()).isEqualTo(text.replace("=", "").length() * 6 / 8);
    } catch (BadJson refused) {
      assertThat(refused).hasNoCause();
    }
  }

  private static Bytes digestOf(String text) throws BadJson {
    Bytes body = WireJson.write(Map.of("digest", text));
    Bytes digest = WireJson.read(body, CheckKeys.class).digest();
    if (digest == null) {
      throw new AssertionError("text was read as nothing");
    }
    return digest;
  }
}
