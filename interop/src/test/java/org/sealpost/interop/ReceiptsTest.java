package org.sealpost.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.whispersystems.signalservice.api.messages.SignalServiceReceiptMessage;
import org.whispersystems.signalservice.internal.push.Envelope;
import org.whispersystems.signalservice.internal.push.ReceiptMessage;

/// Receipts are messages of the clients: the server makes none and cannot tell them from others.
@ExtendWith(SealpostServer.class)
final class ReceiptsTest {

  private final ForeignClients clients;
  private final ForeignDevice alice;
  private final ForeignDevice bob;

  ReceiptsTest(ServerProcess server) throws IOException {
    this.clients = new ForeignClients(server);
    this.alice = clients.register();
    this.bob = clients.register();
  }

  @AfterEach
  void close() {
    clients.close();
  }

  @Test
  void theOneWhoWroteIsToldThatItCameAndWasRead() throws Exception {
    alice.send(bob.address(), "did you get this?");
    var got = bob.inbox().catchUp().getFirst();
    long sentAt = got.content().dataMessage.timestamp;

    receipt(SignalServiceReceiptMessage.Type.DELIVERY, sentAt, false);
    receipt(SignalServiceReceiptMessage.Type.READ, sentAt, true);

    var receipts = alice.inbox().catchUp();
    assertThat(receipts)
        .extracting(received -> received.content().receiptMessage.type)
        .containsExactly(ReceiptMessage.Type.DELIVERY, ReceiptMessage.Type.READ);
    assertThat(receipts)
        .allSatisfy(received ->
            assertThat(received.content().receiptMessage.timestamp).containsExactly(sentAt));
  }

  @Test
  void theServerMakesNoReceiptOfItsOwn() throws Exception {
    alice.send(bob.address(), "delivered in silence");
    assertThat(bob.inbox().catchUp()).hasSize(1);
    bob.inbox().awaitEmpty();

    assertThat(alice.inbox().peek()).isEmpty();
  }

  @Test
  void aSealedReceiptDoesNotTellTheServerWhoRead() throws Exception {
    alice.send(bob.address(), "read me");
    long sentAt = bob.inbox().catchUp().getFirst().content().dataMessage.timestamp;
    clients.trace().clear();

    bob.sender()
        .sendReceipt(
            alice.address(),
            bob.accessTo(alice),
            new SignalServiceReceiptMessage(
                SignalServiceReceiptMessage.Type.READ, List.of(sentAt), ForeignDevice.now()),
            false);

    assertThat(clients.trace().sends(Trace.Way.ANONYMOUS_SOCKET)).containsExactly(200);
    var got = alice.inbox().catchUp().getFirst();
    assertThat(got.envelope().type).isEqualTo(Envelope.Type.UNIDENTIFIED_SENDER);
    assertThat(got.content().receiptMessage.timestamp).containsExactly(sentAt);
    assertThat(got.source()).isEqualTo(bob.person().aci());
    assertThat(Optional.ofNullable(got.envelope().sourceServiceId)).isEmpty();
  }

  private void receipt(SignalServiceReceiptMessage.Type type, long sentAt, boolean needsSync)
      throws Exception {
    bob.sender()
        .sendReceipt(
            alice.address(),
            null,
            new SignalServiceReceiptMessage(type, List.of(sentAt), ForeignDevice.now()),
            needsSync);
  }
}
