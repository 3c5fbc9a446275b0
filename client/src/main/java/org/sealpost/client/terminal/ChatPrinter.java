package org.sealpost.client.terminal;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.sealpost.client.SealpostClient;
import org.sealpost.client.content.AttachmentPointer;
import org.sealpost.client.content.Message;
import org.sealpost.client.content.Message.TextName;
import org.sealpost.client.content.ReceiptKind;
import org.sealpost.client.messages.Incoming;
import org.sealpost.protocol.ServiceId;

/// Prints what arrives; what is printed counts as read. Texts are tamed: they cannot move the
/// cursor.
final class ChatPrinter implements Consumer<Incoming> {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

  private static final int MAX_TOLD = 10_000;

  private final Screen screen;
  private final Peers peers;
  private final CompletableFuture<SealpostClient> client = new CompletableFuture<>();

  /// Who was said to type and has not written since.
  private final Set<ServiceId.Aci> typing = new HashSet<>();

  /// Whose profiles were read in this session.
  private final Set<ServiceId.Aci> askedFor = new HashSet<>();

  private final ReceivedFiles received;

  private record Told(ServiceId.Aci by, long sentAt, ReceiptKind kind) {}

  private final Set<Told> told = new HashSet<>();

  ChatPrinter(Screen screen, Peers peers, ReceivedFiles received) {
    this.screen = screen;
    this.peers = peers;
    this.received = received;
  }

  /// Whose news these are; until then nothing is printed.
  void attach(SealpostClient owner) {
    client.complete(owner);
  }

  @Override
  public void accept(Incoming incoming) {
    SealpostClient owner = client.join();
    switch (incoming) {
      case Incoming.Text text -> text(owner, text);
      case Incoming.Receipt(var kind, var by, _, var times) -> receipt(kind, by, times);
      case Incoming.Typing(var from, _, var started) -> typing(from, started);
      case Incoming.DeletedForEveryone(var author, var target) -> {
        received.forget(new TextName(author, target));
        aside("%s took back the text of %s".formatted(peers.name(author), time(target)));
      }
      case Incoming.TimerChanged(var peer, var by, var staysFor) ->
          aside(
              (by.equals(owner.aci()) ? "you, on another device," : peers.name(by))
                  + (staysFor.isZero()
                      ? " let texts stay"
                      : " let texts disappear after " + Span.text(staysFor))
                  + (by.equals(peer) ? "" : ", with " + peers.name(peer)));
      case Incoming.Disappeared(var peer, var text) -> {
        peers.forget(peer, text.sentAt());
        received.forget(text);
        aside("the text of %s is over; this screen still shows it".formatted(time(text.sentAt())));
      }
      case Incoming.SentElsewhere(var device, var to, var message, _) ->
          sentElsewhere(device, to, message);
      case Incoming.ReadElsewhere _ -> {}
      case Incoming.NumberChanged(var number) ->
          aside("the account's number is %s now".formatted(number.e164()));
      case Incoming.NotUnderstood(var from, _) ->
          aside("%s sent something that cannot be shown here".formatted(peers.name(from)));
      case Incoming.IdentityChanged(var peer) ->
          warn(
              "The identity key of %s is another than before. Ask them by another way whether"
                      .formatted(peers.name(peer))
                  + " they registered anew.");
      case Incoming.Unreadable(var reason) ->
          warn(
              switch (reason) {
                case NO_SESSION ->
                    "A message came for keys that this device does not have; ask for it again.";
                case BAD_CERTIFICATE ->
                    "A message came whose sender the server does not vouch for.";
                case MALFORMED -> "A message came that cannot be read.";
              });
      case Incoming.Gap(var count) ->
          warn(count + " messages were left out because this device was away too long.");
    }
  }

  private void text(SealpostClient owner, Incoming.Text text) {
    typing.remove(text.from());
    if (askedFor.add(text.from())) {
      // Not here: the next text would wait for an answer of the server.
      Thread.ofPlatform().daemon().name("sealpost-name").start(() -> learnName(owner, text.from()));
    }
    if (peers.heardFrom(text.from())) {
      screen.line("You talk to " + screen.name(peers.introduction(text.from())) + ", who wrote:");
    }
    screen.line(
        screen.dim(time(text.sentAt()))
            + " "
            + screen.name(peers.name(text.from()))
            + " "
            + (text.body().isEmpty() ? screen.dim("sends") : Screen.tame(text.body()))
            + (text.staysFor().isZero()
                ? ""
                : screen.dim("  (" + Span.text(text.staysFor()) + ")")));
    for (AttachmentPointer each : text.attachments()) {
      int number = received.add(new TextName(text.from(), text.sentAt()), each);
      aside(FileCommands.describe(number, each));
    }
    owner.messages().read(text.from(), List.of(text.sentAt()));
  }

  private void learnName(SealpostClient owner, ServiceId.Aci peer) {
    String before = peers.name(peer);
    try {
      var _ = owner.profiles().read(peer);
    } catch (IOException e) {
      // Then it goes by what is known.
    }
    if (!peers.name(peer).equals(before)) {
      aside(before + " is " + peers.name(peer));
    }
  }

  private void typing(ServiceId.Aci from, boolean started) {
    if (!started) {
      typing.remove(from);
    } else if (typing.add(from)) {
      aside(peers.name(from) + " is typing");
    }
  }

  /// Once for each text, however many devices the peer has.
  private void receipt(ReceiptKind kind, ServiceId.Aci by, List<Long> times) {
    List<Long> news = times.stream().filter(time -> told.add(new Told(by, time, kind))).toList();
    if (told.size() > MAX_TOLD) {
      told.clear();
    }
    if (news.isEmpty()) {
      return;
    }
    aside(
        "%s %s %s"
            .formatted(
                peers.name(by),
                switch (kind) {
                  case DELIVERED -> "has";
                  case READ -> "read";
                  case VIEWED -> "opened";
                },
                news.size() == 1
                    ? "the text of " + time(news.getFirst())
                    : news.size() + " texts"));
  }

  private void sentElsewhere(int device, ServiceId to, Message.Personal message) {
    switch (message) {
      case Message.Text(var body, var sentAt, _, var attachments) ->
          screen.line(
              "%s you, on device %d, to %s: %s"
                      .formatted(
                          screen.dim(time(sentAt)), device, peers.name(to), Screen.tame(body))
                  + (attachments.isEmpty() ? "" : screen.dim("  (with a file)")));
      case Message.DeleteForEveryone(var target, _) ->
          aside("you, on device %d, took back the text of %s".formatted(device, time(target)));
      case Message.TimerChange _ -> {}
    }
  }

  private void aside(String text) {
    screen.line(screen.dim("  " + text));
  }

  private void warn(String text) {
    screen.line(screen.bad(text));
  }

  static String time(long millis) {
    return TIME.format(Instant.ofEpochMilli(millis).atZone(ZoneId.systemDefault()));
  }
}
