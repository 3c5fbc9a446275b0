package org.sealpost.protocol.json;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// PUT /v1/devices/capabilities: the body is the map itself. Source: accounts and devices, section
/// 6.
public record Capabilities(Map<String, @Nullable Boolean> byName) {

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Capabilities {}

  @Override
  @JsonValue
  public Map<String, @Nullable Boolean> byName() {
    return byName;
  }
}
