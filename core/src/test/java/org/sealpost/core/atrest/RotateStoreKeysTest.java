package org.sealpost.core.atrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sealpost.audit.events.Actor;
import org.sealpost.core.TestClient;
import org.sealpost.core.TestCore;
import org.sealpost.core.accounts.Account;
import org.sealpost.crypto.AssociatedData;
import org.sealpost.crypto.KeysRefused;
import org.sealpost.crypto.Sealer;
import org.sealpost.crypto.UnfinishedRotation;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.StorageCorrupt;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.datakeys.WrappedKey;
import org.sealpost.storage.tck.faults.Fault;
import org.sealpost.storage.tck.faults.FaultPlan;

class RotateStoreKeysTest {
  private static final AssociatedData PLACE = new AssociatedData("owner", "row", "field");
  private static final byte[] VALUE = "a value".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path folder;

  /// Accounts that have a data key and one value each, and nothing else.
  private static Map<Aci, Bytes> owners(TestCore core, int count) {
    Map<Aci, Bytes> sealed = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      Aci aci = new Aci(UUID.randomUUID());
      StoredKeyring.NewAccountKey key = core.keyring.makeFor(aci);
      core.storage.dataKeys().putIfAbsent(new KeyOwner.OfAccount(aci), key.wrapped());
      sealed.put(aci, key.sealer().seal(PLACE, VALUE));
    }
    return sealed;
  }

  private static void allOpen(Keyring keyring, Map<Aci, Bytes> sealed) {
    sealed.forEach(
        (aci, value) -> assertThat(keyring.ofAccount(aci).open(PLACE, value)).isEqualTo(VALUE));
  }

  private static RotationPiece.Finished finish(TestCore core) {
    while (true) {
      if (core.rotate.next() instanceof RotationPiece.Finished finished) {
        return finished;
      }
    }
  }

  @Test
  void everyDataKeyIsWrappedAnewInBoundedPieces() {
    Map<Aci, Bytes> sealed;
    try (TestCore core = new TestCore(folder)) {
      Bytes ofRest = core.keyring.ofRest().seal(PLACE, VALUE);
      sealed = owners(core, 150);

      Rotation rotation = core.rotate.begin(false);

      assertThat(rotation).isEqualTo(new Rotation(2, core.clock.instant(), false));
      assertThat(core.keyring.makeFor(new Aci(UUID.randomUUID())).wrapped().generation())
          .isEqualTo(2);
      assertThat(core.rotate.next()).isEqualTo(new RotationPiece.Rewrapped(64));
      assertThat(core.rotate.next()).isEqualTo(new RotationPiece.Rewrapped(64));
      assertThat(core.rotate.next()).isEqualTo(new RotationPiece.Rewrapped(23));
      assertThat(core.rotate.next())
          .isEqualTo(new RotationPiece.Finished(2, rotation.begun(), List.of(), false));
      assertThat(core.rotate.next())
          .as("what a second command hears")
          .isEqualTo(new RotationPiece.EndedElsewhere());
      assertThat(core.storage.dataKeys().wrappedBefore(2, 1)).isEmpty();
      assertThat(core.storage.dataKeys().oldestGeneration()).isEqualTo(1);
      assertThat(core.keyring.ofRest().open(PLACE, ofRest)).isEqualTo(VALUE);
      allOpen(core.keyring, sealed);
    }
    try (TestCore core = TestCore.again(folder)) {
      assertThat(core.serverKeys.storeKeys().has(1)).isTrue();
      allOpen(core.keyring, sealed);
    }
  }

  @Test
  void olderGenerationsAreRetiredThenDestroyed() {
    Map<Aci, Bytes> sealed;
    try (TestCore core = new TestCore(folder)) {
      sealed = owners(core, 3);
      core.rotate.begin(false);
      finish(core);
      allOpen(core.keyring, sealed);

      assertThat(core.rotate.begin(true).generation()).isEqualTo(3);
      assertThat(finish(core).destroyed()).containsExactly(1, 2);

      assertThat(core.storage.dataKeys().oldestGeneration()).isEqualTo(3);
      assertThat(core.serverKeys.storeKeys().has(2)).isFalse();
      assertThat(core.keysFolder.rotation()).isEmpty();
      assertThat(folder.resolve("keys").toFile().list())
          .containsExactlyInAnyOrder(
              "provider.key", "server-secrets", "store-key.3", "trust-root.key");
      allOpen(core.keyring, sealed);
      sealed.putAll(owners(core, 1));
    }
    try (TestCore core = TestCore.again(folder)) {
      allOpen(core.keyring, sealed);
    }
  }

  /// Each call of the store is in its turn the last one: the process is gone, and the next one goes
  /// on.
  @ParameterizedTest
  @EnumSource
  void whereverItStopsTheNextProcessGoesOn(Fault fault) {
    for (int stop = 0; ; stop++) {
      Path data = folder.resolve(Integer.toString(stop));
      Map<Aci, Bytes> sealed;
      boolean stopped;
      try (TestCore core = new TestCore(data)) {
        sealed = owners(core, 3);
        AtomicInteger calls = new AtomicInteger(stop);
        core.storage.plan(
            _ -> calls.getAndDecrement() <= 0 ? Optional.of(fault) : Optional.empty());
        stopped = stops(core);
      }
      try (TestCore core = TestCore.again(data)) {
        allOpen(core.keyring, sealed);
        Rotation rotation = core.rotate.begin(false);
        assertThat(rotation.resumed()).isEqualTo(stopped);
        assertThat(rotation.generation()).isEqualTo(stopped ? 2 : 3);
        assertThat(finish(core).destroyed()).isEqualTo(stopped ? List.of(1) : List.of());
        assertThat(core.storage.dataKeys().wrappedBefore(rotation.generation(), 1)).isEmpty();
        assertThat(core.keysFolder.rotation()).isEmpty();
        allOpen(core.keyring, sealed);
      }
      if (!stopped) {
        assertThat(stop).as("calls that could fail").isGreaterThan(5);
        return;
      }
    }
  }

  private static boolean stops(TestCore core) {
    try {
      core.rotate.begin(true);
      finish(core);
      return false;
    } catch (StorageUnavailable e) {
      return true;
    }
  }

  /// Killed between destroying and saying so.
  @Test
  void whoGoesOnBehindADestructionKnowsOfIt() {
    try (TestCore core = new TestCore(folder)) {
      core.rotate.begin(true);
      finish(core);
      core.keysFolder.begin(new UnfinishedRotation(2, core.clock.instant(), true));
    }
    try (TestCore core = TestCore.again(folder)) {
      assertThat(core.rotate.begin(false).resumed()).isTrue();
      RotationPiece.Finished end = finish(core);
      assertThat(end.destroyed()).isEmpty();
      assertThat(end.previousGone()).isTrue();
    }
  }

  /// Whatever becomes of a data key: as long as one is wrapped by a store key, that stays.
  @Test
  void aDataKeyThatDoesNotOpenKeepsTheStoreKeys() {
    try (TestCore core = new TestCore(folder)) {
      Map<Aci, Bytes> sealed = owners(core, 2);
      core.storage
          .dataKeys()
          .putIfAbsent(
              new KeyOwner.OfAccount(new Aci(UUID.randomUUID())),
              new WrappedKey(1, Bytes.wrap(new byte[61])));
      core.rotate.begin(true);
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(core.rotate::next)
            .isInstanceOf(StorageCorrupt.class)
            .hasMessageContaining("store key of generation 1; no store key was destroyed");
      }
      assertThat(core.serverKeys.storeKeys().has(1)).isTrue();
      assertThat(folder.resolve("keys/store-key.1")).exists();
      allOpen(core.keyring, sealed);
    }
  }

  /// A power failure may bring rows back that a destroyed store key wrapped.
  @Test
  void overAStoreThatMayForgetNothingIsDestroyed() {
    try (TestCore core = new TestCore(folder)) {
      RotateStoreKeys unsafe =
          new RotateStoreKeys(
              core.keysFolder,
              core.storage.dataKeys(),
              core.storage.audit(),
              core.audit,
              core.clock,
              false);
      assertThatThrownBy(() -> unsafe.begin(true))
          .isInstanceOf(KeysRefused.class)
          .hasMessageContaining("storage.unsafe");
      assertThat(core.keysFolder.rotation()).isEmpty();
      core.rotate.begin(true);
      assertThatThrownBy(unsafe::next).isInstanceOf(KeysRefused.class);
      assertThat(folder.resolve("keys/store-key.1")).exists();
    }
  }

  /// The wrapped key was read, then wrapped anew and its generation destroyed.
  @Test
  void aKeyThatWasReadTooEarlyIsReadAgain() {
    try (TestCore core = new TestCore(folder)) {
      Map<Aci, Bytes> sealed = owners(core, 1);
      HookedDataKeys hooked = new HookedDataKeys(core.storage.dataKeys(), () -> rotateAll(core));
      allOpen(new StoredKeyring(hooked, core.serverKeys.storeKeys(), core.random, 10), sealed);
      assertThat(core.serverKeys.storeKeys().has(1)).isFalse();
    }
  }

  private static void rotateAll(TestCore core) {
    core.rotate.begin(true);
    finish(core);
  }

  private static FaultPlan before(String operation, Runnable happens) {
    AtomicBoolean done = new AtomicBoolean();
    return call -> {
      if (call.operation().equals(operation) && done.compareAndSet(false, true)) {
        happens.run();
      }
      return Optional.empty();
    };
  }

  @Test
  void anAccountWhoseKeyWasWrappedTooEarlyIsCreatedAllTheSame() {
    try (TestCore core = new TestCore(folder)) {
      TestClient alice = new TestClient("+15550001111");
      core.storage.plan(before("create", () -> rotateAll(core)));
      Account account = alice.register(core);
      assertThat(core.serverKeys.storeKeys().has(1)).isFalse();
      assertThat(core.storage.dataKeys().find(new KeyOwner.OfAccount(account.aci())))
          .hasValueSatisfying(key -> assertThat(key.generation()).isEqualTo(2));
    }
    try (TestCore core = TestCore.again(folder)) {
      assertThat(core.accounts.findByNumber(new TestClient("+15550001111").number)).isPresent();
    }
  }

  @Test
  void soIsTheKeyOfWhatBelongsToNobody() {
    try (TestCore core = new TestCore(folder)) {
      core.storage.plan(before("putIfAbsent", () -> rotateAll(core)));
      Bytes sealed = core.keyring.ofRest().seal(PLACE, VALUE);
      core.storage.plan(FaultPlan.none());
      Sealer again =
          new StoredKeyring(core.storage.dataKeys(), core.serverKeys.storeKeys(), core.random, 1)
              .ofRest();
      assertThat(again.open(PLACE, sealed)).isEqualTo(VALUE);
    }
  }

  @Test
  void anAccountThatEndsMeanwhileDoesNotComeBack() {
    try (TestCore core = new TestCore(folder)) {
      Account account = new TestClient("+15550001111").register(core);
      core.rotate.begin(true);
      core.storage.plan(
          before(
              "rewrap",
              () ->
                  assertThat(core.deleteAccount.delete(account.number(), Actor.PERSON)).isTrue()));
      finish(core);
      assertThat(core.storage.dataKeys().find(new KeyOwner.OfAccount(account.aci()))).isEmpty();
      assertThat(core.keyring.findKey(account.aci())).isEmpty();
    }
  }

  /// Its key was read before the account ended, and would be remembered after it.
  @Test
  void aKeyThatWasReadBeforeItsAccountEndedIsNotRemembered() {
    try (TestCore core = new TestCore(folder)) {
      Account account = new TestClient("+15550001111").register(core);
      List<StoredKeyring> late = new ArrayList<>();
      HookedDataKeys hooked =
          new HookedDataKeys(
              core.storage.dataKeys(),
              () -> {
                core.deleteAccount.delete(account.number(), Actor.PERSON);
                late.getFirst().forget(account.aci());
              });
      late.add(new StoredKeyring(hooked, core.serverKeys.storeKeys(), core.random, 10));

      assertThat(late.getFirst().findKey(account.aci())).as("asked for before").isPresent();
      assertThat(late.getFirst().findKey(account.aci())).isEmpty();
    }
  }
}
