package org.sealpost.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.delivery.FaultyInboxStore.Fault;
import org.sealpost.core.delivery.Scene.Connected;
import org.sealpost.storage.StorageUnavailable;

class ConnectedDevicesTest {
  private final Scene scene = new Scene();

  @Test
  void aNewerConnectionClosesTheOlderAndGetsWhatComes() {
    Connected older = scene.online(1);
    Connected newer = scene.online(1);
    scene.send("m1");

    assertThat(older.transport().closes).containsExactly(CloseReason.CONNECTED_ELSEWHERE);
    assertThat(older.transport().labels()).isEmpty();
    assertThat(newer.transport().labels()).containsExactly("m1");
    assertThat(newer.transport().closes).isEmpty();
  }

  @Test
  void theEndOfADisplacedConnectionLeavesTheNewerOneAlone() {
    Connected older = scene.online(1);
    Connected newer = scene.online(1);
    older.connection().closed();
    scene.send("m1");

    assertThat(scene.devices.count()).isEqualTo(1);
    assertThat(newer.transport().labels()).containsExactly("m1");
    newer.connection().closed();
    assertThat(scene.devices.count()).isZero();
  }

  @Test
  void whatADisplacedConnectionAnswersLateIsRemoved() {
    Connected older = scene.online(1);
    scene.send("m1");
    Connected newer = scene.connect(1);
    older.answerAll();
    scene.held.runAll();
    newer.connection().start();
    scene.held.runAll();

    assertThat(newer.transport().labels()).isEmpty();
    assertThat(newer.transport().queueEmpties).isEqualTo(1);
  }

  @Test
  void aDisplacedConnectionThatWasSlowToClaimDoesNotTakeTheInboxBack() {
    Connected older = scene.connect(1);
    older.connection().start();
    Runnable lateClaim = scene.held.take();
    Connected newer = scene.online(1);

    lateClaim.run();
    scene.devices.look(scene.inbox(1));
    scene.held.runAll();
    scene.send("m1");

    assertThat(newer.transport().closes).isEmpty();
    assertThat(newer.transport().labels()).containsExactly("m1");
  }

  @Test
  void aConnectionOnAnotherNodeIsNoticedByTheNextRead() {
    Connected here = scene.online(1);
    scene.model.claim(scene.inbox(1));
    scene.devices.look(scene.inbox(1));
    scene.held.runAll();

    assertThat(here.transport().closes).containsExactly(CloseReason.CONNECTED_ELSEWHERE);
  }

  @Test
  void aFullNodeTakesOnlyDevicesThatItHas() {
    Scene small = new Scene(limits(1));
    Connected first = small.online(1);

    assertThat(small.devices.connect(small.device(2), new RecordingTransport())).isEmpty();
    assertThat(small.devices.connect(small.device(1), new RecordingTransport())).isPresent();
    assertThat(first.transport().closes).containsExactly(CloseReason.CONNECTED_ELSEWHERE);
  }

  @Test
  void aRetiredDeviceIsClosedAndIsGivenNothingMore() {
    Connected device = scene.online(2);
    scene.devices.retired(List.of(scene.inbox(2)));
    scene.send("m1");

    assertThat(device.transport().closes).containsExactly(CloseReason.REAUTHENTICATE);
    assertThat(device.transport().labels()).isEmpty();
  }

  @Test
  void aDeviceUnlinkedBeforeItsConnectionWasRegisteredIsFoundOutByTheClaim() {
    AuthenticatedDevice former = scene.device(2);
    scene.change(TestAccounts.withDevice(scene.account(), 2, Optional.empty()));
    RecordingTransport transport = new RecordingTransport();
    scene.devices.connect(former, transport).orElseThrow().start();
    scene.held.runAll();

    assertThat(transport.closes).containsExactly(CloseReason.REAUTHENTICATE);
  }

  @Test
  void anInboxThatIsAbandonedBetweenCheckAndClaimClosesItsConnection() {
    Connected device = scene.connect(2);
    device.connection().start();
    scene.model.abandon(scene.inbox(2));
    scene.held.runAll();

    assertThat(device.transport().closes).containsExactly(CloseReason.REAUTHENTICATE);
    assertThat(device.transport().queueEmpties).isZero();
  }

  @Test
  void aRetirementThatNobodyToldOfIsFoundOutByTheNextLook() {
    Connected device = scene.online(2);
    scene.model.abandon(scene.inbox(2));
    scene.change(TestAccounts.withDevice(scene.account(), 2, Optional.empty()));
    scene.clock.advance(DeliveryLimits.DEFAULT.safetyRead());
    scene.devices.tick();
    scene.held.runAll();

    assertThat(device.transport().closes).containsExactly(CloseReason.REAUTHENTICATE);
  }

  @Test
  void whatNobodyWokeTheDeviceForIsFoundWithinAMinute() {
    Connected device = scene.online(1);
    scene.sendUnheard("m1");
    scene.clock.advance(DeliveryLimits.DEFAULT.safetyRead());
    scene.devices.tick();
    scene.held.runAll();

    assertThat(device.transport().labels()).containsExactly("m1");
  }

  @Test
  void aSendWhoseOutcomeIsUnknownIsLookedFor() {
    Connected device = scene.online(1);
    scene.fault = Fault.AFTER;
    assertThatThrownBy(() -> scene.send("m1")).isInstanceOf(StorageUnavailable.class);
    scene.fault = Fault.NONE;
    scene.held.runAll();

    assertThat(device.transport().labels()).containsExactly("m1");
  }

  @Test
  void aTransportThatFailsInTimesThreadStopsTimeForNobodyElse() {
    Connected silent = scene.online(1);
    Connected other = scene.online(2);
    scene.send("m1");
    other.answerAll();
    scene.held.runAll();
    silent.transport().fault = new AssertionError("as an exhausted memory would");
    silent.transport().closesToo = true;
    scene.clock.advance(DeliveryLimits.DEFAULT.answerTimeout());
    scene.sendUnheard("m2");
    scene.devices.tick();
    scene.held.runAll();

    assertThat(silent.transport().closes).contains(CloseReason.UNANSWERED);
    assertThat(other.transport().labels()).containsExactly("m1", "m2");
    assertThat(scene.devices.count()).isEqualTo(1);
  }

  @Test
  void aNodeWithoutThreadsForTasksAsksAgainLater() {
    scene.held.close();
    Connected device = scene.connect(1);
    device.connection().start();
    scene.send("m1");
    scene.held.reopen();
    scene.clock.advance(Duration.ofSeconds(1));
    scene.devices.tick();
    scene.held.runAll();

    assertThat(device.transport().labels()).containsExactly("m1");
  }

  private static DeliveryLimits limits(int maxConnections) {
    DeliveryLimits standard = DeliveryLimits.DEFAULT;
    return new DeliveryLimits(
        standard.maxContentBytes(),
        standard.timeToLive(),
        standard.windowEnvelopes(),
        standard.windowBytes(),
        standard.uncommittedAnswers(),
        standard.answerTimeout(),
        standard.safetyRead(),
        standard.retryFirst(),
        standard.retryMost(),
        standard.rememberedEnvelopes(),
        standard.rememberedFor(),
        maxConnections,
        standard.inboxFullRetryAfter());
  }
}
