package org.sealpost.server.http;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Request headers: names in lower case, one value each (the first that came). Prints nothing of
/// them.
public final class Headers {
  public static final Headers NONE = new Headers(Map.of());

  private final Map<String, String> values;

  private Headers(Map<String, String> values) {
    this.values = values;
  }

  /// Headers as a map has them.
  ///
  /// @param values by names in any case
  public static Headers of(Map<String, String> values) {
    Map<String, String> lower = new HashMap<>();
    values.forEach((name, value) -> lower.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
    return new Headers(lower);
  }

  /// As they come in a tunnelled request: `name:value`. An entry without a colon, or with more than
  /// one, is passed over (wire interface, messages and websocket, A2).
  public static Headers ofTunnelled(List<String> entries) {
    Map<String, String> parsed = new HashMap<>();
    for (String entry : entries) {
      int colon = entry.indexOf(':');
      if (colon > 0 && entry.indexOf(':', colon + 1) < 0) {
        parsed.putIfAbsent(
            entry.substring(0, colon).trim().toLowerCase(Locale.ROOT),
            entry.substring(colon + 1).trim());
      }
    }
    return new Headers(parsed);
  }

  /// These, and those of `lower` that are not among these.
  public Headers over(Headers lower) {
    if (lower.values.isEmpty()) {
      return this;
    }
    Map<String, String> merged = new HashMap<>(lower.values);
    merged.putAll(values);
    return new Headers(merged);
  }

  /// Those with these names, which are in lower case.
  public Headers only(Set<String> names) {
    Map<String, String> kept = new HashMap<>(values);
    kept.keySet().retainAll(names);
    return kept.isEmpty() ? NONE : new Headers(kept);
  }

  public Optional<String> first(String name) {
    return Optional.ofNullable(values.get(name.toLowerCase(Locale.ROOT)));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Headers headers && values.equals(headers.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return "Headers[" + values.size() + "]";
  }
}
