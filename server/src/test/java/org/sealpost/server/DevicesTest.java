package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.protocol.json.DeviceList;
import org.sealpost.protocol.json.LinkCode;

/// Devices over both transports.
class DevicesTest {
  private static final Call CODE = Call.get("/v1/devices/provisioning/code");

  @TempDir private Path folder;
  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.start(folder.resolve("data"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void overHttp() throws IOException {
    DevicesScenario.run(server, FakeDevice::http);
  }

  @Test
  void inASocket() throws IOException {
    DevicesScenario.run(server, FakeDevice::tunnelled);
  }

  @Test
  void whoWaitsIsToldWhenTheDeviceIsLinked() throws Exception {
    FakeDevice bob = server.accounts().register().connect();
    LinkCode code = bob.tunnelled(CODE).json(LinkCode.class);
    CompletableFuture<Reply> waiting = bob.openSocket().start(await(code));
    CompletableFuture<Reply> another = bob.openSocket().start(await(code));
    assertThat(bob.tunnelled(Call.get("/v1/keepalive")).status())
        .as("the socket goes on meanwhile")
        .isEqualTo(200);

    Reply linked = DevicesScenario.link(server, bob, code.verificationCode(), Map.of());
    assertThat(linked.status()).isEqualTo(200);

    for (CompletableFuture<Reply> each : List.of(waiting, another)) {
      Reply answer = each.get(60, TimeUnit.SECONDS);
      assertThat(answer.json(DeviceList.Device.class).id()).isEqualTo(2);
    }
  }

  @Test
  void aServerThatStopsAnswersWhoeverWaits() throws Exception {
    FakeDevice bob = server.accounts().register().connect();
    LinkCode code = bob.tunnelled(CODE).json(LinkCode.class);
    CompletableFuture<Reply> waiting = bob.openSocket().start(await(code));
    // A later request's answer says that the wait, which came before, is under way or about to be.
    assertThat(bob.tunnelled(CODE).status()).isEqualTo(200);

    server.server().close();

    assertThat(waiting.get(60, TimeUnit.SECONDS).status()).isEqualTo(204);
  }

  @Test
  void aCapabilityIsNotTakenFromTheAccount() throws IOException {
    FakeDevice bob = server.accounts().register();
    Call capable =
        Call.json(
            "PUT",
            "/v1/accounts/attributes",
            DevicesScenario.attributes(bob.keys(), Map.of("deleteSync", true)));
    assertThat(bob.http(capable).status()).isEqualTo(204);
    String code = bob.http(CODE).json(LinkCode.class).verificationCode();

    assertThat(DevicesScenario.link(server, bob, code, Map.of()).status()).isEqualTo(409);
    assertThat(bob.http(Call.get("/v1/devices")).json(DeviceList.class).devices()).hasSize(1);
    assertThat(DevicesScenario.link(server, bob, code, Map.of("deleteSync", true)).status())
        .as("the code was not used")
        .isEqualTo(200);
  }

  private static Call await(LinkCode code) {
    return Call.get(
        "/v1/devices/wait_for_linked_device/" + code.tokenIdentifier() + "?timeout=3600");
  }
}
