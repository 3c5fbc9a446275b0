package org.sealpost.client.terminal;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.sealpost.client.SealpostClient;
import org.sealpost.client.connection.ConnectionState;
import org.sealpost.client.linking.DeviceName;
import org.sealpost.client.linking.ProvisioningUri;
import org.sealpost.client.messages.SendOutcome;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.transport.Service;
import org.sealpost.client.transport.UnexpectedReply;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.json.DeviceList;

/// One session at the keyboard: lines that begin with a slash are commands, others go to the peer.
/// Input is read by one thread; what arrives is printed by another.
final class Chat {
  private static final Duration CATCH_UP = Duration.ofSeconds(30);

  private final Screen screen;
  private final BufferedReader in;
  private final ClientState state;
  private final Peers peers = new Peers();
  private final SealpostClient client;

  /// Both belong to whoever changes the connection, one at a time.
  private boolean wasConnected;

  private boolean toldLost;

  Chat(Screen screen, BufferedReader in, Service service, ClientState state) {
    this.screen = screen;
    this.in = in;
    this.state = state;
    this.client =
        SealpostClient.open(service, state, Clock.systemUTC(), new ChatPrinter(screen, peers));
  }

  /// Talks until /quit or the end of the input; the answer is the exit status.
  int run() throws IOException, InterruptedException {
    try (client) {
      screen.line(
          "You are %s, device %d, number %s."
              .formatted(
                  screen.name(client.aci().text()),
                  client.self().deviceId(),
                  client.self().number().e164()));
      screen.progress("connecting");
      client.watchConnection(this::tellConnection);
      client.goOnline();
      if (!client.awaitCaughtUp(CATCH_UP)) {
        if (client.connectionState() == ConnectionState.REJECTED) {
          throw new CannotGoOn(
              "the server does not know this device any more; begin anew with another --state");
        }
        screen.line("The server cannot be reached; trying on.");
      }
      screen.line(
          screen.dim(
              "Others reach you by that long name, your ACI; /to ACI picks them, /help says what else"
                  + " there is."));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.strip().equals("/quit")) {
          break;
        }
        take(line.strip());
        client
            .failure()
            .ifPresent(failure -> {
              throw new CannotGoOn(CannotGoOn.sentence(failure), failure);
            });
      }
      return 0;
    }
  }

  private void tellConnection(ConnectionState now) {
    switch (now) {
      case CONNECTED -> {
        if (toldLost) {
          screen.line(screen.dim("Connected again."));
        }
        wasConnected = true;
        toldLost = false;
      }
      case CONNECTING -> {
        if (wasConnected && !toldLost) {
          screen.line(screen.dim("The connection is gone; trying again."));
          toldLost = true;
        }
      }
      case REJECTED ->
          screen.line(
              screen.bad(
                  "The server does not know this device any more: it was removed, or the number was"
                      + " registered anew."));
      case OFFLINE -> {}
    }
  }

  private void take(String line) {
    try {
      if (line.startsWith("/")) {
        command(line);
      } else if (!line.isEmpty()) {
        say(line);
      }
    } catch (UnexpectedReply e) {
      screen.line(screen.bad("The server refused that (status " + e.reply().status() + ")."));
    } catch (IOException e) {
      screen.line(screen.bad("That may not have reached the server: " + e.getMessage() + "."));
    }
  }

  private void command(String line) throws IOException {
    String[] words = line.split(" +", 2);
    String argument = words.length > 1 ? words[1] : "";
    switch (words[0]) {
      case "/help" -> help();
      case "/me" -> screen.line(client.aci().text());
      case "/to" -> pick(argument);
      case "/delete" -> delete(argument);
      case "/link" -> link(argument);
      case "/devices" -> devices();
      case "/unlink" -> unlink(argument);
      case "/trust" -> trust();
      default ->
          screen.line("There is no " + Screen.tame(words[0]) + "; /help says what there is.");
    }
  }

  private void help() {
    for (String line :
        List.of(
            "TEXT          sends it to the peer",
            "/to ACI       picks the peer; of one you have talked to, the beginning is enough",
            "/me           shows your own ACI, for others to pick",
            "/delete [N]   takes back your last text to the peer, or the last but N",
            "/link URI     lets the device that shows this URI into your account",
            "/devices      shows your account's devices",
            "/unlink N     removes one of them",
            "/trust        accepts the peer's new identity key after a warning",
            "/quit         leaves")) {
      screen.line("  " + line);
    }
  }

  private void pick(String text) {
    Optional<ServiceId.Aci> found = peers.find(text);
    if (found.isEmpty()) {
      screen.line("That is no ACI, and none of your peers' begins like that.");
    } else {
      peers.talkTo(found.get());
      screen.line("You talk to " + screen.name(found.get().text()) + ".");
    }
  }

  private Optional<ServiceId.Aci> peer() {
    Optional<ServiceId.Aci> current = peers.current();
    if (current.isEmpty()) {
      screen.line("To whom? Pick somebody with /to ACI.");
    }
    return current;
  }

  private void say(String text) throws IOException {
    Optional<ServiceId.Aci> to = peer();
    if (to.isEmpty()) {
      return;
    }
    SendOutcome outcome = client.sendText(to.get(), text);
    if (outcome instanceof SendOutcome.Sent sent) {
      peers.sent(to.get(), sent.sentAt());
      screen.line(screen.dim("  sent" + (sent.sealedSender() ? ", sealed sender" : "")));
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
    SendOutcome outcome = client.deleteForEveryone(to.get(), target.get());
    if (outcome instanceof SendOutcome.Sent) {
      screen.line(screen.dim("  asked to delete it"));
    } else {
      refuse(outcome);
    }
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
            }));
  }

  private void link(String text) throws IOException {
    Optional<ProvisioningUri> uri = ProvisioningUri.parse(text);
    if (uri.isEmpty()) {
      screen.line("That is not what a new device shows; it begins with sgnl://linkdevice?");
      return;
    }
    screen.line(
        switch (client.approveLink(uri.get())) {
          case TOLD -> "The new device has been told; it joins now.";
          case NOBODY_THERE -> "Nobody waits there any more: let the device show a new one.";
          case NOT_PRIMARY -> "Only the account's first device can do that.";
          case TOO_MANY_DEVICES -> "The account has as many devices as it may.";
        });
  }

  private void devices() throws IOException {
    for (DeviceList.Device device : client.devices()) {
      String name =
          Optional.ofNullable(device.name())
              .flatMap(sealed -> DeviceName.decrypt(client.self().aciIdentity(), sealed))
              .map(Screen::tame)
              .orElse("");
      screen.line(
          "  %d %s%s"
              .formatted(
                  device.id(), name, device.id() == client.self().deviceId() ? "(this)" : ""));
    }
  }

  private void unlink(String argument) throws IOException {
    if (!argument.matches("[0-9]{1,3}")) {
      screen.line("Which? /devices shows their numbers.");
      return;
    }
    int device = Integer.parseInt(argument);
    if (device == 1) {
      screen.line("The first device cannot be removed.");
    } else if (client.devices().stream().noneMatch(each -> each.id() == device)) {
      screen.line("There is no such device; /devices shows them.");
    } else {
      client.unlink(device);
      screen.line("Removed.");
    }
  }

  private void trust() {
    peer()
        .ifPresent(current -> {
          state.peers().forgetIdentity(current);
          screen.line("The next identity key of this peer will be taken.");
        });
  }
}
