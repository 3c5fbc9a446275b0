package org.sealpost.client.messages;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.sealpost.client.content.ContentCodec;
import org.sealpost.client.content.Message;
import org.sealpost.client.content.ReceiptKind;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.work.Errand;
import org.sealpost.protocol.ServiceId;

/// Tells authors what became of their texts: one encrypted receipt for all of a kind that is due to
/// one author. What is due is in the state, written with the text itself, so no receipt is
/// forgotten; one whose sending failed is tried again later.
public final class ReceiptSender implements AutoCloseable {
  private static final int MAX_TIMES = 200;
  private static final Duration RETRY = Duration.ofSeconds(30);

  private final ClientState state;
  private final Sender sender;
  private final Clock clock;
  private final Errand errand;

  public ReceiptSender(
      ClientState state, Sender sender, Clock clock, Consumer<RuntimeException> failed) {
    this.state = state;
    this.sender = sender;
    this.clock = clock;
    this.errand = new Errand("sealpost-receipts", RETRY, this::sendAll, failed);
  }

  public void start() {
    errand.start();
  }

  /// Something may be due.
  public void wake() {
    errand.ask();
  }

  private void sendAll() throws InterruptedException {
    for (ReceiptKind kind : ReceiptKind.values()) {
      Map<ServiceId.Aci, List<Long>> all = state.receiptsDue(kind, MAX_TIMES);
      for (Map.Entry<ServiceId.Aci, List<Long>> entry : all.entrySet()) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        try {
          send(kind, entry.getKey(), entry.getValue());
        } catch (IOException e) {
          return;
        }
      }
    }
  }

  private void send(ReceiptKind kind, ServiceId.Aci author, List<Long> times) throws IOException {
    byte[] content = ContentCodec.encode(new Message.Receipt(kind, times), Optional.empty());
    SendOutcome outcome = sender.send(author, content, clock.millis(), Urgency.LOW);
    if (!(outcome instanceof SendOutcome.TryLater)) {
      // What the server or the person refuses once is not asked again.
      state.receiptsSent(author, kind, times);
    }
  }

  @Override
  public void close() {
    errand.close();
  }
}
