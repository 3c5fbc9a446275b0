package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sealpost.client.keys.DeviceKeys;
import org.sealpost.client.keys.Passwords;
import org.sealpost.client.keys.PreKeys;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.client.transport.SocketClosed;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.json.AccountAttributes;
import org.sealpost.protocol.json.DeviceLimit;
import org.sealpost.protocol.json.DeviceList;
import org.sealpost.protocol.json.DeviceName;
import org.sealpost.protocol.json.LinkCode;
import org.sealpost.protocol.json.LinkRequest;
import org.sealpost.protocol.json.LinkResult;

/// Linking, naming, waiting for and unlinking devices: what every backend must do, over both
/// transports.
final class DevicesScenario {
  private static final Call LIST = Call.get("/v1/devices");
  private static final Call WHO_AM_I = Call.get("/v1/accounts/whoami");
  private static final Bytes NAME = Bytes.wrap(new byte[] {1, 2, 3});

  private DevicesScenario() {}

  /// How a device's requests go out.
  interface Way {
    Reply send(FakeDevice from, Call call) throws IOException;
  }

  static void run(TestServer server, Way way) throws IOException {
    FakeDevice bob = server.accounts().register();
    FakeDevice tablet = server.accounts().link(bob).connect();
    FakeDevice laptop = server.accounts().link(bob);
    rename(bob, tablet, laptop, way);
    links(server, bob, way);
    unlink(bob, tablet, laptop, way);
  }

  private static void rename(FakeDevice bob, FakeDevice tablet, FakeDevice laptop, Way way)
      throws IOException {
    assertThat(way.send(tablet, name("", NAME)).status()).isEqualTo(204);
    assertThat(way.send(bob, name("?deviceId=3", NAME)).status()).isEqualTo(204);
    DeviceList before = way.send(bob, LIST).json(DeviceList.class);
    assertThat(before.devices())
        .extracting(DeviceList.Device::id)
        .containsExactly(1, tablet.deviceId(), laptop.deviceId());
    assertThat(before.devices()).extracting(DeviceList.Device::name).endsWith(NAME, NAME);
    assertThat(before.devices())
        .extracting(DeviceList.Device::registrationId)
        .containsExactly(
            bob.keys().registrationId(),
            tablet.keys().registrationId(),
            laptop.keys().registrationId());
    assertThat(before.devices())
        .allSatisfy(device -> assertThat(device.createdAtCiphertext()).isNotNull());

    Bytes other = Bytes.wrap(new byte[] {9});
    assertThat(way.send(tablet, name("?deviceId=1", other)).status()).isEqualTo(403);
    assertThat(way.send(bob, name("?deviceId=5", other)).status()).isEqualTo(404);
    assertThat(way.send(bob, name("?deviceId=x", other)).status()).isEqualTo(404);
    assertThat(way.send(bob, name("?deviceId=128", other)).status()).isEqualTo(404);
    assertThat(way.send(bob, name("", Bytes.EMPTY)).status()).isEqualTo(422);
    assertThat(way.send(bob, name("", Bytes.wrap(new byte[226]))).status()).isEqualTo(422);
    assertThat(way.send(bob, name("", null)).status()).isEqualTo(422);
    assertThat(way.send(bob, LIST).json(DeviceList.class).devices())
        .extracting(DeviceList.Device::name)
        .isEqualTo(before.devices().stream().map(DeviceList.Device::name).toList());
  }

  private static void links(TestServer server, FakeDevice bob, Way way) throws IOException {
    Call makeCode = Call.get("/v1/devices/provisioning/code");
    LinkCode code = way.send(bob, makeCode).json(LinkCode.class);
    String wait = "/v1/devices/wait_for_linked_device/" + code.tokenIdentifier();
    assertThat(way.send(bob, Call.get(wait + "?timeout=1")).status()).isEqualTo(204);
    assertThat(way.send(bob, Call.get(wait + "?timeout=0")).status()).isEqualTo(422);
    assertThat(way.send(bob, Call.get(wait + "?timeout=3601")).status()).isEqualTo(422);
    assertThat(way.send(bob, Call.get("/v1/devices/wait_for_linked_device/short")).status())
        .isEqualTo(400);

    Reply linked = link(server, bob, code.verificationCode(), Map.of());
    assertThat(linked.status()).isEqualTo(200);
    int id = linked.json(LinkResult.class).deviceId();
    DeviceList.Device found =
        way.send(bob, Call.get(wait + "?timeout=3600")).json(DeviceList.Device.class);
    assertThat(found.id()).isEqualTo(id);
    assertThat(found.name()).isEqualTo(Bytes.EMPTY);
    assertThat(link(server, bob, code.verificationCode(), Map.of()).status())
        .as("a code that was used")
        .isEqualTo(403);

    String early = way.send(bob, makeCode).json(LinkCode.class).verificationCode();
    for (int devices = 4; devices < 6; devices++) {
      server.accounts().link(bob);
    }
    for (Reply refused :
        new Reply[] {way.send(bob, makeCode), link(server, bob, early, Map.of())}) {
      assertThat(refused.status()).isEqualTo(411);
      assertThat(refused.json(DeviceLimit.class)).isEqualTo(new DeviceLimit(6, 6));
    }
    assertThat(way.send(bob, LIST).json(DeviceList.class).devices()).hasSize(6);
  }

  private static void unlink(FakeDevice bob, FakeDevice tablet, FakeDevice laptop, Way way)
      throws IOException {
    assertThat(way.send(bob, Call.delete("/v1/devices/1")).status()).isEqualTo(403);
    assertThat(way.send(tablet, Call.delete("/v1/devices/1")).status()).isEqualTo(403);
    assertThat(way.send(tablet, Call.delete("/v1/devices/3")).status()).isEqualTo(401);
    assertThat(way.send(bob, LIST).json(DeviceList.class).devices()).hasSize(6);

    assertThat(way.send(bob, Call.delete("/v1/devices/2")).status()).isEqualTo(204);
    assertThat(tablet.awaitClosed()).map(SocketClosed::code).hasValue(4401);
    assertThat(tablet.http(WHO_AM_I).status()).isEqualTo(401);
    assertThatThrownBy(tablet::connect).isInstanceOf(IOException.class).hasMessageContaining("403");
    assertThat(way.send(laptop, Call.delete("/v1/devices/3")).status()).isEqualTo(204);
    assertThat(laptop.http(WHO_AM_I).status()).isEqualTo(401);
    assertThat(way.send(bob, LIST).json(DeviceList.class).devices())
        .extracting(DeviceList.Device::id)
        .containsExactly(1, 4, 5, 6);
  }

  private static Call name(String query, @Nullable Bytes name) {
    return Call.json("PUT", "/v1/accounts/name" + query, new DeviceName(name));
  }

  static Reply link(
      TestServer server, FakeDevice primary, String code, Map<String, Boolean> capabilities)
      throws IOException {
    DeviceKeys keys =
        DeviceKeys.forDevice(
            primary.keys().aciIdentity(), primary.keys().pniIdentity(), Instant.now());
    LinkRequest request =
        new LinkRequest(
            code,
            attributes(keys, capabilities),
            PreKeys.onWire(keys.aci().signed()),
            PreKeys.onWire(keys.pni().signed()),
            PreKeys.onWire(keys.aci().lastResort()),
            PreKeys.onWire(keys.pni().lastResort()),
            null,
            null);
    return server
        .service()
        .call(
            Call.json("PUT", "/v1/devices/link", request),
            new BasicCredentials(primary.number().e164(), Passwords.fresh()));
  }

  static AccountAttributes attributes(DeviceKeys keys, Map<String, Boolean> capabilities) {
    return new AccountAttributes(
        keys.registrationId(),
        keys.pniRegistrationId(),
        true,
        null,
        null,
        false,
        true,
        capabilities,
        null,
        null);
  }
}
