package org.sealpost.storage.tck.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.sealpost.storage.Storage;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.DeviceChanges.RekeyedDevice;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.datakeys.RetiredGeneration;
import org.sealpost.storage.datakeys.WrappedKey;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.tck.Outbox;
import org.sealpost.storage.tck.StoreUnderTest;
import org.sealpost.storage.tck.faults.Fault;
import org.sealpost.storage.tck.faults.FaultPlan;
import org.sealpost.storage.tck.faults.FaultyStorage;
import org.sealpost.storage.tck.model.ModelData;
import org.sealpost.storage.tck.model.ModelStorage;

/// The store under test and the model side by side, what is drawn, and which accounts there are. A
/// call that is to fail does so at the store, before or after; the model is asked only for what the
/// store has done.
final class World {
  /// What both said, or nothing where a call failed or was not made.
  record Answers<T>(Optional<T> store, Optional<T> model) {
    boolean isLost() {
      return store.isEmpty();
    }
  }

  private final StoreUnderTest underTest;
  private final ModelStorage model;
  private final double faults;
  private final Draws draws;
  private final List<KnownAccount> accounts = new ArrayList<>();
  private final List<InboxId> retired = new ArrayList<>();
  private final Map<InboxId, Integer> pniKeySets = new HashMap<>();
  private final List<AccountRecord> ended = new ArrayList<>();
  private FaultyStorage store;

  World(StoreUnderTest underTest, long seed, double faults) {
    this.underTest = underTest;
    this.model = new ModelStorage(new ModelData(), StoreUnderTest.LIMITS, underTest.clock());
    this.store = new FaultyStorage(underTest.storage());
    this.faults = faults;
    this.draws = new Draws(seed);
  }

  Draws draws() {
    return draws;
  }

  List<KnownAccount> accounts() {
    return accounts;
  }

  /// Inboxes that were given up.
  List<InboxId> retired() {
    return retired;
  }

  /// 0 until the device was rekeyed.
  int pniKeySet(InboxId device) {
    return pniKeySets.getOrDefault(device, 0);
  }

  void rekeyed(List<RekeyedDevice> devices) {
    devices.forEach(device -> pniKeySets.put(device.inbox(), device.keySet()));
  }

  ModelStorage model() {
    return model;
  }

  boolean hasFaults() {
    return faults > 0;
  }

  Instant now() {
    return underTest.clock().instant();
  }

  /// A key that may be kept, or seldom one of a retired generation.
  WrappedKey wrappedKey() {
    int oldest = model.dataKeys().oldestGeneration();
    int generation = draws.chance(0.15) ? oldest - 1 : oldest + draws.between(0, 2);
    return new WrappedKey(generation, draws.bytes(40));
  }

  void ended(KnownAccount account) {
    accounts.remove(account);
    ended.add(account.record());
    retired.addAll(account.devices());
  }

  /// An account that was deleted, in this share of the calls after the first deletion.
  Optional<AccountRecord> someEnded(double share) {
    return !ended.isEmpty() && draws.chance(share)
        ? Optional.of(draws.oneOf(ended))
        : Optional.empty();
  }

  void awaitPending(List<AuditEntry> entries) {
    Outbox.awaitExactly(underTest, entries);
  }

  void passTime(Duration by) {
    underTest.clock().advance(by);
  }

  void reopen() {
    underTest.reopen();
    store = new FaultyStorage(underTest.storage());
  }

  <T> Answers<T> ask(Function<Storage, T> call) {
    return ask(call, call);
  }

  <T> Answers<T> ask(Function<Storage, T> ofStore, Function<Storage, T> ofModel) {
    if (!draws.chance(faults)) {
      return new Answers<>(Optional.of(ofStore.apply(store)), Optional.of(ofModel.apply(model)));
    }
    Fault fault = draws.oneOf(List.of(Fault.values()));
    fail(fault, ofStore);
    return new Answers<>(
        Optional.empty(),
        switch (fault) {
          case BEFORE -> Optional.empty();
          case AFTER -> Optional.of(ofModel.apply(model));
        });
  }

  private <T> void fail(Fault fault, Function<Storage, T> call) {
    store.plan(FaultPlan.always(fault));
    assertThatThrownBy(() -> call.apply(store))
        .isInstanceOf(StorageUnavailable.class)
        .hasMessageStartingWith("planned fault");
    store.plan(FaultPlan.none());
  }

  /// Whatever one says, the other says.
  <T> Answers<T> agree(Function<Storage, T> call) {
    Answers<T> answers = ask(call);
    if (!answers.isLost()) {
      assertThat(answers.store()).isEqualTo(answers.model());
    }
    return answers;
  }

  /// Whatever one says, the other says, also that the key is of a retired generation.
  Answers<Object> agreeOrRetired(Function<Storage, Object> call) {
    return agree(storage -> {
      try {
        return call.apply(storage);
      } catch (RetiredGeneration e) {
        return RetiredGeneration.class;
      }
    });
  }

  /// Without faults, and without the model.
  <T> T askStore(Function<Storage, T> call) {
    return call.apply(store);
  }

  /// An inbox that lives or was given up, or one that never was.
  InboxId someInbox() {
    if (draws.chance(0.03)) {
      return new InboxId(draws.uuid());
    }
    if (!retired.isEmpty() && draws.chance(0.1)) {
      return draws.oneOf(retired);
    }
    return draws.oneOf(draws.oneOf(accounts).devices());
  }
}
