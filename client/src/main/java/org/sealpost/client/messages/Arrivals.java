package org.sealpost.client.messages;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.sealpost.client.content.ContentCodec;
import org.sealpost.client.content.Message;
import org.sealpost.client.content.Message.TextName;
import org.sealpost.client.content.ReceiptKind;
import org.sealpost.client.content.Timer;
import org.sealpost.client.messages.ArrivedReader.PeerAndNumber;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.state.ConversationRecords;
import org.sealpost.client.state.Self;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.proto.Envelope;

/// Does what a decrypted message asks for, and keeps it for the application: receipts become due,
/// timers change, texts that were taken back go. What others say is taken from others, what own
/// devices say from own devices alone. Always inside the transaction of the decryption.
final class Arrivals {
  private static final int PROFILE_KEY_BYTES = 32;

  private final ClientState state;
  private final ConversationRecords conversations;
  private final Self self;
  private final DeviceCipher cipher;
  private final Clock clock;

  Arrivals(ClientState state, Self self, DeviceCipher cipher, Clock clock) {
    this.cipher = cipher;
    this.state = state;
    this.conversations = state.conversations();
    this.self = self;
    this.clock = clock;
  }

  /// Something that is no message; `body` is as [ArrivedKind] says.
  void note(ArrivedKind kind, String author, int device, long serverTime, String body) {
    state.arrived(
        kind.name(), author, device, serverTime, false, body.getBytes(StandardCharsets.UTF_8));
  }

  /// True when there is something to hand over, or to send.
  boolean take(Envelope envelope, Opened.Plaintext plaintext) {
    DeviceAddress sender = plaintext.sender();
    ContentCodec.Decoded decoded = ContentCodec.decode(plaintext.padded().unsafeArray());
    decoded.senderKey().ifPresent(key -> cipher.takeDistribution(sender, key));
    if (decoded.message() instanceof Message.NotUnderstood) {
      note(ArrivedKind.NOT_UNDERSTOOD, sender.aci().text(), sender.deviceId(), 0, "");
      return true;
    }
    Row row = new Row(envelope, plaintext);
    if (sender.aci().equals(self.aci())) {
      return ofOwnDevice(row, decoded.message());
    }
    decoded
        .profileKey()
        .filter(key -> key.size() == PROFILE_KEY_BYTES)
        .ifPresent(key -> state.peers().saveProfileKey(sender.aci(), key));
    return ofPeer(row, sender.aci(), decoded.message());
  }

  private boolean ofPeer(Row row, ServiceId.Aci peer, Message message) {
    return switch (message) {
      case Message.Text text -> text(row, peer, text);
      case Message.DeleteForEveryone(var target, _) -> {
        takeBack(new TextName(peer, target));
        yield row.keep();
      }
      case Message.TimerChange(var timer, _) -> adopt(peer, peer, timer);
      case Message.Receipt(_, var times) -> !times.isEmpty() && row.keep();
      case Message.Typing _ -> row.keepTyping(clock.instant());
      // These count only when they come from this account.
      case Message.Transcript _, Message.ReadHere _, Message.NumberChange _ -> false;
      case Message.Silent _, Message.NotUnderstood _ -> false;
    };
  }

  private boolean text(Row row, ServiceId.Aci author, Message.Text text) {
    state.receiptDue(author, ReceiptKind.DELIVERED, text.sentAt());
    TextName name = new TextName(author, text.sentAt());
    if (conversations.isTakenBack(name)) {
      return true;
    }
    var _ = adopt(author, author, text.timer());
    if (text.timer().isOn()) {
      conversations.disappears(author, name, text.timer().seconds(), Optional.empty());
    }
    return row.keep(text.sentAt());
  }

  private boolean ofOwnDevice(Row row, Message message) {
    return switch (message) {
      case Message.Transcript transcript -> transcript(row, transcript);
      case Message.ReadHere(var texts) -> {
        Instant readAt = row.noLaterThan(clock.instant());
        texts.forEach(text -> conversations.started(text, readAt));
        yield !texts.isEmpty() && row.keep();
      }
      case Message.NumberChange told -> number(row, told);
      case Message.Personal _,
          Message.Receipt _,
          Message.Typing _,
          Message.Silent _,
          Message.NotUnderstood _ ->
          false;
    };
  }

  /// From the primary alone. One that comes twice is told once.
  private boolean number(Row row, Message.NumberChange told) {
    if (self.address().isPrimary() || row.device() != DeviceAddress.PRIMARY) {
      return false;
    }
    Optional<NumberNews> read = NumberNews.read(row.envelope, told);
    Self present = state.self().orElse(self);
    if (read.isEmpty()
        || (present.pni().equals(read.get().pni())
            && present.pniIdentity().getPublicKey().equals(read.get().identity().getPublicKey()))) {
      return false;
    }
    NumberNews news = read.get();
    state.takeNumber(news.number(), news.pni(), news.identity(), news.keys());
    note(
        ArrivedKind.NUMBER_CHANGED,
        self.aci().text(),
        row.device(),
        row.envelope.getServerTimestamp(),
        news.number().e164());
    return true;
  }

  private boolean transcript(Row row, Message.Transcript transcript) {
    Optional<ServiceId.Aci> peer =
        transcript.to() instanceof ServiceId.Aci aci ? Optional.of(aci) : Optional.empty();
    return switch (transcript.message()) {
      case Message.Text(_, var sentAt, var timer, _) -> {
        TextName name = new TextName(self.aci(), sentAt);
        if (conversations.isTakenBack(name)) {
          yield false;
        }
        peer.ifPresent(to -> {
          var _ = adopt(to, self.aci(), timer);
          if (timer.isOn()) {
            conversations.disappears(
                to,
                name,
                timer.seconds(),
                Optional.of(ArrivedReader.startedAt(transcript, sentAt)));
          }
        });
        yield row.keep(sentAt);
      }
      case Message.DeleteForEveryone(var target, _) -> {
        takeBack(new TextName(self.aci(), target));
        yield row.keep();
      }
      case Message.TimerChange(var timer, _) ->
          peer.isPresent() && adopt(peer.get(), self.aci(), timer);
    };
  }

  /// The text goes if it is here, and is not handed over if it comes later. Its author alone can
  /// name it, since a text is named by its author.
  private void takeBack(TextName text) {
    state.withdraw(text);
    conversations.takenBack(text);
  }

  /// True when the conversation's timer is another now.
  private boolean adopt(ServiceId.Aci peer, ServiceId.Aci by, Timer timer) {
    Timer known = conversations.timer(peer);
    if (!timer.replaces(known)) {
      return false;
    }
    conversations.saveTimer(
        peer, new Timer(timer.seconds(), Math.max(timer.version(), known.version())));
    if (timer.seconds() == known.seconds()) {
      return false;
    }
    state.arrived(
        ArrivedKind.TIMER.name(),
        by.text(),
        0,
        0,
        false,
        new PeerAndNumber(peer, timer.seconds()).toBytes());
    return true;
  }

  /// The message as it came, for the application.
  private final class Row {
    private final Envelope envelope;
    private final long serverTime;
    private final Opened.Plaintext plaintext;

    Row(Envelope envelope, Opened.Plaintext plaintext) {
      this.envelope = envelope;
      this.serverTime = envelope.getServerTimestamp();
      this.plaintext = plaintext;
    }

    int device() {
      return plaintext.sender().deviceId();
    }

    boolean keep() {
      return keep(serverTime, 0);
    }

    boolean keep(long sentAt) {
      return keep(serverTime, sentAt);
    }

    /// With the time on this device's clock, by which it gets old.
    boolean keepTyping(Instant now) {
      return keep(now.toEpochMilli(), 0);
    }

    private boolean keep(long time, long sentAt) {
      state.arrived(
          ArrivedKind.MESSAGE.name(),
          plaintext.sender().aci().text(),
          plaintext.sender().deviceId(),
          time,
          plaintext.sealedSender(),
          plaintext.padded().unsafeArray(),
          sentAt);
      return true;
    }

    /// When the server took it, unless its clock is ahead of this one.
    Instant noLaterThan(Instant now) {
      Instant stored = Instant.ofEpochMilli(serverTime);
      return stored.isBefore(now) ? stored : now;
    }
  }
}
