package org.sealpost.storage.tck.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.ServiceId.Pni;
import org.sealpost.storage.Storage;
import org.sealpost.storage.StorageRefused;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.CreateOutcome;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.DeviceChanges.OpenedDevice;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.copy.CopyOutcome;
import org.sealpost.storage.copy.CopyProgress;
import org.sealpost.storage.copy.CopySection;
import org.sealpost.storage.copy.CopySource;
import org.sealpost.storage.copy.CopyTarget;
import org.sealpost.storage.copy.StorageCopy;
import org.sealpost.storage.datakeys.WrappedKey;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxLimits;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.media.MediaOwner;
import org.sealpost.storage.prekeys.PreKeyOwner;
import org.sealpost.storage.prekeys.RepeatedUseKeys;
import org.sealpost.storage.tck.StoreUnderTest;
import org.sealpost.storage.tck.history.RandomHistoryContract;

/// The contract of a backend's doors for a copy: what was in one store is in the other, whatever
/// came in between, or it is said.
public interface CopyContract {
  Clock LATER = Clock.fixed(Instant.parse("2026-11-23T10:00:00Z"), ZoneOffset.UTC);
  InboxLimits ROOMY = new InboxLimits(2_048, 20_000, 1 << 30);

  /// A new and empty one at each call.
  CopyPlace newPlace();

  /// How long the history is that is copied.
  default int historySteps() {
    return 1_500;
  }

  /// Requests of 40 envelopes in the long queue: 10 000 envelopes, or fewer where a store of the
  /// tests makes a hundred writes a second.
  default int longQueue() {
    return 250;
  }

  private CopyPlace afterAHistory(CopyPlace place, int steps) {
    StoreUnderTest store = new StoreUnderTest((limits, clock, _) -> place.store(limits, clock));
    RandomHistoryContract.play(store, 7, steps);
    LeftByAHistory.of(store.storage(), store.clock().instant());
    store.close();
    return place;
  }

  private static CopyOutcome copy(CopyPlace from, CopyPlace to) {
    return copy(from, to, StorageCopy.PAGE_RECORDS, () -> {});
  }

  private static CopyOutcome copy(
      CopyPlace from, CopyPlace to, int pageRecords, Runnable beforeCommit) {
    try (CopySource source = from.source();
        CopyTarget target = to.target(beforeCommit)) {
      return new StorageCopy(source, target, pageRecords, CopyProgress.silent()).run();
    }
  }

  private static CopyOutcome.Copied copied(CopyOutcome outcome) {
    assertThat(outcome).isInstanceOf(CopyOutcome.Copied.class);
    return (CopyOutcome.Copied) outcome;
  }

  private static Drained drained(
      CopyPlace place,
      List<InboxId> inboxes,
      List<PreKeyOwner> owners,
      List<MediaOwner> mediaOwners) {
    try (Storage storage = place.store(ROOMY, LATER)) {
      return Drained.of(storage, inboxes, owners, mediaOwners);
    }
  }

  private static List<PreKeyOwner> owners(CopyPlace place) {
    try (CopySource source = place.source()) {
      return Drained.owners(source);
    }
  }

  private static List<MediaOwner> mediaOwners(CopyPlace place) {
    try (CopySource source = place.source()) {
      return Drained.mediaOwners(source);
    }
  }

  private static List<InboxId> inboxes(CopyPlace place) {
    try (CopySource source = place.source()) {
      return Drained.inboxes(source);
    }
  }

  private static void assertSameWhenDrained(CopyPlace first, CopyPlace... others) {
    List<InboxId> inboxes = inboxes(first);
    List<PreKeyOwner> owners = owners(first);
    assertThat(owners).isNotEmpty();
    List<MediaOwner> mediaOwners = mediaOwners(first);
    Drained drained = drained(first, inboxes, owners, mediaOwners);
    for (CopyPlace other : others) {
      assertThat(inboxes(other)).containsExactlyInAnyOrderElementsOf(inboxes);
      assertThat(owners(other)).containsExactlyInAnyOrderElementsOf(owners);
      assertThat(drained(other, inboxes, owners, mediaOwners)).isEqualTo(drained);
    }
  }

  @Test
  default void aCopyOfAHistoryIsTheSameStore() {
    CopyPlace first = afterAHistory(newPlace(), historySteps());
    CopyPlace model = new ModelPlace();
    CopyPlace again = newPlace();
    CopyPlace direct = newPlace();
    CopyOutcome.Copied sums = copied(copy(first, model));
    assertThat(sums.sums()).containsOnlyKeys(CopySection.values());
    assertThat(sums.sums()).allSatisfy((_, sum) -> assertThat(sum.records()).isPositive());
    assertThat(copied(copy(model, again))).isEqualTo(sums);
    assertThat(copied(copy(first, direct))).isEqualTo(sums);
    assertSameWhenDrained(first, model, again, direct);
  }

  @Test
  default void aHistoryOfTheModelIsTheSameStoreHere() {
    CopyPlace model = afterAHistory(new ModelPlace(), historySteps());
    CopyPlace here = newPlace();
    copied(copy(model, here));
    assertSameWhenDrained(model, here);
  }

  @Test
  default void aLongQueueDrainsTheSameAndGoesOn() {
    CopyPlace first = newPlace();
    QueueOfOne queue = new QueueOfOne();
    try (Storage storage = first.store(ROOMY, LATER)) {
      queue.create(storage);
      for (int request = 0; request < longQueue(); request++) {
        queue.append(storage, 40);
      }
    }
    CopyPlace second = newPlace();
    copied(copy(first, second));
    try (Storage storage = second.store(ROOMY, LATER)) {
      Position last =
          storage
              .inboxes()
              .read(queue.inbox, Position.START, 20_000, Long.MAX_VALUE)
              .envelopes()
              .getLast()
              .position();
      assertThat(queue.append(storage, 1)).isGreaterThan(last);
      assertThat(storage.inboxes().totals().accepted()).isEqualTo(40L * longQueue() + 1);
    }
    Drained drained = drained(second, List.of(queue.inbox), List.of(), List.of());
    assertThat(drained.envelopes()).containsExactlyElementsOf(queue.sent);
    assertThat(drained.sealed()).containsExactlyElementsOf(queue.sealed);
  }

  /// Killed before its second commit, and begun again, until it is through: one page for each try.
  @Test
  default void whoeverIsInterruptedAtAnyPageGoesOn() {
    CopyPlace first = afterAHistory(newPlace(), 300);
    CopyPlace second = newPlace();
    Optional<CopyOutcome> outcome = Optional.empty();
    int tries = 0;
    while (outcome.isEmpty()) {
      AtomicInteger commits = new AtomicInteger();
      try {
        outcome =
            Optional.of(
                copy(
                    first,
                    second,
                    23,
                    () -> {
                      if (commits.incrementAndGet() == 3) {
                        throw new StorageUnavailable("the connection is lost");
                      }
                    }));
      } catch (StorageUnavailable e) {
        assertThat(++tries).as("each try goes on").isLessThan(2_000);
        assertIsNoStore(second);
      }
    }
    assertThat(tries).isGreaterThan(5);
    copied(outcome.get());
    assertSameWhenDrained(first, second);
  }

  private static void assertIsNoStore(CopyPlace place) {
    assertThatThrownBy(() -> place.store(ROOMY, LATER).close())
        .isInstanceOf(StorageRefused.class)
        .hasMessageContaining("sealpost storage copy");
    assertThatThrownBy(() -> place.source().close()).isInstanceOf(StorageRefused.class);
  }

  /// Its answers are lost: what was written is there once.
  @Test
  default void whoeverLosesTheAnswerGoesOn() {
    CopyPlace first = afterAHistory(newPlace(), 300);
    CopyPlace second = newPlace();
    Optional<CopyOutcome> outcome = Optional.empty();
    while (outcome.isEmpty()) {
      try (CopySource source = first.source();
          CopyTarget target = new LosingAnswers(second.target(() -> {}))) {
        outcome = Optional.of(new StorageCopy(source, target, 31, CopyProgress.silent()).run());
      } catch (StorageUnavailable e) {
        assertThat(e).hasMessageContaining(LosingAnswers.LOST);
      }
    }
    copied(outcome.get());
    assertSameWhenDrained(first, second);
  }

  @Test
  default void aTargetWithAnythingInItIsRefusedAndStaysAsItIs() {
    CopyPlace first = afterAHistory(newPlace(), 100);
    CopyPlace second = newPlace();
    QueueOfOne queue = new QueueOfOne();
    try (Storage storage = second.store(ROOMY, LATER)) {
      queue.create(storage);
      queue.append(storage, 2);
    }
    assertThatThrownBy(() -> copy(first, second))
        .isInstanceOf(StorageRefused.class)
        .hasMessageContaining("not empty");
    assertThat(drained(second, List.of(queue.inbox), List.of(), List.of()).envelopes())
        .isEqualTo(queue.sent);
  }

  @Test
  default void aTargetWithTheRowOfAnObjectIsRefused() {
    CopyPlace first = afterAHistory(newPlace(), 100);
    CopyPlace second = newPlace();
    try (Storage storage = second.store(ROOMY, LATER)) {
      LeftByAHistory.keepMedia(storage, LATER.instant());
    }
    assertThatThrownBy(() -> copy(first, second))
        .isInstanceOf(StorageRefused.class)
        .hasMessageContaining("not empty");
  }

  @Test
  default void anEmptyStoreThatWasOpenedOnceCanBeFilled() {
    CopyPlace first = afterAHistory(newPlace(), 100);
    CopyPlace second = newPlace();
    second.store(ROOMY, LATER).close();
    copied(copy(first, second));
  }

  @Test
  default void aCopyIsNotGoneOnWithFromAnotherSource() {
    CopyPlace first = newPlace();
    CopyPlace other = newPlace();
    CopyPlace second = newPlace();
    for (CopyPlace place : List.of(first, other)) {
      place.store(ROOMY, LATER).close();
    }
    try (CopySource source = first.source();
        CopyTarget target = second.target(() -> {})) {
      target.begin(source.name());
    }
    assertThatThrownBy(() -> copy(other, second))
        .isInstanceOf(StorageRefused.class)
        .hasMessageContaining("another");
    copied(copy(first, second));
  }

  /// A server ran on it meanwhile.
  @Test
  default void aSourceThatChangedMeanwhileIsNoticed() {
    CopyPlace first = newPlace();
    QueueOfOne queue = new QueueOfOne();
    try (Storage storage = first.store(ROOMY, LATER)) {
      queue.create(storage);
      queue.append(storage, 40);
    }
    CopyPlace second = newPlace();
    AtomicInteger commits = new AtomicInteger();
    assertThatThrownBy(() ->
            copy(
                first,
                second,
                10,
                () -> {
                  if (commits.incrementAndGet() == 9) { // among the envelopes
                    throw new StorageUnavailable("the connection is lost");
                  }
                }))
        .isInstanceOf(StorageUnavailable.class);
    try (Storage storage = first.store(ROOMY, LATER)) {
      storage.inboxes().acknowledge(queue.inbox, queue.sent.subList(0, 1));
    }
    assertThat(copy(first, second))
        .isInstanceOfSatisfying(
            CopyOutcome.Differs.class,
            differs -> assertThat(differs.section()).isEqualTo(CopySection.ENVELOPES));
    assertIsNoStore(second);
  }

  /// A wrong name in a configuration: a copy of nothing would look like one that was done. Whoever
  /// asks makes nothing there.
  @Test
  default void whereThereIsNoStoreNothingIsCopied() {
    CopyPlace nowhere = newPlace();
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> nowhere.source().close()).isInstanceOf(StorageRefused.class);
    }
  }

  /// One account with one device.
  final class QueueOfOne {
    private final Aci account = new Aci(UUID.randomUUID());
    private final InboxId inbox = new InboxId(UUID.randomUUID());
    private final List<EnvelopeId> sent = new ArrayList<>();
    private final List<Bytes> sealed = new ArrayList<>();

    private void create(Storage storage) {
      Bytes key = Bytes.wrap(new byte[32]);
      RepeatedUseKeys keys = new RepeatedUseKeys(key, key);
      AccountRecord record =
          new AccountRecord(account, new Pni(UUID.randomUUID()), key, 1, DevicesVersion.FIRST, key);
      assertThat(
              storage
                  .accounts()
                  .create(
                      record,
                      new WrappedKey(1, key),
                      new DeviceChanges(
                          List.of(new OpenedDevice(inbox, keys, keys)), List.of(), false),
                      List.of()))
          .isEqualTo(CreateOutcome.CREATED);
    }

    /// Returns the last one's position.
    private Position append(Storage storage, int envelopes) {
      List<InboxEntry> entries = new ArrayList<>();
      for (int i = 0; i < envelopes; i++) {
        Bytes body = Bytes.wrap(("envelope " + sent.size()).getBytes(StandardCharsets.UTF_8));
        entries.add(
            new InboxEntry(
                inbox,
                new EnvelopeId(UUID.randomUUID()),
                body,
                LATER.instant().plusSeconds(900),
                true));
        sent.add(entries.getLast().id());
        sealed.add(body);
      }
      AppendOutcome outcome = storage.inboxes().append(account, DevicesVersion.FIRST, entries);
      assertThat(outcome).isInstanceOf(AppendOutcome.Stored.class);
      return ((AppendOutcome.Stored) outcome).placed().getLast().position();
    }
  }
}
