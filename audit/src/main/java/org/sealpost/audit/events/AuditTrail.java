package org.sealpost.audit.events;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.audit.AuditEntry;

/// Makes of events the entries that are committed with the action they record. The form is one line
/// of canonical JSON: `id`, `time` (RFC 3339, UTC, milliseconds), `type`, `v` (of the form: 1), and
/// the event's details. Safe for any number of threads.
public final class AuditTrail {
  private static final int FORM = 1;

  private final Clock clock;
  private final SecureRandom random;

  public AuditTrail(Clock clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  /// Entries of what happens now, in one commit.
  public List<AuditEntry> of(AuditEvent... events) {
    return Stream.of(events).map(this::entry).toList();
  }

  public AuditEntry entry(AuditEvent event) {
    UUID id = new UUID(version4(random.nextLong()), variant(random.nextLong()));
    Map<String, Object> members = new HashMap<>(event.details());
    members.put("id", id.toString());
    members.put("time", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
    members.put("type", event.type());
    members.put("v", FORM);
    return new AuditEntry(
        id, Bytes.wrap(CanonicalJson.object(members).getBytes(StandardCharsets.UTF_8)));
  }

  public Pseudonym newPseudonym() {
    byte[] bytes = new byte[Pseudonym.BYTES];
    random.nextBytes(bytes);
    return new Pseudonym(Bytes.wrap(bytes));
  }

  private static long version4(long bits) {
    return (bits & 0xFFFFFFFF_FFFF0FFFL) | 0x4000L;
  }

  private static long variant(long bits) {
    return (bits & 0x3FFFFFFF_FFFFFFFFL) | 0x80000000_00000000L;
  }
}
