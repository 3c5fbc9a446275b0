package org.sealpost.audit.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sealpost.audit.events.AuditEvent.DeviceLinked;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.audit.AuditEntry;

class AuditTrailTest {
  private final AuditTrail trail =
      new AuditTrail(
          Clock.fixed(Instant.parse("2026-11-23T09:00:00.123456Z"), ZoneOffset.UTC),
          new SecureRandom());

  @Test
  void anEventIsOneLineOfCanonicalJson() {
    AuditEntry entry =
        trail.entry(new DeviceLinked(new Pseudonym(Bytes.wrap(new byte[Pseudonym.BYTES])), 2));

    assertThat(new String(entry.event().unsafeArray(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"device\":2,\"id\":\""
                + entry.id()
                + "\",\"person\":\"00000000000000000000000000000000\","
                + "\"time\":\"2026-11-23T09:00:00.123Z\",\"type\":\"device.linked\",\"v\":1}");
    assertThat(entry.id().version()).isEqualTo(4);
    assertThat(entry.id().variant()).isEqualTo(2);
  }

  /// The string of RFC 8785 section 3.2.2 and the order of section 3.2.3.
  @Test
  void theCanonicalFormIsTheStandards() {
    assertThat(
            CanonicalJson.object(
                Map.of("s", "\u20ac$\u000f\nA'B\"\\\\\"/", "n", (1L << 53) - 1, "t", true)))
        .isEqualTo(
            "{\"n\":9007199254740991,\"s\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\",\"t\":true}");
    assertThat(
            CanonicalJson.object(
                Map.of(
                    "\u20ac",
                    1,
                    "\r",
                    2,
                    "\ufb33",
                    3,
                    "1",
                    4,
                    "\ud83d\ude00",
                    5,
                    "\u0080",
                    6,
                    "\u00f6",
                    7)))
        .isEqualTo(
            "{\"\\r\":2,\"1\":4,\"\u0080\":6,\"\u00f6\":7,\"\u20ac\":1,\"\ud83d\ude00\":5,\"\ufb33\":3}");
  }

  @Test
  void whatHasNoCanonicalFormIsRefused() {
    assertThatThrownBy(() -> CanonicalJson.object(Map.of("half", "\ud83d!")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CanonicalJson.object(Map.of("large", 1L << 53)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CanonicalJson.object(Map.of("fraction", 0.5)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
