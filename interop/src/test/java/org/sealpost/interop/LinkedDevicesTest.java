package org.sealpost.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.whispersystems.signalservice.api.NetworkResultUtil.toBasicLegacy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.whispersystems.signalservice.api.messages.multidevice.DeviceInfo;
import org.whispersystems.signalservice.api.push.exceptions.NonSuccessfulResponseCodeException;
import org.whispersystems.signalservice.api.util.DeviceNameUtil;
import org.whispersystems.signalservice.api.websocket.WebSocketConnectionState;
import org.whispersystems.signalservice.internal.websocket.WebSocketRequestMessage;

/// Alice has a phone and a tablet; what that means for Bob, who did not know.
@ExtendWith(SealpostServer.class)
final class LinkedDevicesTest {

  private final ForeignClients clients;
  private final ForeignDevice phone;
  private final ForeignDevice bob;

  LinkedDevicesTest(ServerProcess server) throws IOException {
    this.clients = new ForeignClients(server);
    this.phone = clients.register();
    this.bob = clients.register();
  }

  /// Both know each other before there is a second device.
  @BeforeEach
  void warmUp() throws IOException, TimeoutException {
    bob.send(phone.address(), "Hello Alice");
    assertThat(phone.inbox().catchUp()).hasSize(1);
    phone.send(bob.address(), "Hello Bob");
    assertThat(bob.inbox().catchUp()).hasSize(1);
  }

  @AfterEach
  void close() {
    clients.close();
  }

  @Test
  void aSecondDeviceIsLinkedAndListed() throws Exception {
    var tablet = clients.link(phone, "tablet");

    assertThat(tablet.deviceId()).isEqualTo(2);
    assertThat(tablet.person().aci()).isEqualTo(phone.person().aci());
    assertThat(toBasicLegacy(tablet.accountApi().whoAmI()).getNumber())
        .isEqualTo(phone.person().number());
    var devices = toBasicLegacy(phone.linkDeviceApi().getDevices());
    assertThat(devices).extracting(DeviceInfo::getId).containsExactlyInAnyOrder(1, 2);
    var name = devices.stream().filter(device -> device.id == 2).findFirst().orElseThrow().name;
    assertThat(
            DeviceNameUtil.decryptDeviceName(
                name, phone.person().secrets().aciIdentity().getPrivateKey()))
        .isEqualTo("tablet");
  }

  @Test
  void aSenderWhoMissesADeviceLearnsOfIt() throws Exception {
    var tablet = clients.link(phone, "tablet");
    clients.trace().clear();

    assertThat(bob.send(phone.address(), "to both").getSuccess().getDevices())
        .containsExactlyInAnyOrder(1, 2);

    assertThat(sends()).containsExactly(409, 200);
    assertThat(phone.inbox().catchUp()).extracting(Received::text).containsExactly("to both");
    assertThat(tablet.inbox().catchUp()).extracting(Received::text).containsExactly("to both");
  }

  @Test
  void aStrangerReachesBothDevices() throws Exception {
    var tablet = clients.link(phone, "tablet");
    var carol = clients.register();
    clients.trace().clear();

    carol.send(phone.address(), "we have not met");

    assertThat(sends()).containsExactly(409, 200);
    assertThat(phone.inbox().catchUp())
        .extracting(Received::text)
        .containsExactly("we have not met");
    assertThat(tablet.inbox().catchUp())
        .extracting(Received::text)
        .containsExactly("we have not met");
  }

  @Test
  void whatTheOneDeviceSendsTheOtherIsTold() throws Exception {
    var tablet = clients.link(phone, "tablet");
    clients.trace().clear();

    assertThat(phone.send(bob.address(), "from the phone").getSuccess().isNeedsSync()).isTrue();

    // The transcript first goes to no device at all, which tells the phone that there is one.
    assertThat(sends()).containsExactly(200, 409, 200);
    assertThat(bob.inbox().catchUp()).extracting(Received::text).containsExactly("from the phone");
    var told = tablet.inbox().catchUp().getFirst();
    assertThat(told.sentText()).isEqualTo("from the phone");
    assertThat(told.source()).isEqualTo(phone.person().aci());
    assertThat(phone.inbox().peek()).isEmpty();

    tablet.send(bob.address(), "from the tablet");

    var got = bob.inbox().catchUp().getFirst();
    assertThat(got.text()).isEqualTo("from the tablet");
    assertThat(got.sourceDevice()).isEqualTo(2);
    assertThat(phone.inbox().catchUp())
        .extracting(Received::sentText)
        .containsExactly("from the tablet");
    assertThat(tablet.inbox().peek()).isEmpty();
  }

  @Test
  void anUnlinkedDeviceIsShutOutAndLeftOut() throws Exception {
    var tablet = clients.link(phone, "tablet");
    bob.send(phone.address(), "to both");
    tablet.connect();
    tablet.awaitSocket(WebSocketConnectionState.CONNECTED);

    toBasicLegacy(phone.linkDeviceApi().removeDevice(2));

    tablet.awaitSocket(WebSocketConnectionState.DISCONNECTED);
    tablet.connect();
    tablet.awaitSocket(WebSocketConnectionState.AUTHENTICATION_FAILED);
    clients.trace().clear();
    assertThat(bob.send(phone.address(), "to the phone").getSuccess().getDevices())
        .containsExactly(1);
    assertThat(sends()).containsExactly(409, 200);
    assertThat(phone.inbox().catchUp())
        .extracting(Received::text)
        .containsExactly("to both", "to the phone");
  }

  @Test
  void aDeviceThatTookTheIdOfAnotherIsMetAnew() throws Exception {
    clients.link(phone, "tablet");
    bob.send(phone.address(), "to the old tablet");
    toBasicLegacy(phone.linkDeviceApi().removeDevice(2));
    var newTablet = clients.link(phone, "new tablet");
    assertThat(newTablet.deviceId()).isEqualTo(2);
    clients.trace().clear();

    bob.send(phone.address(), "to the new tablet");

    // 410: the session was with the old one; 409: now there is no session; then all is well.
    assertThat(sends()).containsExactly(410, 409, 200);
    assertThat(newTablet.inbox().catchUp())
        .extracting(Received::text)
        .containsExactly("to the new tablet");
  }

  @Test
  void whoRegisteredAnewIsMetAnew() throws Exception {
    var server = clients.server();
    var again = clients.register(phone.person().number(), server.invite(phone.person().number()));
    clients.trace().clear();

    bob.send(again.address(), "Is that still you?");

    assertThat(sends()).containsExactly(410, 200);
    assertThat(again.inbox().catchUp())
        .extracting(Received::text)
        .containsExactly("Is that still you?");
  }

  @Test
  void nobodyLinksWithoutTheFirstDevice() {
    var keys = DeviceKeys.generate(phone.person().secrets());

    assertThatExceptionOfType(NonSuccessfulResponseCodeException.class)
        .isThrownBy(() ->
            bob.http()
                .finishNewDeviceRegistration(
                    "not a code that was given out",
                    keys.attributes(phone.person().secrets(), null),
                    keys.forAci().repeatedUse(),
                    keys.forPni().repeatedUse()))
        .satisfies(refused -> assertThat(refused.code).isEqualTo(403));
  }

  @Test
  void aDeviceIsRenamedByTheFirstAndByItself() throws Exception {
    var tablet = clients.link(phone, "tablet");
    var identity = phone.person().secrets().aciIdentity();

    toBasicLegacy(
        phone
            .linkDeviceApi()
            .setDeviceName(
                DeviceNameUtil.encryptDeviceName("on the sofa", identity.getPrivateKey()), 2));
    assertThat(names(phone)).containsExactly("on the sofa");
    toBasicLegacy(
        tablet
            .linkDeviceApi()
            .setDeviceName(
                DeviceNameUtil.encryptDeviceName("in the kitchen", identity.getPrivateKey()), 2));
    assertThat(names(tablet)).containsExactly("in the kitchen");

    assertRefused(403, () -> toBasicLegacy(tablet.linkDeviceApi().setDeviceName("AAAA", 1)));
    assertRefused(404, () -> toBasicLegacy(phone.linkDeviceApi().setDeviceName("AAAA", 5)));
  }

  @Test
  void whoWaitsIsToldWhichDeviceWasLinked() throws Exception {
    var code = ForeignClients.linkCode(phone);
    try (var waiting = Executors.newVirtualThreadPerTaskExecutor()) {
      var told = waiting.submit(() -> phone.waitForLinkedDevice(code.getTokenIdentifier(), 30));

      clients.link(phone, "tablet", code);

      var linked = told.get(60, TimeUnit.SECONDS);
      assertThat(linked.getId()).isEqualTo(2);
      assertThat(linked.getCreated()).isPositive();
      assertThat(
              DeviceNameUtil.decryptDeviceName(
                  linked.getName(), phone.person().secrets().aciIdentity().getPrivateKey()))
          .isEqualTo("tablet");
    }
  }

  /// The library's own call gives up at the very moment that the server is asked to answer at; the
  /// answer is seen by asking with more patience.
  @Test
  void whoWaitsInVainIsToldSo() throws Exception {
    var code = ForeignClients.linkCode(phone);
    var request =
        new WebSocketRequestMessage.Builder()
            .id(1L)
            .verb("GET")
            .path("/v1/devices/wait_for_linked_device/" + code.getTokenIdentifier() + "?timeout=1")
            .build();

    assertThat(phone.authenticated().request(request).blockingGet().getStatus()).isEqualTo(204);
  }

  /// Of the linked devices, as a device of the account reads them.
  private List<String> names(ForeignDevice reader) throws Exception {
    var key = phone.person().secrets().aciIdentity().getPrivateKey();
    var names = new ArrayList<String>();
    for (var device : toBasicLegacy(reader.linkDeviceApi().getDevices())) {
      if (device.id != 1) {
        names.add(DeviceNameUtil.decryptDeviceName(device.name, key));
      }
    }
    return names;
  }

  private static void assertRefused(int status, ThrowingCallable call) {
    assertThatExceptionOfType(NonSuccessfulResponseCodeException.class)
        .isThrownBy(call)
        .satisfies(refused -> assertThat(refused.code).isEqualTo(status));
  }

  private List<Integer> sends() {
    return clients.trace().sends(Trace.Way.AUTHENTICATED_SOCKET);
  }
}
