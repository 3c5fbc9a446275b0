package org.sealpost.client;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.sealpost.client.content.AttachmentPointer;
import org.sealpost.client.content.ContentCodec;
import org.sealpost.client.content.Message;
import org.sealpost.client.content.Message.TextName;
import org.sealpost.client.content.ReceiptKind;
import org.sealpost.client.content.Timer;
import org.sealpost.client.messages.Disappearing;
import org.sealpost.client.messages.ManySender;
import org.sealpost.client.messages.ReceiptSender;
import org.sealpost.client.messages.SendOutcome;
import org.sealpost.client.messages.Sender;
import org.sealpost.client.messages.TranscriptSender;
import org.sealpost.client.messages.Urgency;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.state.Self;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.ServiceId;

/// What one says to others. Everything goes as a sealed send where the recipient's access key is
/// known, else identified. This account's other devices are told of it, now or later. Safe for any
/// number of threads.
public final class Messages {
  /// Texts of one author are told apart by their millisecond.
  private final AtomicLong lastSentAt = new AtomicLong();

  private final ClientState state;
  private final Self self;
  private final Clock clock;
  private final Sender sender;
  private final ManySender many;
  private final ReceiptSender receipts;
  private final TranscriptSender transcripts;
  private final Disappearing disappearing;
  private final OtherDevices others;

  Messages(
      ClientState state,
      Self self,
      Clock clock,
      Sender sender,
      ReceiptSender receipts,
      TranscriptSender transcripts,
      Disappearing disappearing,
      OtherDevices others) {
    this.state = state;
    this.self = self;
    this.clock = clock;
    this.sender = sender;
    this.many = sender.many();
    this.receipts = receipts;
    this.transcripts = transcripts;
    this.disappearing = disappearing;
    this.others = others;
  }

  /// Sends a text, which stays as long as the conversation's timer says.
  ///
  /// @throws IOException when nobody knows whether the server has it, over the socket or over HTTP
  public SendOutcome sendText(ServiceId.Aci to, String body) throws IOException {
    return sendText(to, body, List.of());
  }

  /// The same, with files that were uploaded ([Attachments]); the text may be empty then.
  public SendOutcome sendText(ServiceId.Aci to, String body, List<AttachmentPointer> attachments)
      throws IOException {
    Timer timer = state.conversations().timer(to);
    Message.Text text = new Message.Text(body, nextSentAt(), timer, attachments);
    SendOutcome outcome = send(to, text);
    if (outcome instanceof SendOutcome.Sent && timer.isOn()) {
      state
          .conversations()
          .disappears(
              to,
              new TextName(self.aci(), text.sentAt()),
              timer.seconds(),
              Optional.of(Instant.ofEpochMilli(text.sentAt())));
      disappearing.wake();
    }
    return outcome;
  }

  /// Sends a text to several accounts, in one request where their access keys are known. They do
  /// not learn of each other. Where the conversation has a timer the text goes by itself.
  ///
  /// @return how it ended for each, also when the server cannot be reached half-way
  public Map<ServiceId.Aci, SendOutcome> sendToMany(Set<ServiceId.Aci> recipients, String body) {
    return sendToMany(recipients, body, List.of());
  }

  /// The same, with files that were uploaded once for all of them.
  public Map<ServiceId.Aci, SendOutcome> sendToMany(
      Set<ServiceId.Aci> recipients, String body, List<AttachmentPointer> attachments) {
    Map<ServiceId.Aci, SendOutcome> outcomes = new LinkedHashMap<>();
    Set<ServiceId.Aci> together = new LinkedHashSet<>(recipients);
    together.remove(self.aci());
    together.removeIf(each -> !state.conversations().timer(each).equals(Timer.NONE));
    Message.Text text = new Message.Text(body, nextSentAt(), Timer.NONE, attachments);
    outcomes.putAll(many.send(together, ContentCodec.encode(text, profileKey()), text.sentAt()));
    outcomes.forEach((to, outcome) -> {
      if (outcome instanceof SendOutcome.Sent && !others.knownToBeNone()) {
        transcripts.sent(to, text, Optional.empty());
      }
    });
    try {
      for (ServiceId.Aci each : recipients) {
        if (!together.contains(each)) {
          outcomes.put(each, sendText(each, body, attachments));
        }
      }
    } catch (IOException e) {
      recipients.forEach(each -> outcomes.putIfAbsent(each, new SendOutcome.Unanswered()));
    }
    return outcomes;
  }

  private Optional<Bytes> profileKey() {
    return Optional.of(Bytes.copyOf(self.profileKey().reveal()));
  }

  /// Asks the recipient to delete an earlier text of this account.
  public SendOutcome deleteForEveryone(ServiceId.Aci to, long sentAt) throws IOException {
    SendOutcome outcome = send(to, new Message.DeleteForEveryone(sentAt, nextSentAt()));
    if (outcome instanceof SendOutcome.Sent) {
      state.conversations().forget(new TextName(self.aci(), sentAt));
    }
    return outcome;
  }

  /// From now on texts of this conversation, on both sides, stay this long once they are read, or
  /// were sent. Zero: they stay. Texts sent before keep the timer they had.
  ///
  /// @throws IllegalArgumentException for less than nothing, or more than [Timer#MAX_SECONDS]
  public SendOutcome setTimer(ServiceId.Aci peer, Duration staysFor) throws IOException {
    Timer next = state.conversations().timer(peer).changedTo(staysFor);
    SendOutcome outcome = send(peer, new Message.TimerChange(next, nextSentAt()));
    if (outcome instanceof SendOutcome.Sent) {
      state.conversations().saveTimer(peer, next);
    }
    return outcome;
  }

  /// How long texts of this conversation stay; zero: they stay.
  public Duration timer(ServiceId.Aci peer) {
    return state.conversations().timer(peer).duration();
  }

  /// When this text will be over; empty when it stays, or nobody has read it yet.
  public Optional<Instant> disappearsAt(TextName text) {
    return state.conversations().deadline(text);
  }

  /// Whether authors are told that their texts were read; they are unless this was turned off.
  public boolean sendsReadReceipts() {
    return state.secrets().sendsReadReceipts();
  }

  /// From now on, on this device.
  public void sendReadReceipts(boolean sends) {
    state.secrets().saveSendsReadReceipts(sends);
  }

  /// A person has read these texts: their author, unless that was turned off, and this account's
  /// other devices are told, and texts that disappear begin to.
  public void read(ServiceId.Aci author, List<Long> sentAt) {
    if (sentAt.isEmpty() || author.equals(self.aci())) {
      return;
    }
    List<TextName> texts = sentAt.stream().map(time -> new TextName(author, time)).toList();
    Instant now = clock.instant();
    boolean tellsAuthor = sendsReadReceipts();
    state.transaction(() -> {
      texts.forEach(text -> {
        state.conversations().started(text, now);
        if (tellsAuthor) {
          state.receiptDue(author, ReceiptKind.READ, text.sentAt());
        }
      });
      return true;
    });
    if (!others.knownToBeNone()) {
      transcripts.read(texts, nextSentAt());
    }
    receipts.wake();
    disappearing.wake();
  }

  /// Tells a peer, if it is connected, that one begins to type, or stopped; nobody else is told,
  /// and nothing is kept. True when it was sent: strangers are not told.
  public boolean typing(ServiceId.Aci to, boolean started) throws IOException {
    if (to.equals(self.aci())
        || state.protocol(self, IdentityType.ACI).devicesWithSession(to.text()).isEmpty()) {
      return false;
    }
    long now = nextSentAt();
    byte[] content = ContentCodec.encode(new Message.Typing(started, now), Optional.empty());
    return sender.send(to, content, now, Urgency.NOW_OR_NEVER) instanceof SendOutcome.Sent;
  }

  private SendOutcome send(ServiceId.Aci to, Message.Personal message) throws IOException {
    Optional<Long> started =
        message instanceof Message.Text text && text.timer().isOn()
            ? Optional.of(text.sentAt())
            : Optional.empty();
    if (to.equals(self.aci())) {
      // A note to oneself is known to this device; the others get the transcript.
      byte[] transcript =
          ContentCodec.encode(new Message.Transcript(to, message, started), Optional.empty());
      return sender.send(self.aci(), transcript, message.sentAt(), Urgency.HIGH);
    }
    byte[] content = ContentCodec.encode(message, profileKey());
    SendOutcome outcome = sender.send(to, content, message.sentAt(), Urgency.HIGH);
    if (outcome instanceof SendOutcome.Sent sent
        && (sent.sealedSender() ? !others.knownToBeNone() : sent.needsSync())) {
      transcripts.sent(to, message, started);
    }
    return outcome;
  }

  private long nextSentAt() {
    return lastSentAt.updateAndGet(last -> Math.max(last + 1, clock.millis()));
  }
}
