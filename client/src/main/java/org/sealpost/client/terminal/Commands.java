package org.sealpost.client.terminal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.sealpost.client.SealpostClient;
import org.sealpost.client.content.AttachmentPointer;
import org.sealpost.client.content.Timer;
import org.sealpost.client.messages.SendOutcome;
import org.sealpost.client.state.PeerProfile;
import org.sealpost.protocol.ServiceId;

/// What can be typed in a chat: texts for the peer, and lines that begin with a slash. What
/// concerns one's own account is in [AccountCommands].
final class Commands {
  private static final List<String> HELP =
      List.of(
          "Talking",
          "  TEXT             sends it to the peer",
          "  /to WHOM         picks the peer: an ACI, or the beginning of a name or ACI that was here",
          "  /find USERNAME   looks somebody up by username or link, and picks them",
          "  /file PATH TEXT  sends a file, with a text if you like",
          "  /save [N]        keeps the last file that came, or file N",
          "  /who             shows the people of this session, and how long texts stay",
          "  /expire SPAN     lets texts disappear, 30s, 5m, 2h, 1d or 1w after they are seen; or off",
          "  /delete [N]      takes back your last text to the peer, or the last but N",
          "  /typing          tells the peer that you are writing",
          "  /trust           accepts the peer's new identity key after a warning",
          "You",
          "  /me              shows your ACI and username, for others to find you",
          "  /profile NAME    sets the name that people you write to see",
          "  /picture PATH    sets the picture that they see; without PATH, keeps the peer's",
          "  /username NAME   takes a username, by which strangers find you; off gives it up",
          "  /number N CODE   changes your number, with the code of an invite for it",
          "  /lock on         lets nobody register your number who does not know the lock; or off",
          "  /recovery new    makes a password that registers your number without an invite",
          "  /receipts off    tells nobody what you have read; or on",
          "Your devices",
          "  /devices         shows them",
          "  /rename NAME     names this device; /rename N NAME another one",
          "  /link URI        lets the device that shows this URI into your account",
          "  /unlink N        removes a device",
          "  /quit            leaves; everything is there at the next start");

  private final Screen screen;
  private final Peers peers;
  private final SealpostClient client;
  private final AccountCommands account;
  private final FileCommands files;
  private final NumberCommands number;

  /// @param folder where files are saved
  Commands(Screen screen, Peers peers, SealpostClient client, ReceivedFiles received, Path folder) {
    this.screen = screen;
    this.peers = peers;
    this.client = client;
    this.account = new AccountCommands(screen, client);
    this.files = new FileCommands(screen, client, received, folder, this::send);
    this.number = new NumberCommands(screen, client);
  }

  /// A line that begins with a slash.
  void take(String line) throws IOException {
    String[] words = line.split(" +", 2);
    String argument = words.length > 1 ? words[1].strip() : "";
    switch (words[0]) {
      case "/help" -> help();
      case "/to" -> pick(argument);
      case "/find" -> find(argument);
      case "/file" -> file(argument);
      case "/save" -> files.save(argument);
      case "/who" -> who();
      case "/expire" -> expire(argument);
      case "/delete" -> delete(argument);
      case "/typing" -> typing();
      case "/trust" -> trust();
      case "/me" -> account.me();
      case "/profile" -> account.profile(argument);
      case "/picture" -> picture(argument);
      case "/username" -> account.username(argument);
      case "/number" -> number.number(argument);
      case "/lock" -> number.lock(argument);
      case "/recovery" -> number.recovery(argument);
      case "/receipts" -> receipts(argument);
      case "/devices" -> account.devices();
      case "/rename" -> account.rename(argument);
      case "/link" -> account.link(argument);
      case "/unlink" -> account.unlink(argument);
      default ->
          screen.line("There is no " + Screen.tame(words[0]) + "; /help says what there is.");
    }
  }

  private void help() {
    for (String line : HELP) {
      screen.line(line.startsWith(" ") ? line : screen.bold(line));
    }
  }

  private void pick(String text) {
    Optional<ServiceId.Aci> found = peers.find(text);
    if (found.isEmpty()) {
      screen.line("That is no ACI, and none of your peers' begins like that.");
    } else {
      talkTo(found.get());
    }
  }

  private void find(String username) throws IOException {
    if (username.isEmpty()) {
      screen.line("Whom? Usernames look like anna.42.");
      return;
    }
    Optional<ServiceId.Aci> found = client.usernames().find(username);
    if (found.isEmpty()) {
      screen.line("Nobody has that username.");
    } else {
      talkTo(found.get());
    }
  }

  private void talkTo(ServiceId.Aci peer) {
    peers.talkTo(peer);
    try {
      var _ = client.profiles().read(peer);
    } catch (IOException e) {
      // Then it goes by what is known.
    }
    screen.line("You talk to " + screen.name(peers.introduction(peer)) + ".");
  }

  private Optional<ServiceId.Aci> peer() {
    Optional<ServiceId.Aci> current = peers.current();
    if (current.isEmpty()) {
      screen.line("To whom? Pick somebody with /to ACI or /find USERNAME.");
    }
    return current;
  }

  void say(String text) throws IOException {
    Optional<ServiceId.Aci> to = peer();
    if (to.isPresent()) {
      send(to.get(), text, List.of());
    }
  }

  private void file(String argument) throws IOException {
    Optional<ServiceId.Aci> to = peer();
    if (to.isPresent()) {
      files.send(to.get(), argument);
    }
  }

  private void picture(String path) throws IOException {
    if (!path.isEmpty()) {
      files.setPicture(path);
      return;
    }
    Optional<ServiceId.Aci> of = peer();
    if (of.isPresent()) {
      files.savePicture(of.get());
    }
  }

  private void send(ServiceId.Aci to, String text, List<AttachmentPointer> attachments)
      throws IOException {
    SendOutcome outcome = client.messages().sendText(to, text, attachments);
    if (outcome instanceof SendOutcome.Sent sent) {
      peers.sent(to, sent.sentAt());
      Duration staysFor = client.messages().timer(to);
      aside(
          "sent"
              + (sent.sealedSender() ? ", sealed sender" : "")
              + (staysFor.isZero() ? "" : ", for " + Span.text(staysFor)));
    } else {
      refuse(outcome);
    }
  }

  private void who() {
    if (peers.all().isEmpty()) {
      screen.line("Nobody yet. Pick somebody with /to ACI.");
    }
    for (ServiceId.Aci each : peers.all()) {
      Duration staysFor = client.messages().timer(each);
      screen.line(
          (peers.current().equals(Optional.of(each)) ? "> " : "  ")
              + screen.name(peers.introduction(each))
              + (staysFor.isZero() ? "" : "  texts disappear after " + Span.text(staysFor)));
      client
          .profiles()
          .known(each)
          .map(PeerProfile::said)
          .filter(said -> !said.isEmpty())
          .ifPresent(said -> screen.line("    " + Screen.tame(said)));
    }
  }

  private void expire(String argument) throws IOException {
    Optional<ServiceId.Aci> to = peer();
    if (to.isEmpty()) {
      return;
    }
    Optional<Duration> span =
        Span.parse(argument).filter(length -> length.toSeconds() <= Timer.MAX_SECONDS);
    if (span.isEmpty()) {
      Duration now = client.messages().timer(to.get());
      screen.line(
          (now.isZero() ? "Texts stay." : "Texts disappear after " + Span.text(now) + ".")
              + " Change it with /expire 30s, 5m, 2h, 1d, 1w or off.");
      return;
    }
    SendOutcome outcome = client.messages().setTimer(to.get(), span.get());
    if (outcome instanceof SendOutcome.Sent) {
      aside(
          span.get().isZero()
              ? "from now on texts stay"
              : "from now on texts disappear "
                  + Span.text(span.get())
                  + " after they are seen, yours after they are sent");
    } else {
      refuse(outcome);
    }
  }

  private void delete(String argument) throws IOException {
    Optional<ServiceId.Aci> to = peer();
    if (to.isEmpty()) {
      return;
    }
    int back = argument.matches("[0-9]{1,4}") ? Integer.parseInt(argument) : 0;
    Optional<Long> target = peers.sentBefore(to.get(), back);
    if (target.isEmpty()) {
      screen.line("There is no such text in this session.");
      return;
    }
    SendOutcome outcome = client.messages().deleteForEveryone(to.get(), target.get());
    if (outcome instanceof SendOutcome.Sent) {
      peers.forget(to.get(), target.get());
      aside("asked to delete the text of " + ChatPrinter.time(target.get()));
    } else {
      refuse(outcome);
    }
  }

  private void typing() throws IOException {
    Optional<ServiceId.Aci> to = peer();
    if (to.isPresent() && !client.messages().typing(to.get(), true)) {
      screen.line("Not told: you have not talked yet.");
    }
  }

  private void receipts(String argument) {
    if (argument.equals("on") || argument.equals("off")) {
      client.messages().sendReadReceipts(argument.equals("on"));
    }
    screen.line(
        client.messages().sendsReadReceipts()
            ? "Others are told what you have read; /receipts off ends that."
            : "Nobody is told what you have read; /receipts on tells them.");
  }

  private void trust() {
    peer()
        .ifPresent(current -> {
          client.acceptIdentity(current);
          screen.line("The next identity key of this peer will be taken.");
        });
  }

  private void aside(String text) {
    screen.line(screen.dim("  " + text));
  }

  private void refuse(SendOutcome outcome) {
    screen.line(
        screen.bad(
            switch (outcome) {
              case SendOutcome.Sent _ -> "Sent.";
              case SendOutcome.UnknownRecipient _ -> "Not sent: there is no such account.";
              case SendOutcome.IdentityChanged _ ->
                  "Not sent: this peer's identity key is another than before. Ask them by another"
                      + " way whether they registered anew; /trust accepts it.";
              case SendOutcome.TryLater(var after) ->
                  "Not sent: the server asks to wait " + Screen.time(after) + ".";
              case SendOutcome.TooLarge _ -> "Not sent: it is too long.";
              case SendOutcome.DevicesKeepChanging _ ->
                  "Not sent: the peer's devices keep changing. Try again.";
              case SendOutcome.Refused(var status) ->
                  "Not sent: the server refused (status " + status + ").";
              case SendOutcome.Unanswered _ -> "That may not have reached the server.";
            }));
  }
}
