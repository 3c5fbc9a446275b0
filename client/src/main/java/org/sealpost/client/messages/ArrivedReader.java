package org.sealpost.client.messages;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.sealpost.client.content.ContentCodec;
import org.sealpost.client.content.Message;
import org.sealpost.client.content.Message.TextName;
import org.sealpost.client.content.Timer;
import org.sealpost.client.state.Arrived;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.Uuids;

/// What a stored row says to the application, as [Arrivals] wrote it.
final class ArrivedReader {
  /// Typing that was noted longer ago is over, or was never ended.
  private static final Duration TYPING = Duration.ofSeconds(15);

  private ArrivedReader() {}

  /// Empty when it says nothing any more.
  static Optional<Incoming> read(Arrived arrived, Instant now) {
    return switch (ArrivedKind.valueOf(arrived.kind())) {
      case MESSAGE -> author(arrived).flatMap(author -> message(arrived, author, now));
      case UNREADABLE ->
          Optional.of(new Incoming.Unreadable(Incoming.Reason.valueOf(text(arrived.body()))));
      case IDENTITY_CHANGED -> author(arrived).map(Incoming.IdentityChanged::new);
      case GAP -> Optional.of(new Incoming.Gap(Long.parseLong(text(arrived.body()))));
      case NOT_UNDERSTOOD ->
          author(arrived).map(author -> new Incoming.NotUnderstood(author, arrived.device()));
      case TIMER ->
          author(arrived)
              .map(author -> {
                PeerAndNumber read = PeerAndNumber.of(arrived.body());
                return new Incoming.TimerChanged(
                    read.peer(), author, Duration.ofSeconds(read.number()));
              });
      case DISAPPEARED ->
          author(arrived)
              .map(author -> {
                PeerAndNumber read = PeerAndNumber.of(arrived.body());
                return new Incoming.Disappeared(read.peer(), new TextName(author, read.number()));
              });
      case NUMBER_CHANGED ->
          Optional.of(new Incoming.NumberChanged(new PhoneNumber(text(arrived.body()))));
    };
  }

  private static Optional<ServiceId.Aci> author(Arrived arrived) {
    return Uuids.parse(arrived.author()).map(ServiceId.Aci::new);
  }

  private static Optional<Incoming> message(Arrived arrived, ServiceId.Aci author, Instant now) {
    int device = arrived.device();
    return switch (ContentCodec.decode(arrived.body().unsafeArray()).message()) {
      case Message.Text(var body, var sentAt, var timer, var attachments) ->
          Optional.of(
              new Incoming.Text(
                  author,
                  device,
                  body,
                  sentAt,
                  arrived.serverTime(),
                  arrived.sealedSender(),
                  timer.duration(),
                  attachments));
      case Message.DeleteForEveryone(var target, _) ->
          Optional.of(new Incoming.DeletedForEveryone(author, target));
      case Message.Receipt(var kind, var times) ->
          Optional.of(new Incoming.Receipt(kind, author, device, times));
      case Message.Typing(var started, _) ->
          Instant.ofEpochMilli(arrived.serverTime()).plus(TYPING).isBefore(now)
              ? Optional.empty()
              : Optional.of(new Incoming.Typing(author, device, started));
      case Message.Transcript transcript ->
          Optional.of(
              new Incoming.SentElsewhere(
                  device, transcript.to(), transcript.message(), disappearsAt(transcript)));
      case Message.ReadHere(var texts) -> Optional.of(new Incoming.ReadElsewhere(device, texts));
      case Message.TimerChange _,
          Message.NumberChange _,
          Message.Silent _,
          Message.NotUnderstood _ ->
          Optional.empty();
    };
  }

  static Optional<Instant> disappearsAt(Message.Transcript transcript) {
    return transcript.message() instanceof Message.Text(_, var sentAt, Timer timer, _)
            && timer.isOn()
        ? Optional.of(startedAt(transcript, sentAt).plus(timer.duration()))
        : Optional.empty();
  }

  static Instant startedAt(Message.Transcript transcript, long sentAt) {
    return Instant.ofEpochMilli(transcript.timerStartedAt().orElse(sentAt));
  }

  private static String text(Bytes body) {
    return new String(body.unsafeArray(), StandardCharsets.UTF_8);
  }

  /// How rows of some kinds name a peer and a number.
  record PeerAndNumber(ServiceId.Aci peer, long number) {
    static PeerAndNumber of(Bytes body) {
      String[] words = text(body).split(" ", 2);
      return new PeerAndNumber(
          new ServiceId.Aci(UUID.fromString(words[0])), Long.parseLong(words[1]));
    }

    byte[] toBytes() {
      return (peer.text() + " " + number).getBytes(StandardCharsets.UTF_8);
    }
  }
}
