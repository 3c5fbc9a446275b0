package org.sealpost.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.ServiceId;

/// Service ids and numbers as they come in paths, bodies and user names: one spelling for each
/// meaning, apart from the case of hexadecimal digits.
final class NamesParser implements Parser {
  @Override
  public List<byte[]> seeds() {
    return Parser.texts(
        "9d0652a3-dcc3-4d11-975f-74d61598733f",
        "PNI:9D0652A3-DCC3-4D11-975F-74D61598733F",
        "PNI:PNI:9d0652a3-dcc3-4d11-975f-74d61598733f",
        "1-1-1-1-1",
        "+15550001111",
        "+1 (555) 000-1111");
  }

  @Override
  public void check(byte[] input) {
    String text = new String(input, UTF_8);
    ServiceId.parse(text)
        .ifPresent(id -> {
          assertThat(id.text()).isEqualToIgnoringCase(text.toLowerCase(Locale.ROOT));
          assertThat(ServiceId.parse(id.text())).contains(id);
        });
    PhoneNumber.parse(text).ifPresent(number -> assertThat(number.e164()).isEqualTo(text));
    PhoneNumber.normalise(text)
        .ifPresent(number -> assertThat(PhoneNumber.parse(number.e164())).contains(number));
  }
}
