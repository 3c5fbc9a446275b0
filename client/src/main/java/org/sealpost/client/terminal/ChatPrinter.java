package org.sealpost.client.terminal;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.function.Consumer;
import org.sealpost.client.content.Message;
import org.sealpost.client.messages.Incoming;
import org.sealpost.protocol.ServiceId;

/// Prints what arrives. Texts are tamed: they cannot move the cursor.
final class ChatPrinter implements Consumer<Incoming> {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

  private final Screen screen;
  private final Peers peers;

  ChatPrinter(Screen screen, Peers peers) {
    this.screen = screen;
    this.peers = peers;
  }

  @Override
  public void accept(Incoming incoming) {
    switch (incoming) {
      case Incoming.Text text -> {
        if (peers.heardFrom(text.from())) {
          screen.line("You talk to " + screen.name(text.from().text()) + ", who wrote:");
        }
        screen.line(who(text.sentAt(), text.from()) + " " + Screen.tame(text.body()));
      }
      case Incoming.Delivered(var by, _, var times) ->
          screen.line(
              screen.dim(
                  "  %s has %s"
                      .formatted(
                          Peers.shortName(by),
                          times.size() == 1
                              ? "the text of " + time(times.getFirst())
                              : times.size() + " texts")));
      case Incoming.DeletedForEveryone(var author, var target) ->
          screen.line(
              screen.dim(
                  "  %s took back the text of %s"
                      .formatted(Peers.shortName(author), time(target))));
      case Incoming.SentElsewhere(var device, var to, var message) ->
          sentElsewhere(device, to, message);
      case Incoming.IdentityChanged(var peer) ->
          screen.line(
              screen.bad(
                  "The identity key of %s is another than before. Ask them by another way whether"
                          .formatted(Peers.shortName(peer))
                      + " they registered anew."));
      case Incoming.Unreadable(var reason) ->
          screen.line(
              screen.bad(
                  switch (reason) {
                    case NO_SESSION ->
                        "A message came for keys that this device does not have; ask for it again.";
                    case BAD_CERTIFICATE ->
                        "A message came whose sender the server does not vouch for.";
                    case MALFORMED -> "A message came that cannot be read.";
                  }));
      case Incoming.Gap(var count) ->
          screen.line(
              screen.bad(count + " messages were left out because this device was away too long."));
    }
  }

  private void sentElsewhere(int device, ServiceId to, Message.Personal message) {
    screen.line(
        switch (message) {
          case Message.Text(var body, var sentAt) ->
              "%s you, on device %d, to %s: %s"
                  .formatted(
                      screen.dim(time(sentAt)), device, Peers.shortName(to), Screen.tame(body));
          case Message.DeleteForEveryone(var target, _) ->
              screen.dim(
                  "  you, on device %d, took back the text of %s".formatted(device, time(target)));
        });
  }

  private String who(long sentAt, ServiceId from) {
    return screen.dim(time(sentAt)) + " " + screen.name(Peers.shortName(from));
  }

  private static String time(long millis) {
    return TIME.format(Instant.ofEpochMilli(millis).atZone(ZoneId.systemDefault()));
  }
}
