package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.testing.ReceivedEnvelope;
import org.sealpost.client.testing.SealedForMany;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.protocol.json.MultiRecipientResult;

/// A sealed message for several accounts that all their devices get once: the same on every store.
final class MultiRecipientScenario {
  private static final byte[] CONTENT = "for all".getBytes(StandardCharsets.US_ASCII);

  private final TestServer server;

  MultiRecipientScenario(TestServer server) {
    this.server = server;
  }

  void run() throws IOException {
    FakeDevice alice = server.accounts().register();
    FakeDevice tablet = server.accounts().link(alice);
    FakeDevice bob = server.accounts().register();
    FakeDevice carol = server.accounts().register().connect();
    assertThat(carol.awaitQueueEmpty()).isZero();
    alice.disconnect();

    Call call = SealedForMany.call(CONTENT, alice, tablet, bob, carol);
    for (Reply reply :
        List.of(
            server.service().call(call),
            carol.anonymously(call),
            server.service().call(call),
            carol.anonymously(call))) {
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.json(MultiRecipientResult.class).uuids404()).isEmpty();
    }

    assertIsShared(carol.awaitEnvelopes(1));
    for (FakeDevice device : List.of(tablet, bob)) {
      device.connect();
      assertThat(device.awaitQueueEmpty()).isEqualTo(1);
      assertIsShared(device.received());
    }
  }

  private static void assertIsShared(List<ReceivedEnvelope> received) {
    assertThat(received).hasSize(1);
    ReceivedEnvelope envelope = received.getFirst();
    assertThat(envelope.envelope().hasSourceServiceId()).isFalse();
    byte[] content = envelope.content().toByteArray();
    assertThat(content[0]).isEqualTo((byte) 0x22);
    assertThat(content).endsWith(CONTENT).hasSize(1 + 48 + 32 + CONTENT.length);
  }
}
