package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.storage.accounts.DeleteOutcome;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxTotals;

/// Promises 1 and 4: a request to one account is stored whole or not at all, by one decision about
/// its devices and their room, and nothing is dropped in silence.
public interface InboxRequestContract extends StoreContract {
  private InboxEntry[] entries(SampleAccount account, int devices) {
    InboxEntry[] entries = new InboxEntry[devices];
    for (int device = 0; device < devices; device++) {
      entries[device] = account.entry(device, Samples.id());
    }
    return entries;
  }

  private void fill(SampleAccount account, int device) {
    account.storeAll(device, Samples.ids((int) StoreUnderTest.LIMITS.inboxEntries()));
  }

  @Test
  default void anotherDeviceListStoresNothing() {
    SampleAccount account = SampleAccount.create(store(), 2);
    DevicesVersion old = account.record().devicesVersion();
    account.update(new DeviceChanges(List.of(Samples.device()), List.of(), false));
    AppendOutcome outcome =
        storage().inboxes().append(account.record().aci(), old, List.of(entries(account, 2)));
    assertThat(outcome).isEqualTo(new AppendOutcome.DevicesChanged());
    assertThat(account.queued(0)).isEmpty();
    assertThat(account.queued(1)).isEmpty();
  }

  @Test
  default void anotherDocumentIsTheSameDeviceList() {
    SampleAccount account = SampleAccount.create(store(), 1);
    account.update(DeviceChanges.NONE);
    account.stored(account.entry(0, Samples.id()));
  }

  /// Nobody has its inboxes either: whose an inbox is, is not the store's to say.
  @Test
  default void anAccountThatIsNotThereStoresNothing() {
    SampleAccount account = SampleAccount.create(store(), 1);
    InboxEntry entry = account.entry(0, Samples.id());
    InboxEntry toNobody =
        new InboxEntry(
            new InboxId(UUID.randomUUID()), Samples.id(), entry.sealed(), entry.expiresAt(), true);
    assertThat(storage().inboxes().append(Samples.aci(), DevicesVersion.FIRST, List.of(toNobody)))
        .isEqualTo(new AppendOutcome.DevicesChanged());
    assertThat(storage().inboxes().append(Samples.aci(), DevicesVersion.FIRST, List.of()))
        .isEqualTo(new AppendOutcome.DevicesChanged());
    assertThat(account.delete()).isEqualTo(DeleteOutcome.DELETED);
    assertThat(account.append(entry)).isEqualTo(new AppendOutcome.DevicesChanged());
    assertThat(account.queued(0)).isEmpty();
  }

  @Test
  default void anInboxThatIsNotThereStoresNothing() {
    SampleAccount account = SampleAccount.create(store(), 2);
    InboxEntry[] entries = entries(account, 2);
    account.retire(1);
    assertThat(account.append(entries)).isEqualTo(new AppendOutcome.DevicesChanged());
    assertThat(account.queued(0)).isEmpty();
  }

  /// The check and the append are one decision: what is stored after an unlinking returned was
  /// checked after it.
  @Test
  default void noAppendOvertakesAChangeOfDevices() {
    for (int round = 0; round < 5; round++) {
      SampleAccount account = SampleAccount.create(store(), 2);
      DevicesVersion old = account.record().devicesVersion();
      AtomicBoolean retired = new AtomicBoolean();
      List<Callable<Boolean>> calls = new ArrayList<>();
      for (int sender = 0; sender < 3; sender++) {
        calls.add(() -> isRightUntilRefused(account, old, retired));
      }
      calls.add(() -> {
        account.retire(1);
        retired.set(true);
        return true;
      });
      assertThat(Together.run(calls)).doesNotContain(false);
    }
  }

  private boolean isRightUntilRefused(
      SampleAccount account, DevicesVersion checked, AtomicBoolean retired) {
    for (int i = 0; i < StoreUnderTest.LIMITS.inboxEntries() / 4; i++) {
      boolean retiredBefore = retired.get();
      AppendOutcome outcome =
          storage().inboxes().append(account.record().aci(), checked, List.of(entries(account, 2)));
      if (outcome instanceof AppendOutcome.DevicesChanged) {
        return true;
      }
      if (retiredBefore) {
        return false;
      }
    }
    return true;
  }

  @Test
  default void aFullPrimaryRefusesTheWholeRequest() {
    SampleAccount account = SampleAccount.create(store(), 2);
    fill(account, 0);
    assertThat(account.append(account.entry(1, Samples.id()), account.entry(0, Samples.id())))
        .isEqualTo(new AppendOutcome.PrimaryFull());
    assertThat(account.queued(1)).isEmpty();
    assertThat(account.queued(0)).hasSize((int) StoreUnderTest.LIMITS.inboxEntries());
    assertThat(storage().inboxes().totals().leftOut()).isZero();
  }

  @Test
  default void aFullLinkedDeviceIsLeftOutAndCounted() {
    SampleAccount account = SampleAccount.create(store(), 2);
    fill(account, 1);
    InboxEntry toPrimary = account.entry(0, Samples.id());
    AppendOutcome outcome = account.append(toPrimary, account.entry(1, Samples.id()));
    assertThat(outcome).isInstanceOf(AppendOutcome.Stored.class);
    AppendOutcome.Stored stored = (AppendOutcome.Stored) outcome;
    assertThat(stored.gaps()).containsExactly(account.inbox(1));
    assertThat(stored.placed()).extracting(placed -> placed.id()).containsExactly(toPrimary.id());
    assertThat(account.queued(0)).containsExactly(toPrimary.id());
    store().reopen();
    assertThat(storage().inboxes().claim(account.inbox(1)).gaps()).isEqualTo(1);
    assertThat(storage().inboxes().claim(account.inbox(0)).gaps()).isZero();
    assertThat(storage().inboxes().totals().leftOut()).isEqualTo(1);
  }

  @Test
  default void anInboxIsFullByBytesToo() {
    SampleAccount account = SampleAccount.create(store(), 1);
    int large = StoreUnderTest.LIMITS.envelopeBytes();
    long fitting = StoreUnderTest.LIMITS.inboxBytes() / large;
    for (int i = 0; i < fitting; i++) {
      account.stored(account.entry(0, Samples.id(), Samples.bytes(large)));
    }
    assertThat(account.append(account.entry(0, Samples.id(), Samples.bytes(large))))
        .isEqualTo(new AppendOutcome.PrimaryFull());
  }

  @Test
  default void aFullInboxHasRoomAfterAnAcknowledgement() {
    SampleAccount account = SampleAccount.create(store(), 1);
    fill(account, 0);
    account.acknowledge(0, account.queued(0).getFirst());
    account.stored(account.entry(0, Samples.id()));
    assertThat(account.append(account.entry(0, Samples.id())))
        .isEqualTo(new AppendOutcome.PrimaryFull());
  }

  @Test
  default void aFullInboxIsFullAfterReopening() {
    SampleAccount account = SampleAccount.create(store(), 1);
    fill(account, 0);
    store().reopen();
    assertThat(account.append(account.entry(0, Samples.id())))
        .isEqualTo(new AppendOutcome.PrimaryFull());
  }

  /// The sender whose answer was lost is not refused for what is stored already.
  @Test
  default void aRepeatNeedsNoRoom() {
    SampleAccount account = SampleAccount.create(store(), 1);
    fill(account, 0);
    EnvelopeId queued = account.queued(0).getLast();
    assertThat(account.stored(account.entry(0, queued)).getFirst().repeat()).isTrue();
  }

  @Test
  default void whatHasExpiredFillsNoInbox() {
    SampleAccount account = SampleAccount.create(store(), 1);
    fill(account, 0);
    store().clock().advance(SampleAccount.TIME_TO_LIVE);
    EnvelopeId young = Samples.id();
    account.stored(account.entry(0, young));
    assertThat(account.queued(0)).containsExactly(young);
  }

  @Test
  default void anEnvelopeAboveTheLimitIsACallersBug() {
    SampleAccount account = SampleAccount.create(store(), 1);
    int tooLarge = StoreUnderTest.LIMITS.envelopeBytes() + 1;
    assertThatThrownBy(
            () -> account.append(account.entry(0, Samples.id(), Samples.bytes(tooLarge))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(account.queued(0)).isEmpty();
  }

  @Test
  default void theLimitsAreTold() {
    assertThat(storage().inboxes().limits()).isEqualTo(StoreUnderTest.LIMITS);
  }

  /// Whoever sees the first device's envelope finds the second's as well.
  @Test
  default void aRequestBecomesVisibleAtOnce() {
    SampleAccount account = SampleAccount.create(store(), 2);
    List<EnvelopeId> ids = Samples.ids(20);
    AtomicBoolean sending = new AtomicBoolean(true);
    List<Callable<Boolean>> calls =
        List.of(
            () -> {
              try {
                ids.forEach(id -> account.stored(account.entry(0, id), account.entry(1, id)));
              } finally {
                sending.set(false);
              }
              return true;
            },
            () -> {
              boolean whole = true;
              while (sending.get()) {
                List<EnvelopeId> first = account.queued(0);
                whole &= account.queued(1).containsAll(first);
              }
              return whole;
            });
    assertThat(Together.run(calls)).containsExactly(true, true);
  }

  @Test
  default void theTotalsAddUp() {
    SampleAccount account = SampleAccount.create(store(), 2);
    List<EnvelopeId> ids = Samples.ids(4);
    account.storeAll(0, ids);
    account.storeAll(0, ids);
    account.storeAll(1, Samples.ids(3));
    account.acknowledge(0, ids.subList(0, 3));
    account.acknowledge(0, ids.subList(0, 3));
    account.retire(1);
    storage().inboxes().purge(account.inbox(1), 100);
    store().reopen();
    assertThat(storage().inboxes().totals()).isEqualTo(new InboxTotals(7, 3, 0, 3, 0));
  }
}
