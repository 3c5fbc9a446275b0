package org.sealpost.storage.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.accounts.DeleteOutcome;
import org.sealpost.storage.accounts.FormerAccount;
import org.sealpost.storage.accounts.UpdateOutcome;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.audit.AuditStore;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.Position;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/// What a message costs, by the service's rule, from the requests that are made for it. The tables
/// in the README and in docs/capacity.md say the same.
class CostTest {
  /// An envelope of 1 KiB of content has its source, times and seal too.
  private static final int SEALED = 1_024;

  private final WatchedService service = new WatchedService();
  private final DynamoConfig config = TestTables.fresh();
  private final AtomicLong queried = new AtomicLong();
  private DynamoStorage storage;
  private RawItems raw;

  @BeforeEach
  void open() {
    storage = DynamoStorage.open(config, new DynamoStorage.Hooks(() -> {}, List.of(service)));
    raw = RawItems.of(config);
    service.change((request, response) -> {
      if (request instanceof QueryRequest && response instanceof QueryResponse page) {
        page.items().forEach(item -> queried.addAndGet(RawItems.size(item)));
      }
      return response;
    });
  }

  @AfterEach
  void close() {
    raw.close();
    storage.close();
  }

  private Units units(Runnable work) {
    Map<String, Long> before = raw.sizes();
    service.forget();
    queried.set(0);
    work.run();
    List<SdkRequest> requests = service.seen(SdkRequest.class);
    Units units = new Units(before, new HashMap<>(raw.sizes()));
    requests.forEach(units::add);
    if (requests.stream().anyMatch(QueryRequest.class::isInstance)) {
      units.queried(queried.get());
    }
    return units;
  }

  @ParameterizedTest
  @CsvSource({"1, 8", "2, 16", "6, 48"})
  void aMessageIsAppendedForSoManyUnits(int devices, long expected) {
    OneAccount account = OneAccount.create(storage, devices);
    account.append(storage, account.request(SEALED));
    Units units = units(() -> account.append(storage, account.request(SEALED)));
    assertThat(units.byKind())
        .isEqualTo(Map.of("h", 2L * devices, "m", 2L * devices, "e", 4L * devices));
    assertThat(units.writes()).isEqualTo(expected);
    assertThat(units.reads()).isZero();
  }

  /// The inbox goes among the due, and this node reads the heads.
  @Test
  void theFirstMessageOfALongTimeCostsMore() {
    OneAccount account = OneAccount.create(storage, 1);
    Units units = units(() -> account.append(storage, account.request(SEALED)));
    assertThat(units.writes()).isEqualTo(10);
    assertThat(units.reads()).isEqualTo(1);
  }

  @Test
  void aMessageIsReadAndAcknowledgedForSoMany() {
    OneAccount account = OneAccount.create(storage, 1);
    account.append(storage, account.request(SEALED));
    InboxEntry message = account.request(SEALED).getFirst();
    Position before = account.append(storage, List.of(message)).getFirst().before().orElseThrow();
    Units read = units(() -> storage.inboxes().read(account.inbox(0), before, 10, Long.MAX_VALUE));
    assertThat(read.writes()).isZero();
    assertThat(read.reads()).as("the head and the page").isEqualTo(2);
    Units acknowledged =
        units(() -> storage.inboxes().acknowledge(account.inbox(0), List.of(message.id())));
    assertThat(acknowledged.writes()).isEqualTo(2);
    assertThat(acknowledged.reads()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"1, 18", "6, 48"})
  void aNumberIsChangedForSoManyUnits(int devices, long expected) {
    OneAccount account = OneAccount.create(storage, devices);
    Units units = units(() -> change(account, List.of()));
    assertThat(units.writes()).isEqualTo(expected);
    assertThat(units.reads()).isEqualTo(1 + devices);
  }

  @Test
  void aUsernameIsReservedAndConfirmedForSoMany() {
    OneAccount account = OneAccount.create(storage, 1);
    Instant now = Instant.now();
    Bytes name = OneAccount.bytes(32);
    Units reserved =
        units(() ->
            assertThat(
                    storage
                        .reservations()
                        .reserve(account.record().aci(), List.of(name), now, now.plusSeconds(300)))
                .contains(name));
    assertThat(reserved.writes()).isEqualTo(10);
    assertThat(reserved.reads()).isEqualTo(3);
    Units confirmed =
        units(() ->
            assertThat(storage.accounts().confirmUsername(account.named(name), now, List.of()))
                .isEqualTo(UpdateOutcome.UPDATED));
    assertThat(confirmed.writes()).isEqualTo(12);
    assertThat(confirmed.reads()).isEqualTo(3);
    Units found = units(() -> assertThat(storage.accounts().findByUsername(name)).isPresent());
    assertThat(found.reads()).isEqualTo(2);
  }

  @Test
  void aDeletedAccountIsRememberedForFour() {
    assertThat(deletion(true)).isEqualTo(deletion(false) + 4);
  }

  private long deletion(boolean remembered) {
    OneAccount account = OneAccount.create(storage, 1);
    FormerAccount former =
        new FormerAccount(
            account.record().numberHash(), OneAccount.bytes(60), Instant.now().plusSeconds(300));
    return units(() ->
            assertThat(
                    storage
                        .accounts()
                        .delete(
                            account.record().aci(),
                            1,
                            List.of(account.inbox(0)),
                            remembered ? Optional.of(former) : Optional.empty(),
                            List.of()))
                .isEqualTo(DeleteOutcome.DELETED))
        .writes();
  }

  /// So many devices can be opened at once; a change of number takes fewer actions for each.
  @Test
  void aNumberIsChangedWithManyDevicesAndEntries() {
    OneAccount account = OneAccount.create(storage, 31);
    List<AuditEntry> audit =
        Stream.generate(() -> new AuditEntry(UUID.randomUUID(), OneAccount.bytes(90)))
            .limit(AuditStore.MAX_ENTRIES_OF_ACTION)
            .toList();
    change(account, audit);
    assertThat(storage.preKeys().repeatedUse(account.pniKeys(30, 1))).isPresent();
  }

  private void change(OneAccount account, List<AuditEntry> audit) {
    assertThat(
            storage.accounts().update(account.moved(), account.inboxes(), account.rekeyed(), audit))
        .isEqualTo(UpdateOutcome.UPDATED);
  }

  @Test
  void messagesThatComeTogetherShareTheHead() {
    OneAccount account = OneAccount.create(storage, 1);
    account.append(storage, account.request(SEALED));
    List<InboxEntry> ten =
        IntStream.range(0, 10).mapToObj(_ -> account.request(SEALED).getFirst()).toList();
    assertThat(units(() -> account.append(storage, ten)).writes()).isEqualTo(2 + 10 * 6);
  }

  @Test
  void anIdleDeviceCostsAReadEachTimeItLooks() {
    OneAccount account = OneAccount.create(storage, 1);
    Position end = account.append(storage, account.request(SEALED)).getFirst().position();
    Units look = units(() -> storage.inboxes().read(account.inbox(0), end, 10, Long.MAX_VALUE));
    assertThat(look.reads()).isEqualTo(1);
  }
}
