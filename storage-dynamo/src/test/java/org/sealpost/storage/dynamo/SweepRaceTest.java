package org.sealpost.storage.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.sealpost.storage.tck.ManualClock;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;

/// A sweep that finds an inbox empty while another node appends to it.
class SweepRaceTest {
  private static final Duration LIFE = Duration.ofHours(2);

  /// Item and head of a transaction are seen one after the other.
  @Test
  void aPlaceAmongTheDueIsNotTakenForOldBeforeItsHeadIsSeen() {
    ManualClock clock = new ManualClock(Instant.now());
    WatchedService service = new WatchedService();
    DynamoConfig config = TestTables.fresh().withClock(clock);
    try (DynamoStorage storage =
        DynamoStorage.open(config, new DynamoStorage.Hooks(() -> {}, List.of(service)))) {
      OneAccount account = OneAccount.create(storage, 1);
      account.append(storage, account.request(20));
      clock.advance(LIFE);
      AtomicBoolean shown = new AtomicBoolean();
      service.change((request, response) -> {
        if (request instanceof GetItemRequest && !shown.getAndSet(true)) {
          GetItemResponse head = (GetItemResponse) response;
          Map<String, AttributeValue> before = new HashMap<>(head.item());
          before.put("due", Attr.of(0));
          return head.toBuilder().item(before).build();
        }
        return response;
      });
      assertThat(storage.inboxes().sweepExpired(10)).isZero();
      assertThat(storage.inboxes().sweepExpired(10)).isEqualTo(1);
    }
  }

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
