package org.sealpost.storage.dynamo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.storage.StorageBusy;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.Placed;
import org.sealpost.storage.prekeys.PreKeyCount;
import org.sealpost.storage.prekeys.PreKeyUpload;
import org.sealpost.storage.prekeys.SealedPreKey;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/// What the service may answer and DynamoDB Local does not.
class FaultsTest {
  private static final int KIBIBYTE = 1_024;

  private final WatchedService service = new WatchedService();
  private final DynamoConfig config = TestTables.fresh();
  private DynamoStorage storage;

  @BeforeEach
  void open() {
    storage = DynamoStorage.open(config, new DynamoStorage.Hooks(() -> {}, List.of(service)));
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private static SdkException canceled(String code) {
    return TransactionCanceledException.builder()
        .cancellationReasons(
            CancellationReason.builder().code("None").build(),
            CancellationReason.builder().code(code).build())
        .awsErrorDetails(
            AwsErrorDetails.builder().errorCode("TransactionCanceledException").build())
        .statusCode(400)
        .build();
  }

  private static SdkException throttled() {
    return ProvisionedThroughputExceededException.builder()
        .awsErrorDetails(
            AwsErrorDetails.builder().errorCode("ProvisionedThroughputExceededException").build())
        .statusCode(400)
        .build();
  }

  private static SdkException lost() {
    return SdkClientException.create("no answer", new IOException("reset"));
  }

  @Test
  void aTransactionThatMeetsAnotherIsMadeAgain() {
    OneAccount account = OneAccount.create(storage, 2);
    service.failBefore(
        WatchedService.first(3, TransactWriteItemsRequest.class, canceled(Faults.CONFLICT)));
    List<Placed> placed = account.append(storage, account.request(20));
    assertThat(placed).hasSize(2).noneMatch(Placed::repeat);
    assertThat(account.queued(storage)).hasSize(1);
  }

  @Test
  void transactionsThatMeetForEverAreGivenUp() {
    OneAccount account = OneAccount.create(storage, 1);
    service.forget();
    service.failBefore(
        WatchedService.first(1_000, TransactWriteItemsRequest.class, canceled(Faults.CONFLICT)));
    assertThatThrownBy(() -> account.append(storage, account.request(20)))
        .isInstanceOf(StorageBusy.class);
    assertThat(service.seen(TransactWriteItemsRequest.class)).hasSizeLessThan(30);
  }

  @Test
  void aServiceThatLimitsRequestsIsBusyAndNothingIsStored() {
    OneAccount account = OneAccount.create(storage, 1);
    for (SdkException fault : List.of(throttled(), canceled("ThrottlingError"))) {
      service.failBefore(WatchedService.first(100, TransactWriteItemsRequest.class, fault));
      assertThatThrownBy(() -> account.append(storage, account.request(20)))
          .isInstanceOf(StorageBusy.class);
    }
    service.failBefore(WatchedService.first(100, GetItemRequest.class, throttled()));
    assertThatThrownBy(() -> storage.accounts().find(account.record().aci()))
        .isInstanceOf(StorageBusy.class);
    service.failBefore(_ -> Optional.empty());
    assertThat(account.queued(storage)).isEmpty();
  }

  @Test
  void aTransactionOfUnknownOutcomeIsMadeAgainUnderItsToken() {
    OneAccount account = OneAccount.create(storage, 2);
    service.forget();
    service.failAfter(WatchedService.first(1, TransactWriteItemsRequest.class, lost()));
    List<InboxEntry> request = account.request(20);
    assertThat(account.append(storage, request)).noneMatch(Placed::repeat);
    assertThat(account.queued(storage)).containsExactly(request.getFirst().id());
    assertThat(service.seen(TransactWriteItemsRequest.class))
        .extracting(TransactWriteItemsRequest::clientRequestToken)
        .hasSize(2)
        .containsOnly(
            service.seen(TransactWriteItemsRequest.class).getFirst().clientRequestToken());
  }

  /// What the caller does then: the same again.
  @Test
  void anAppendWhoseAnswersAreAllLostMayBeStoredAndItsRepeatSaysSo() {
    OneAccount account = OneAccount.create(storage, 1);
    List<InboxEntry> request = account.request(20);
    service.failAfter(WatchedService.first(100, TransactWriteItemsRequest.class, lost()));
    assertThatThrownBy(() -> account.append(storage, request))
        .isInstanceOf(StorageUnavailable.class)
        .isNotInstanceOf(StorageBusy.class);
    service.failAfter(_ -> Optional.empty());
    assertThat(account.append(storage, request)).allMatch(Placed::repeat);
    assertThat(account.queued(storage)).hasSize(1);
  }

  /// The second attempt finds the first one's version, which must not pass for somebody else's.
  @Test
  void anUpdateOfUnknownOutcomeIsNotARefusal() {
    OneAccount account = OneAccount.create(storage, 1);
    service.failAfter(WatchedService.first(1, UpdateItemRequest.class, lost()));
    assertThatThrownBy(() ->
            storage
                .accounts()
                .update(account.next(), account.inboxes(), DeviceChanges.NONE, List.of()))
        .isInstanceOf(StorageUnavailable.class);
    assertThat(storage.accounts().find(account.record().aci()).orElseThrow().version())
        .isEqualTo(2);
  }

  @Test
  void aPreKeyWhoseAnswerIsLostIsGivenToNobody() {
    OneAccount account = OneAccount.create(storage, 1);
    publish(account, 2);
    service.failAfter(WatchedService.first(1, DeleteItemRequest.class, lost()));
    assertThatThrownBy(() -> storage.preKeys().take(List.of(account.keys())))
        .isInstanceOf(StorageUnavailable.class);
    assertThat(storage.preKeys().count(account.keys())).isEqualTo(new PreKeyCount(1, 0));
  }

  private boolean publish(OneAccount account, int count) {
    List<SealedPreKey> keys =
        IntStream.range(0, count).mapToObj(i -> new SealedPreKey(i, OneAccount.bytes(50))).toList();
    return storage
        .preKeys()
        .publish(
            account.keys(), new PreKeyUpload(keys, Optional.empty(), List.of(), Optional.empty()));
  }

  /// The pointer is what counts.
  @Test
  void anUploadThatBrokeOffChangesNothingAndItsRestGoesWithALaterOne() {
    OneAccount account = OneAccount.create(storage, 1);
    publish(account, 3);
    service.failBefore(WatchedService.first(100, UpdateItemRequest.class, throttled()));
    assertThatThrownBy(() -> publish(account, 7)).isInstanceOf(StorageBusy.class);
    service.failBefore(_ -> Optional.empty());
    assertThat(storage.preKeys().count(account.keys())).isEqualTo(new PreKeyCount(3, 0));
    assertThat(preKeyItems(account)).isEqualTo(10);

    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofHours(2));
    try (DynamoStorage next = DynamoStorage.open(config.withClock(later))) {
      next.preKeys()
          .publish(
              account.keys(),
              new PreKeyUpload(
                  List.of(new SealedPreKey(1, OneAccount.bytes(50))),
                  Optional.empty(),
                  List.of(),
                  Optional.empty()));
    }
    assertThat(storage.preKeys().count(account.keys())).isEqualTo(new PreKeyCount(1, 0));
    assertThat(preKeyItems(account)).isEqualTo(1);
  }

  /// One-time keys in the table, whether or not anybody can see them.
  private long preKeyItems(OneAccount account) {
    try (RawItems raw = RawItems.of(config)) {
      return raw.of(Table.PREKEYS, Layout.partition(account.inbox(0))).stream()
          .filter(item -> new Item(item).sort().at(0) == 'o')
          .count();
    }
  }

  @Test
  void whatTheServiceLeavesUndoneIsDoneAgain() {
    OneAccount account = OneAccount.create(storage, 1);
    AtomicInteger rounds = new AtomicInteger();
    service.change((request, response) -> {
      if (request instanceof BatchWriteItemRequest batch && rounds.getAndIncrement() < 2) {
        Map.Entry<String, List<WriteRequest>> table =
            batch.requestItems().entrySet().iterator().next();
        return BatchWriteItemResponse.builder()
            .unprocessedItems(Map.of(table.getKey(), table.getValue().subList(0, 1)))
            .build();
      }
      return response;
    });
    assertThat(publish(account, 5)).isTrue();
    assertThat(rounds.get()).isGreaterThan(2);
    assertThat(storage.preKeys().count(account.keys())).isEqualTo(new PreKeyCount(5, 0));
  }

  /// A query sees a transaction item by item.
  @Test
  void aPageThatSawHalfOfATransactionIsReadAgain() {
    OneAccount account = OneAccount.create(storage, 1);
    List<InboxEntry> request =
        List.of(
            account.request(20).getFirst(),
            account.request(20).getFirst(),
            account.request(20).getFirst());
    account.append(storage, request);
    try (DynamoStorage other =
        DynamoStorage.open(config, new DynamoStorage.Hooks(() -> {}, List.of(service)))) {
      AtomicInteger queries = new AtomicInteger();
      service.change((asked, response) -> {
        if (asked instanceof QueryRequest
            && response instanceof QueryResponse page
            && page.items().size() == 3
            && queries.getAndIncrement() == 0) {
          return page.toBuilder().items(List.of(page.items().get(0), page.items().get(2))).build();
        }
        return response;
      });
      assertThat(account.queued(other)).isEqualTo(request.stream().map(InboxEntry::id).toList());
      assertThat(queries.get()).isEqualTo(2);
    }
  }

  /// Before a node gives positions behind another's transaction, that one is in place.
  @Test
  void aNodeWaitsForTheTransactionOfAnother() {
    OneAccount account = OneAccount.create(storage, 1);
    account.append(storage, account.request(20));
    account.append(storage, account.request(20));
    service.forget();
    account.append(storage, account.request(20));
    assertThat(service.seen(TransactGetItemsRequest.class)).isEmpty();
    try (DynamoStorage other =
        DynamoStorage.open(config, new DynamoStorage.Hooks(() -> {}, List.of(service)))) {
      service.failBefore(
          WatchedService.first(2, TransactGetItemsRequest.class, canceled(Faults.CONFLICT)));
      account.append(other, account.request(20));
      assertThat(service.seen(TransactGetItemsRequest.class)).hasSize(3);
      assertThat(account.queued(other)).hasSize(4);
    }
  }

  @Test
  void nothingOfARequestIsInAFault() {
    OneAccount account = OneAccount.create(storage, 1);
    SdkException telling =
        DynamoDbException.builder()
            .message("the value secret-value of the key secret-key")
            .awsErrorDetails(
                AwsErrorDetails.builder()
                    .errorCode("ValidationException")
                    .errorMessage("secret-value")
                    .build())
            .statusCode(400)
            .build();
    service.failBefore(WatchedService.first(100, TransactWriteItemsRequest.class, telling));
    Throwable fault = catchThrowable(() -> account.append(storage, account.request(KIBIBYTE)));
    assertThat(fault).isInstanceOf(StorageUnavailable.class).hasMessageContaining("Validation");
    for (Throwable each = fault; each != null; each = each.getCause()) {
      assertThat(each.toString()).doesNotContain("secret");
    }
  }

  @Test
  void anAccountWithoutAnswerIsAskedAgain() {
    OneAccount account = OneAccount.create(storage, 1);
    service.failBefore(WatchedService.first(2, GetItemRequest.class, lost()));
    assertThat(storage.accounts().find(account.record().aci())).contains(account.record());
  }
}
