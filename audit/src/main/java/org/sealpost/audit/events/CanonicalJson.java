package org.sealpost.audit.events;

import java.util.Map;
import java.util.TreeMap;

/// Flat objects in the canonical form of RFC 8785: members sorted by UTF-16 code units, no space,
/// the shortest escapes. One event has one form, so that its hash can be made by anybody.
final class CanonicalJson {
  /// Beyond it a reader that takes numbers for IEEE 754 doubles reads another one.
  private static final long LARGEST = (1L << 53) - 1;

  private CanonicalJson() {}

  /// The object.
  ///
  /// @param members of texts, whole numbers and truth values
  static String object(Map<String, Object> members) {
    StringBuilder json = new StringBuilder("{");
    new TreeMap<>(members)
        .forEach((name, value) -> {
          if (json.length() > 1) {
            json.append(',');
          }
          text(json, name);
          json.append(':');
          value(json, value);
        });
    return json.append('}').toString();
  }

  private static void value(StringBuilder json, Object value) {
    switch (value) {
      case String text -> text(json, text);
      case Boolean truth -> json.append(truth);
      case Integer number -> json.append(number);
      case Long number when Math.abs(number) <= LARGEST -> json.append(number);
      default -> throw new IllegalArgumentException("no value for an event: " + value.getClass());
    }
  }

  private static void text(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\b' -> json.append("\\b");
        case '\t' -> json.append("\\t");
        case '\n' -> json.append("\\n");
        case '\f' -> json.append("\\f");
        case '\r' -> json.append("\\r");
        default -> character(json, text, i);
      }
    }
    json.append('"');
  }

  private static void character(StringBuilder json, String text, int at) {
    char c = text.charAt(at);
    if (c < ' ') {
      json.append(String.format("\\u%04x", (int) c));
      return;
    }
    boolean paired =
        Character.isHighSurrogate(c)
            ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
            : !Character.isLowSurrogate(c)
                || (at > 0 && Character.isHighSurrogate(text.charAt(at - 1)));
    if (!paired) {
      throw new IllegalArgumentException("half a surrogate pair");
    }
    json.append(c);
  }
}
