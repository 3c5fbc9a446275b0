package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.testing.SealedForMany;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.config.SealpostConfig;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.server.boot.SealpostServer;

/// The buckets of sends and of prekeys, small enough to be emptied, as clients meet them: 429 with
/// `Retry-After`.
class SendLimitsAnsweredTest {
  private static final byte[] CONTENT = "content".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path folder;

  private TestServer limited(String limits) throws IOException {
    Path file = Files.writeString(folder.resolve("sealpost.yml"), "limits: {" + limits + "}");
    return TestServer.start(
        folder.resolve("data"),
        _ -> SealpostConfig.read(file, SealpostServer.standardLimits()).withPort(0));
  }

  private static List<Integer> statuses(int times, Callable<Reply> call) throws Exception {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      Reply reply = call.call();
      statuses.add(reply.status());
      if (reply.status() == 429) {
        assertThat(reply.header("retry-after")).isPresent();
      }
    }
    return statuses;
  }

  @Test
  void aDeviceWritesToAnAccountSoOften() throws Exception {
    try (TestServer server = limited("messages: {burst: 2, every: 1h}")) {
      FakeDevice alice = server.accounts().register().connect();
      FakeDevice bob = server.accounts().register();
      FakeDevice carol = server.accounts().register();
      assertThat(alice.sendText("for nobody", bob, bob).status()).isEqualTo(422);
      assertThat(statuses(3, () -> alice.sendText("again", bob))).containsExactly(200, 200, 429);
      assertThat(alice.sendText("to another", carol).status()).isEqualTo(200);
      assertThat(carol.sendOverHttp(CONTENT, bob).status()).isEqualTo(200);
      assertThat(alice.sendSealed(CONTENT, bob).status()).as("has no sender").isEqualTo(200);
    }
  }

  @Test
  void anAccountGetsSoManyStories() throws Exception {
    try (TestServer server = limited("stories: {burst: 2, every: 1h}")) {
      FakeDevice bob = server.accounts().register();
      FakeDevice carol = server.accounts().register();
      assertThat(statuses(3, () -> server.service().call(story(bob))))
          .containsExactly(200, 200, 429);
      assertThat(server.service().call(story(bob, carol)).status())
          .as("from all or from none")
          .isEqualTo(429);
      assertThat(statuses(3, () -> server.service().call(story(carol))))
          .containsExactly(200, 200, 429);
      assertThat(server.service().call(SealedForMany.call(CONTENT, bob)).status())
          .as("is no story")
          .isEqualTo(200);
    }
  }

  private static Call story(FakeDevice... devices) {
    Call call = SealedForMany.call(CONTENT, devices);
    return new Call(
        call.method(),
        call.path().replace("story=false", "story=true"),
        call.headers(),
        call.body());
  }

  /// The names in a message cost too, also those of nobody.
  @Test
  void anAddressSendsToManySoOften() throws Exception {
    try (TestServer server = limited("multiRecipient: {burst: 5, every: 1h}")) {
      FakeDevice bob = server.accounts().register();
      Call one = story(bob);
      Call toNobody =
          new Call(one.method(), one.path(), one.headers(), toNobody(101))
              .with("Unidentified-Access-Key", "AAAAAAAAAAAAAAAAAAAAAA==");
      assertThat(server.service().call(toNobody).status()).isEqualTo(401);
      assertThat(statuses(3, () -> server.service().call(SealedForMany.call(CONTENT, bob))))
          .containsExactly(200, 200, 429);
    }
  }

  private static Bytes toNobody(int recipients) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x23);
    out.write(recipients);
    for (int i = 0; i < recipients; i++) {
      out.writeBytes(new Aci(new UUID(7, i)).toFixedWidthBinary());
      out.writeBytes(new byte[] {1, 0, 1});
      out.writeBytes(new byte[48]);
    }
    out.writeBytes(new byte[32]);
    out.writeBytes(CONTENT);
    return Bytes.wrap(out.toByteArray());
  }

  @Test
  void howADeviceIsSpelledMakesNoOtherBucket() throws Exception {
    try (TestServer server = limited("preKeys: {burst: 2, every: 1h}")) {
      FakeDevice alice = server.accounts().register();
      FakeDevice bob = server.accounts().register();
      List<Integer> statuses = new ArrayList<>();
      for (String spelled : List.of("1", "01", "+1", "001")) {
        statuses.add(alice.http(Call.get("/v2/keys/" + bob.aci().text() + "/" + spelled)).status());
      }
      assertThat(statuses).containsExactly(200, 200, 429, 429);
    }
  }
}
