package org.sealpost.protocol;

import java.util.Optional;
import java.util.regex.Pattern;

/// A number in E.164 form: `+`, then up to fifteen digits, the first not zero. Prints redacted.
public record PhoneNumber(String e164) {
  private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{6,14}");

  public PhoneNumber {
    if (!E164.matcher(e164).matches()) {
      throw new IllegalArgumentException("not a number in E.164 form");
    }
  }

  public static Optional<PhoneNumber> parse(String text) {
    return E164.matcher(text).matches() ? Optional.of(new PhoneNumber(text)) : Optional.empty();
  }

  /// The same digits without what people write between them; empty when that is not E.164 either.
  public static Optional<PhoneNumber> normalise(String text) {
    return parse(text.replaceAll("[ ()./-]", ""));
  }

  @Override
  public String toString() {
    return "PhoneNumber[redacted]";
  }
}
