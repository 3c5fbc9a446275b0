package org.sealpost.core.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.audit.events.Actor;
import org.sealpost.core.AccountState;
import org.sealpost.core.TestClient;
import org.sealpost.core.TestCore;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.accounts.Device;
import org.sealpost.core.devices.LinkOutcome.Linked;
import org.sealpost.core.devices.ListDevices.Listed;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.tck.faults.Fault;
import org.sealpost.storage.tck.faults.FaultPlan;

/// Names of devices, waiting for one, and how they are listed.
class LinkedDevicesTest {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration AT_ONCE = Duration.ZERO;
  private static final Bytes NAME = Bytes.wrap(new byte[] {7, 7, 7});

  @TempDir Path folder;
  private TestCore core;
  private final TestClient alice = new TestClient("+15550001111");
  private Account account;
  private AuthenticatedDevice primary;

  @BeforeEach
  void register() {
    core = new TestCore(folder);
    account = alice.register(core);
    primary = alice.primary(core, account);
  }

  @AfterEach
  void close() {
    core.linkWaits.drain();
    core.close();
  }

  @Test
  void thePrimaryNamesAnyDeviceALinkedOneItself() {
    link(code());
    link(code());
    AuthenticatedDevice second = alice.device(core, account, 2, TestClient.PASSWORD);

    assertThat(core.renameDevice.rename(second, 2, NAME)).isEqualTo(new RenameOutcome.Renamed());
    assertThat(core.renameDevice.rename(primary, 3, NAME)).isEqualTo(new RenameOutcome.Renamed());
    assertThat(current().device(2).flatMap(Device::name)).contains(NAME);
    assertThat(current().device(3).flatMap(Device::name)).contains(NAME);
    assertThat(current().device(1).flatMap(Device::name))
        .isEqualTo(account.devices().getFirst().name());

    AccountState before = AccountState.of(core, alice.number);
    assertThat(core.renameDevice.rename(second, 1, Bytes.EMPTY))
        .isEqualTo(new RenameOutcome.NotAllowed());
    assertThat(core.renameDevice.rename(second, 3, Bytes.EMPTY))
        .isEqualTo(new RenameOutcome.NotAllowed());
    assertThat(core.renameDevice.rename(primary, 4, Bytes.EMPTY))
        .isEqualTo(new RenameOutcome.NoSuchDevice());
    assertThat(core.renameDevice.rename(primary, 3, NAME)).isEqualTo(new RenameOutcome.Renamed());
    assertThat(AccountState.of(core, alice.number)).isEqualTo(before);
  }

  @Test
  void aDeviceThatIsOverNamesNothing() {
    link(code());
    AuthenticatedDevice second = alice.device(core, account, 2, TestClient.PASSWORD);
    core.unlinkDevice.unlink(primary, 2);
    link(code());
    AccountState before = AccountState.of(core, alice.number);

    assertThat(core.renameDevice.rename(second, 2, NAME)).isEqualTo(new RenameOutcome.CallerGone());
    assertThat(AccountState.of(core, alice.number)).isEqualTo(before);
  }

  @Test
  void whoListsCanOpenWhenADeviceWasLinked() throws Exception {
    link(code());

    for (Listed listed : core.listDevices.list(primary)) {
      Device device = listed.device();
      byte[] place =
          ByteBuffer.allocate(5).put((byte) device.id()).putInt(device.registrationId()).array();
      byte[] time =
          alice
              .aciIdentity
              .getPrivateKey()
              .open(listed.sealedCreation().toByteArray(), "deviceCreatedAt", place);
      assertThat(ByteBuffer.wrap(time).getLong()).isEqualTo(device.created().toEpochMilli());
    }
    assertThat(core.listDevices.list(primary)).hasSize(2);
  }

  @Test
  void aDeviceThatIsLinkedEndsTheWait() throws Exception {
    String code = code();
    CompletableFuture<AwaitOutcome> waiting = await(LinkCodes.identifier(code), LONG);
    until(() -> core.linkWaits.count() == 1);
    link(code());
    assertThat(waiting).as("another code's device").isNotDone();

    link(code);

    assertThat(waiting.get(60, TimeUnit.SECONDS)).isEqualTo(linked(3));
    assertThat(core.linkWaits.count()).isZero();
  }

  @Test
  void oneThatWasLinkedBeforeIsFound() {
    String code = code();
    link(code);

    assertThat(core.awaitLinkedDevice.await(primary, LinkCodes.identifier(code), AT_ONCE))
        .isEqualTo(linked(2));
    core.unlinkDevice.unlink(primary, 2);
    link(code());
    assertThat(core.awaitLinkedDevice.await(primary, LinkCodes.identifier(code), AT_ONCE))
        .as("its id belongs to another device now")
        .isInstanceOf(AwaitOutcome.NobodyYet.class);
  }

  @Test
  void othersCodesAndWhatIsNoneIsWaitedForInVain() {
    TestClient bob = new TestClient("+15550002222");
    Account bobs = bob.register(core);
    String code = bob.linkCode(core, bobs);
    core.linkDevice.link(bob.link(code));

    for (String identifier : List.of(LinkCodes.identifier(code), "x".repeat(43), "", "?")) {
      assertThat(core.awaitLinkedDevice.await(primary, identifier, AT_ONCE))
          .isInstanceOf(AwaitOutcome.NobodyYet.class);
    }
  }

  @Test
  void aLinkWhoseAnswerWasLostEndsTheWaitToo() throws Exception {
    String code = code();
    CompletableFuture<AwaitOutcome> waiting = await(LinkCodes.identifier(code), LONG);
    until(() -> core.linkWaits.count() == 1);
    core.storage.plan(FaultPlan.next("update", Fault.AFTER));

    assertThatThrownBy(() -> link(code)).isInstanceOf(StorageUnavailable.class);

    assertThat(waiting.get(60, TimeUnit.SECONDS)).isEqualTo(linked(2));
  }

  @Test
  void ofOneAccountTheNewestWaitAndInAllSoMany() throws Exception {
    String identifier = LinkCodes.identifier(code());
    List<CompletableFuture<AwaitOutcome>> waiting = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int before = core.linkWaits.count();
      waiting.add(await(identifier, LONG));
      until(() -> core.linkWaits.count() == before + 1);
    }
    waiting.add(await(identifier, LONG));
    assertThat(waiting.getFirst().get(60, TimeUnit.SECONDS))
        .isInstanceOf(AwaitOutcome.NobodyYet.class);
    until(() -> core.linkWaits.count() == 2);
    assertThat(waiting.get(1)).isNotDone();

    TestClient bob = new TestClient("+15550002222");
    AuthenticatedDevice other = bob.primary(core, bob.register(core));
    CompletableFuture<AwaitOutcome> third = await(other, identifier, LONG);
    until(() -> core.linkWaits.count() == 3);
    assertThat(await(other, identifier, LONG).get(60, TimeUnit.SECONDS))
        .isInstanceOf(AwaitOutcome.TooManyWait.class);
    assertThat(third).isNotDone();
  }

  /// A client that hears nothing asks again; one that hears too early asks once more than it has
  /// to.
  @Test
  void nobodyIsAnsweredBeforeTheTimeIsOver() {
    String identifier = LinkCodes.identifier(code());
    Duration patience = Duration.ofMillis(600);
    long start = System.nanoTime();

    assertThat(core.awaitLinkedDevice.await(primary, identifier, patience))
        .isInstanceOf(AwaitOutcome.NobodyYet.class);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(patience);
  }

  @Test
  void whoIsOverWaitsNoLonger() throws Exception {
    String identifier = LinkCodes.identifier(code());
    link(code());
    AuthenticatedDevice second = alice.device(core, account, 2, TestClient.PASSWORD);
    CompletableFuture<AwaitOutcome> stays = await(identifier, LONG);
    CompletableFuture<AwaitOutcome> unlinked = await(second, identifier, LONG);
    until(() -> core.linkWaits.count() == 2);
    core.unlinkDevice.unlink(primary, 2);
    assertThat(unlinked.get(60, TimeUnit.SECONDS)).isInstanceOf(AwaitOutcome.NobodyYet.class);
    assertThat(stays).isNotDone();

    core.deleteAccount.delete(alice.number, Actor.ADMINISTRATOR);

    assertThat(stays.get(60, TimeUnit.SECONDS)).isInstanceOf(AwaitOutcome.NobodyYet.class);
    assertThat(core.awaitLinkedDevice.await(primary, identifier, LONG))
        .as("nor does it begin to")
        .isInstanceOf(AwaitOutcome.NobodyYet.class);
    assertThat(core.linkWaits.count()).isZero();
  }

  @Test
  void aServerThatStopsLetsAllGo() throws Exception {
    String identifier = LinkCodes.identifier(code());
    CompletableFuture<AwaitOutcome> waiting = await(identifier, LONG);
    until(() -> core.linkWaits.count() == 1);

    core.linkWaits.drain();

    assertThat(waiting.get(60, TimeUnit.SECONDS)).isInstanceOf(AwaitOutcome.NobodyYet.class);
    assertThat(core.awaitLinkedDevice.await(primary, identifier, LONG))
        .isInstanceOf(AwaitOutcome.NobodyYet.class);
  }

  private AwaitOutcome linked(int id) {
    return new AwaitOutcome.Linked(current().device(id).orElseThrow());
  }

  private CompletableFuture<AwaitOutcome> await(String identifier, Duration patience) {
    return await(primary, identifier, patience);
  }

  private CompletableFuture<AwaitOutcome> await(
      AuthenticatedDevice caller, String identifier, Duration patience) {
    return CompletableFuture.supplyAsync(
        () -> core.awaitLinkedDevice.await(caller, identifier, patience),
        Thread::startVirtualThread);
  }

  private static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it comes true in time").isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private Account current() {
    return core.accounts.refresh(account.aci()).orElseThrow();
  }

  private String code() {
    core.clock.advance(Duration.ofMillis(1));
    return alice.linkCode(core, account);
  }

  private void link(String code) {
    assertThat(core.linkDevice.link(alice.link(code))).isInstanceOf(Linked.class);
  }
}
