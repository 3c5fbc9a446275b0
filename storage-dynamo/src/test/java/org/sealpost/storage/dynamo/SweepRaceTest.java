package org.sealpost.storage.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.sealpost.storage.tck.ManualClock;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;

/// A sweep that finds an inbox empty while another node appends to it.
class SweepRaceTest {
  private static final Duration LIFE = Duration.ofHours(2);

  @Test
  void whatComesWhileASweepEmptiesTheInboxIsSweptInItsTurn() {
    ManualClock clock = new ManualClock(Instant.now());
    WatchedService service = new WatchedService();
    DynamoConfig config = TestTables.fresh().withClock(clock);
    try (DynamoStorage sweeping =
            DynamoStorage.open(config, new DynamoStorage.Hooks(() -> {}, List.of(service)));
        DynamoStorage other = DynamoStorage.open(config)) {
      OneAccount account = OneAccount.create(other, 1);
      account.append(other, account.request(20));
      clock.advance(LIFE);
      AtomicBoolean appended = new AtomicBoolean();
      service.change((request, response) -> {
        if (request instanceof DeleteItemRequest && !appended.getAndSet(true)) {
          account.append(other, account.request(20, clock.instant().plus(LIFE)));
        }
        return response;
      });
      assertThat(sweeping.inboxes().sweepExpired(10)).isEqualTo(1);
      assertThat(account.queued(other)).hasSize(1);
      clock.advance(LIFE);
      assertThat(sweeping.inboxes().sweepExpired(10)).isEqualTo(1);
    }
  }
}
