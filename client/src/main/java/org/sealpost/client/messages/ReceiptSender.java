package org.sealpost.client.messages;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.sealpost.client.content.ContentCodec;
import org.sealpost.client.content.Message;
import org.sealpost.client.state.ClientState;
import org.sealpost.protocol.ServiceId;

/// Tells authors that their texts arrived: one encrypted receipt for all that is due to one author.
/// What is due is in the state, written with the text itself, so no receipt is forgotten; one whose
/// sending failed is tried again later.
public final class ReceiptSender implements AutoCloseable {
  private static final int MAX_TIMES = 200;
  private static final Duration RETRY = Duration.ofSeconds(30);

  private final ClientState state;
  private final Sender sender;
  private final Clock clock;
  private final Semaphore due = new Semaphore(1);
  private final Worker worker;

  public ReceiptSender(ClientState state, Sender sender, Clock clock) {
    this.state = state;
    this.sender = sender;
    this.clock = clock;
    this.worker = new Worker("sealpost-receipts", this::work);
  }

  public void start() {
    worker.start();
  }

  /// Something may be due.
  public void wake() {
    if (due.availablePermits() == 0) {
      due.release();
    }
  }

  private void work() throws InterruptedException {
    while (true) {
      boolean _ = due.tryAcquire(RETRY.toMillis(), TimeUnit.MILLISECONDS);
      due.drainPermits();
      sendAll();
    }
  }

  private void sendAll() throws InterruptedException {
    Map<ServiceId.Aci, List<Long>> all = state.receiptsDue(MAX_TIMES);
    for (Map.Entry<ServiceId.Aci, List<Long>> entry : all.entrySet()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      try {
        byte[] content =
            ContentCodec.encode(new Message.Delivered(entry.getValue()), Optional.empty());
        SendOutcome outcome = sender.send(entry.getKey(), content, clock.millis(), false);
        if (!(outcome instanceof SendOutcome.TryLater)) {
          // What the server or the person refuses once is not asked again.
          state.receiptsSent(entry.getKey(), entry.getValue());
        }
      } catch (IOException e) {
        return;
      }
    }
  }

  @Override
  public void close() {
    worker.close();
  }
}
