package org.sealpost.storage.dynamo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.media.MediaId;
import org.sealpost.storage.media.MediaOutcome;
import org.sealpost.storage.media.MediaOwner;
import org.sealpost.storage.media.MediaQuota;
import org.sealpost.storage.media.MediaRecord;
import org.sealpost.storage.media.MediaUse;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/// The items of objects: what they cost, what is left of them, and answers that never came.
class MediaItemsTest {
  private static final MediaQuota QUOTA = new MediaQuota(100, 10);
  private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

  private final WatchedService service = new WatchedService();
  private final DynamoConfig config = TestTables.fresh();
  private final MediaOwner owner = new MediaOwner(OneAccount.bytes(MediaOwner.BYTES));
  private DynamoStorage storage;
  private RawItems raw;

  @BeforeEach
  void open() {
    storage = DynamoStorage.open(config, new DynamoStorage.Hooks(() -> {}, List.of(service)));
    raw = RawItems.of(config);
  }

  @AfterEach
  void close() {
    raw.close();
    storage.close();
  }

  private MediaRecord row(long bytes, Instant dueAt) {
    return new MediaRecord(
        new MediaId(OneAccount.bytes(MediaId.BYTES)),
        owner,
        bytes,
        dueAt,
        1,
        OneAccount.bytes(300));
  }

  private void written(MediaOutcome outcome) {
    assertThat(outcome).isEqualTo(MediaOutcome.WRITTEN);
  }

  private static MediaRecord next(MediaRecord row, long bytes, Instant dueAt) {
    return new MediaRecord(
        row.id(), row.owner(), bytes, dueAt, row.revision() + 1, OneAccount.bytes(300));
  }

  private Units units(Runnable work) {
    Map<String, Long> before = raw.sizes();
    service.forget();
    work.run();
    List<SdkRequest> requests = service.seen(SdkRequest.class);
    Units units = new Units(before, new HashMap<>(raw.sizes()));
    requests.forEach(units::add);
    return units;
  }

  @Test
  void anObjectsRowIsWrittenChangedAndRemovedForSoManyUnits() {
    MediaRecord first = row(5, NOW);
    Units created = units(() -> written(storage.media().create(first, QUOTA)));
    assertThat(created.writes()).isEqualTo(8);
    assertThat(created.reads()).isZero();
    MediaRecord same = next(first, 5, NOW);
    Units unmoved = units(() -> written(storage.media().update(same, QUOTA)));
    assertThat(unmoved.writes()).as("nothing but the row").isEqualTo(1);
    assertThat(unmoved.reads()).isEqualTo(1);
    MediaRecord moved = next(same, 7, NOW.plusSeconds(60));
    Units all = units(() -> written(storage.media().update(moved, QUOTA)));
    assertThat(all.writes()).isEqualTo(8);
    Units removed = units(() -> assertThat(storage.media().remove(first.id(), 3)).isTrue());
    assertThat(removed.writes()).isEqualTo(8);
    assertThat(removed.reads()).isEqualTo(2);
    Units lasting = units(() -> written(storage.media().create(row(5, MediaRecord.NEVER), QUOTA)));
    assertThat(lasting.writes()).isEqualTo(6);
  }

  @Test
  void nothingIsLeftOfRowsThatWereRemoved() {
    int before = raw.all().size();
    MediaRecord one = row(5, NOW);
    MediaRecord other = row(6, MediaRecord.NEVER);
    written(storage.media().create(one, QUOTA));
    written(storage.media().create(other, QUOTA));
    MediaRecord moved = next(one, 9, NOW.plusSeconds(1));
    written(storage.media().update(moved, QUOTA));
    assertThat(storage.media().end(owner, NOW, 10)).isEqualTo(2);
    assertThat(raw.all()).hasSize(before + 7);
    assertThat(storage.media().remove(one.id(), 3)).isTrue();
    assertThat(storage.media().remove(other.id(), 2)).isTrue();
    assertThat(raw.all()).hasSize(before);
  }

  private static SdkException lost() {
    return SdkClientException.create("no answer", new IOException("reset"));
  }

  /// The second attempt is the same transaction by its token.
  @Test
  void aTransactionWhoseAnswerIsLostIsDoneOnce() {
    MediaRecord row = row(5, NOW);
    MediaRecord kept = row(1, NOW);
    written(storage.media().create(kept, QUOTA));
    service.failAfter(WatchedService.first(1, TransactWriteItemsRequest.class, lost()));
    written(storage.media().create(row, QUOTA));
    assertThat(storage.media().use(owner)).isEqualTo(new MediaUse(6, 2));
    MediaRecord moved = next(row, 7, NOW.plusSeconds(1));
    service.failAfter(WatchedService.first(1, TransactWriteItemsRequest.class, lost()));
    written(storage.media().update(moved, QUOTA));
    assertThat(storage.media().use(owner)).isEqualTo(new MediaUse(8, 2));
    service.failAfter(WatchedService.first(1, TransactWriteItemsRequest.class, lost()));
    assertThat(storage.media().remove(row.id(), 2)).isTrue();
    assertThat(storage.media().use(owner)).isEqualTo(new MediaUse(1, 1));
  }

  /// A row that alone was written finds itself; nobody is told that somebody else was faster.
  @Test
  void aLoneWriteWhoseAnswerIsLostIsUnknown() {
    MediaRecord row = row(5, NOW);
    written(storage.media().create(row, QUOTA));
    MediaRecord next = next(row, 5, NOW);
    service.failAfter(WatchedService.first(1, PutItemRequest.class, lost()));
    assertThatThrownBy(() -> storage.media().update(next, QUOTA))
        .isInstanceOf(StorageUnavailable.class);
    assertThat(storage.media().find(row.id())).contains(next);
  }

  /// An owner's last row but one goes while this node removes what it took for the last.
  @Test
  void theUseStaysWhenAnotherRowCameMeanwhile() {
    MediaRecord last = row(5, NOW);
    MediaRecord next = row(6, NOW);
    written(storage.media().create(last, QUOTA));
    AtomicInteger transactions = new AtomicInteger();
    try (DynamoStorage other = DynamoStorage.open(config)) {
      service.failBefore(request -> {
        if (request instanceof TransactWriteItemsRequest && transactions.getAndIncrement() == 0) {
          written(other.media().create(next, QUOTA));
        }
        return Optional.empty();
      });
      assertThat(storage.media().remove(last.id(), 1)).isTrue();
    }
    assertThat(transactions).hasValue(2);
    assertThat(storage.media().use(owner)).isEqualTo(new MediaUse(6, 1));
  }
}
