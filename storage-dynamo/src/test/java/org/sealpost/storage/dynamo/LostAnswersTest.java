package org.sealpost.storage.dynamo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.storage.StorageBusy;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.prekeys.PreKeyCount;
import org.sealpost.storage.prekeys.PreKeyUpload;
import org.sealpost.storage.prekeys.SealedPreKey;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/// Writes that were done and whose answer never came, and what others do in between.
class LostAnswersTest {
  private final WatchedService service = new WatchedService();
  private final DynamoConfig config = TestTables.fresh();
  private DynamoStorage storage;
  private DynamoStorage other;

  @BeforeEach
  void open() {
    storage = DynamoStorage.open(config, new DynamoStorage.Hooks(() -> {}, List.of(service)));
    other = DynamoStorage.open(config);
  }

  @AfterEach
  void close() {
    storage.close();
    other.close();
  }

  private static SdkException lost() {
    return SdkClientException.create("no answer", new IOException("reset"));
  }

  private static SdkException throttled() {
    return ProvisionedThroughputExceededException.builder()
        .awsErrorDetails(
            AwsErrorDetails.builder().errorCode("ProvisionedThroughputExceededException").build())
        .statusCode(400)
        .build();
  }

  private static boolean publish(DynamoStorage storage, OneAccount account, int count) {
    List<SealedPreKey> keys =
        IntStream.range(0, count).mapToObj(i -> new SealedPreKey(i, OneAccount.bytes(50))).toList();
    return storage
        .preKeys()
        .publish(
            account.keys(), new PreKeyUpload(keys, Optional.empty(), List.of(), Optional.empty()));
  }

  private PreKeyCount count(OneAccount account) {
    return storage.preKeys().count(account.keys());
  }

  /// The second attempt finds the pointer where the first one put it, and must not take that for
  /// what it replaces.
  @Test
  void anUploadWhoseAnswerIsLostKeepsItsKeys() {
    OneAccount account = OneAccount.create(storage, 1);
    publish(storage, account, 3);
    service.failAfter(WatchedService.first(1, UpdateItemRequest.class, lost()));
    assertThatThrownBy(() -> publish(storage, account, 7)).isInstanceOf(StorageUnavailable.class);
    assertThat(count(account)).isEqualTo(new PreKeyCount(7, 0));
  }

  /// Nor move the pointer back over it.
  @Test
  void anUploadWhoseAnswerIsLostGivesWayToALaterOne() {
    OneAccount account = OneAccount.create(storage, 1);
    AtomicInteger moves = new AtomicInteger();
    service.failAfter(request -> {
      if (request instanceof UpdateItemRequest && moves.getAndIncrement() == 0) {
        assertThat(publish(other, account, 5)).isTrue();
        return Optional.of(lost());
      }
      return Optional.empty();
    });
    assertThatThrownBy(() -> publish(storage, account, 7)).isInstanceOf(StorageUnavailable.class);
    assertThat(count(account)).isEqualTo(new PreKeyCount(5, 0));
  }

  @Test
  void uploadsThatMeetLeaveOneOfThemWhole() {
    OneAccount account = OneAccount.create(storage, 1);
    AtomicInteger moves = new AtomicInteger();
    service.failBefore(request -> {
      if (request instanceof UpdateItemRequest && moves.getAndIncrement() == 0) {
        assertThat(publish(other, account, 5)).isTrue();
      }
      return Optional.empty();
    });
    assertThat(publish(storage, account, 7)).isTrue();
    assertThat(count(account)).isEqualTo(new PreKeyCount(7, 0));
    try (RawItems raw = RawItems.of(config)) {
      assertThat(raw.of(Table.PREKEYS, Layout.partition(account.inbox(0))))
          .filteredOn(item -> new Item(item).sort().at(0) == 'o')
          .hasSize(7);
    }
  }

  /// What it replaced is seen by nobody and can wait.
  @Test
  void anUploadIsDoneWhenItsPointerHasMoved() {
    OneAccount account = OneAccount.create(storage, 1);
    publish(storage, account, 3);
    AtomicInteger moves = new AtomicInteger();
    service.failBefore(request -> {
      if (request instanceof UpdateItemRequest) {
        moves.incrementAndGet();
      }
      boolean cleans = request instanceof BatchWriteItemRequest || request instanceof QueryRequest;
      return cleans && moves.get() > 0 ? Optional.of(throttled()) : Optional.empty();
    });
    assertThat(publish(storage, account, 7)).isTrue();
    service.failBefore(_ -> Optional.empty());
    assertThat(count(account)).isEqualTo(new PreKeyCount(7, 0));
  }

  /// Who is told that the store is busy takes it that nothing was stored.
  @Test
  void whatMayHaveBeenDoneIsNotBusy() {
    SdkException inProgress =
        TransactionInProgressException.builder()
            .awsErrorDetails(
                AwsErrorDetails.builder().errorCode("TransactionInProgressException").build())
            .statusCode(400)
            .build();
    for (SdkException then : List.of(throttled(), inProgress)) {
      OneAccount account = OneAccount.create(storage, 1);
      List<InboxEntry> request = account.request(20);
      AtomicInteger made = new AtomicInteger();
      service.failAfter(WatchedService.first(1, TransactWriteItemsRequest.class, lost()));
      service.failBefore(asked ->
          asked instanceof TransactWriteItemsRequest && made.getAndIncrement() > 0
              ? Optional.of(then)
              : Optional.empty());
      Throwable fault = catchThrowable(() -> account.append(storage, request));
      assertThat(fault).isInstanceOf(StorageUnavailable.class).isNotInstanceOf(StorageBusy.class);
      service.failBefore(_ -> Optional.empty());
      assertThat(account.queued(other)).containsExactly(request.getFirst().id());
    }
  }

  /// The transaction comes into place between the query, which saw a part of it, and the look at
  /// what this node knows.
  @Test
  void aPageIsNotBelievedForWhatCameIntoPlaceBehindIt() {
    OneAccount account = OneAccount.create(other, 1);
    List<InboxEntry> request = new java.util.ArrayList<>(account.request(20));
    request.addAll(account.request(20));
    account.append(other, request);
    AtomicInteger queries = new AtomicInteger();
    InboxEntry next = account.request(20).getFirst();
    service.change((asked, response) -> {
      if (asked instanceof QueryRequest
          && response instanceof QueryResponse page
          && page.items().size() == 2
          && queries.getAndIncrement() == 0) {
        account.append(storage, List.of(next)); // this node looks at the transaction and knows it
        return page.toBuilder().items(page.items().subList(1, 2)).build();
      }
      return response;
    });
    assertThat(account.queued(storage)).startsWith(request.getFirst().id(), request.getLast().id());
  }

  @Test
  void aClosedStoreSaysSoAtOnce() {
    OneAccount account = OneAccount.create(storage, 1);
    storage.close();
    service.forget();
    assertThatThrownBy(() -> storage.accounts().find(account.record().aci()))
        .isInstanceOf(StorageUnavailable.class)
        .isNotInstanceOf(StorageBusy.class)
        .hasMessage("the store is closed");
    assertThat(service.seen(SdkRequest.class)).noneMatch(GetItemRequest.class::isInstance);
  }
}
