package org.sealpost.storage.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sealpost.storage.registration.SessionRecord;

/// The count of sessions, by which a new one knows whether there are too many.
class SessionCountTest {
  /// The service removed them by their time to live; then each new session would read them all.
  @Test
  void aCountThatIsTooHighIsCorrected() {
    DynamoConfig config = TestTables.fresh();
    Instant now = Instant.now();
    try (DynamoStorage storage = DynamoStorage.open(config);
        RawItems raw = RawItems.of(config)) {
      raw.put(VerificationSessions.COUNT, Map.of("n", Attr.of(1_000)));
      SessionRecord session =
          new SessionRecord(
              OneAccount.bytes(32),
              OneAccount.bytes(32),
              now,
              now.plusSeconds(600),
              1,
              OneAccount.bytes(40));
      storage.registrations().openSession(session, 5, 10, now);
      assertThat(storage.registrations().session(session.idHash(), now)).contains(session);
      assertThat(
              raw.of(Table.REGISTRY, VerificationSessions.COUNT.partition()).stream()
                  .map(item -> new Item(item).number("n")))
          .containsExactly(1L);
    }
  }
}
