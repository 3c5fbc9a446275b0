package org.sealpost.client.messages;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.sealpost.client.content.ContentCodec;
import org.sealpost.client.content.Message;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.state.ClientState.DueTranscript;
import org.sealpost.client.work.Errand;
import org.sealpost.protocol.ServiceId;

/// Tells this account's other devices what this one sent and read, in that order. What is due is in
/// the state, and one that could not be sent is tried again later: the message itself has reached
/// its recipient, so nobody is told of a failure.
public final class TranscriptSender implements AutoCloseable {
  private static final int PAGE = 32;
  private static final Duration RETRY = Duration.ofSeconds(30);

  /// Whether there is anybody to tell.
  public interface Others {
    boolean exist() throws IOException;
  }

  private final ClientState state;
  private final ServiceId.Aci self;
  private final Sender sender;
  private final Others others;
  private final Errand errand;

  public TranscriptSender(
      ClientState state,
      ServiceId.Aci self,
      Sender sender,
      Others others,
      Consumer<RuntimeException> failed) {
    this.state = state;
    this.self = self;
    this.sender = sender;
    this.others = others;
    this.errand = new Errand("sealpost-transcripts", RETRY, this::sendAll, failed);
  }

  public void start() {
    errand.start();
  }

  /// The message was sent; the other devices are told as soon as they can be.
  ///
  /// @param timerStartedAt when a text that disappears began to
  public void sent(ServiceId to, Message.Personal message, Optional<Long> timerStartedAt) {
    tell(new Message.Transcript(to, message, timerStartedAt), message.sentAt());
  }

  /// These texts were read on this device.
  public void read(List<Message.TextName> texts, long sentAt) {
    tell(new Message.ReadHere(texts), sentAt);
  }

  private void tell(Message message, long sentAt) {
    state.transcriptDue(sentAt, ContentCodec.encode(message, Optional.empty()));
    errand.ask();
  }

  /// There may be a connection again.
  public void wake() {
    errand.ask();
  }

  private void sendAll() throws InterruptedException {
    try {
      List<DueTranscript> page;
      do {
        page = state.transcriptsDue(PAGE);
        for (DueTranscript due : page) {
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
          if (others.exist()
              && sender.send(self, due.content().toByteArray(), due.sentAt(), Urgency.HIGH)
                  instanceof SendOutcome.TryLater) {
            return;
          }
          state.transcriptSent(due.position());
        }
      } while (!page.isEmpty());
    } catch (IOException e) {
      // The next time, or the next connection, tries again.
    }
  }

  @Override
  public void close() {
    errand.close();
  }
}
