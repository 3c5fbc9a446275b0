package org.sealpost.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.protocol.Bytes;

/// Base64 as clients write it (wire interface, README section 5), through buffers that are used
/// again.
class WireJsonTest {
  record Body(Bytes value) {}

  @Test
  void everyVariantOfBase64IsReadAndNothingOfAnEarlierBodyIsLeft() throws Exception {
    Random random = new Random(3);
    List<Base64.Encoder> variants =
        List.of(
            Base64.getEncoder(),
            Base64.getEncoder().withoutPadding(),
            Base64.getUrlEncoder(),
            Base64.getUrlEncoder().withoutPadding());
    for (int size : new int[] {262_144, 0, 1, 2, 3, 4, 1_024, 1_025, 1_026, 5_000, 65_537, 7}) {
      byte[] value = new byte[size];
      random.nextBytes(value);
      for (Base64.Encoder variant : variants) {
        Bytes read = read(variant.encodeToString(value));
        assertThat(Arrays.equals(read.unsafeArray(), value)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"A", "AB=C", "+_AA", "AA A", "AAé=", "AA\u0141B", "AA\u2003="})
  void whatIsNoBase64IsOfAnotherShape(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOfSatisfying(
            WireJson.BadJson.class, refused -> assertThat(refused.isShape()).isTrue());
  }

  private static Bytes read(String text) throws WireJson.BadJson {
    byte[] json = ("{\"value\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8);
    return WireJson.read(Bytes.wrap(json), Body.class).value();
  }
}
