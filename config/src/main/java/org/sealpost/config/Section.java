package org.sealpost.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One part of the configuration being read. A record asks for each of its keys, then calls [#end],
/// which refuses what nobody asked for.
final class Section {
  private final String path;
  private final ObjectNode node;
  private final Set<String> known = new TreeSet<>();

  /// @param path dotted, empty for the whole file
  Section(String path, ObjectNode node) {
    this.path = path;
    this.node = node;
  }

  int integer(String key, int otherwise, int min, int max) {
    JsonNode value = value(key);
    if (value == null) {
      return otherwise;
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.intValue() < min
        || value.intValue() > max) {
      throw refuse(key, value, "use " + min + " to " + max, Integer.toString(otherwise));
    }
    return value.intValue();
  }

  Duration duration(String key, Duration otherwise, Duration min, Duration max) {
    JsonNode value = value(key);
    if (value == null) {
      return otherwise;
    }
    return Quantities.duration(value.asText())
        .filter(d -> d.compareTo(min) >= 0 && d.compareTo(max) <= 0)
        .orElseThrow(() ->
            refuse(
                key,
                value,
                "use " + Quantities.write(min) + " to " + Quantities.write(max),
                Quantities.write(otherwise)));
  }

  long size(String key, long otherwise, long min, long max) {
    JsonNode value = value(key);
    if (value == null) {
      return otherwise;
    }
    return Quantities.size(value.asText())
        .filter(bytes -> bytes >= min && bytes <= max)
        .orElseThrow(() ->
            refuse(
                key,
                value,
                "use " + Quantities.write(min) + " to " + Quantities.write(max),
                Quantities.write(otherwise)));
  }

  boolean flag(String key, boolean otherwise) {
    JsonNode value = value(key);
    if (value == null) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw refuse(key, value, "use true or false", Boolean.toString(otherwise));
    }
    return value.booleanValue();
  }

  /// One of an enum's names, in lower case.
  <E extends Enum<E>> E choice(String key, E otherwise) {
    JsonNode value = value(key);
    if (value == null) {
      return otherwise;
    }
    StringBuilder allowed = new StringBuilder();
    for (E choice : otherwise.getDeclaringClass().getEnumConstants()) {
      if (value.isTextual() && value.asText().equals(name(choice))) {
        return choice;
      }
      allowed.append(allowed.isEmpty() ? "" : ", ").append(name(choice));
    }
    throw refuse(key, value, "use one of " + allowed, name(otherwise));
  }

  private static String name(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }

  Optional<String> text(String key) {
    return text(key, value(key), "none");
  }

  String text(String key, String otherwise) {
    return text(key, value(key), otherwise).orElse(otherwise);
  }

  private Optional<String> text(String key, @Nullable JsonNode value, String otherwise) {
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isTextual() || value.asText().isBlank()) {
      throw refuse(key, value, "use a text", otherwise);
    }
    return Optional.of(value.asText());
  }

  /// The part below a key, read by the record that it belongs to.
  <T> T section(String key, Function<Section, T> reader) {
    JsonNode value = value(key);
    if (value != null && !value.isObject()) {
      throw new BadConfiguration(name(key) + " has no keys; write them below it, indented");
    }
    Section below = new Section(name(key), value == null ? node.objectNode() : (ObjectNode) value);
    T record = reader.apply(below);
    below.end();
    return record;
  }

  /// Says of a value that was read that it cannot be.
  BadConfiguration refuse(String key, Object value, String fix) {
    return new BadConfiguration(name(key) + " is " + value + "; " + fix);
  }

  private BadConfiguration refuse(String key, JsonNode value, String allowed, String otherwise) {
    String written = value.isValueNode() ? value.asText() : "not a single value";
    return new BadConfiguration(
        name(key) + " is " + written + "; " + allowed + " (default " + otherwise + ")");
  }

  /// Every key was asked for; what is left over is nobody's.
  void end() {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (!known.contains(entry.getKey())) {
        String nearest =
            known.stream()
                .min(Comparator.comparingInt(key -> distance(key, entry.getKey())))
                .orElse("");
        boolean near = distance(nearest, entry.getKey()) <= Math.max(2, nearest.length() / 2);
        throw new BadConfiguration(
            name(entry.getKey())
                + " is not a key of the configuration; "
                + (near
                    ? "did you mean " + name(nearest) + "?"
                    : "known here: " + String.join(", ", known)));
      }
    }
  }

  private @Nullable JsonNode value(String key) {
    known.add(key);
    JsonNode value = node.get(key);
    return value == null || value.isNull() ? null : value;
  }

  private String name(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /// Levenshtein's, without regard to case.
  private static int distance(String a, String b) {
    String left = a.toLowerCase(Locale.ROOT);
    String right = b.toLowerCase(Locale.ROOT);
    int[] previous = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int[] current = new int[right.length() + 1];
      current[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int swap = previous[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(swap, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[right.length()];
  }
}
