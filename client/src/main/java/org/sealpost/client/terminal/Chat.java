package org.sealpost.client.terminal;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.sealpost.client.SealpostClient;
import org.sealpost.client.connection.ConnectionState;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.state.PeerProfile;
import org.sealpost.client.transport.Service;
import org.sealpost.client.transport.UnexpectedReply;

/// One session at the keyboard: lines that begin with a slash are commands, others go to the peer.
/// Input is read by one thread; what arrives is printed by another.
final class Chat {
  private static final Duration CATCH_UP = Duration.ofSeconds(30);

  private final Screen screen;
  private final BufferedReader in;
  private final SealpostClient client;
  private final Commands commands;

  /// Both belong to whoever changes the connection, one at a time.
  private boolean wasConnected;

  private boolean toldLost;

  /// @param files where files are saved
  Chat(Screen screen, BufferedReader in, Service service, ClientState state, Path files) {
    this.screen = screen;
    this.in = in;
    Peers peers = new Peers(account -> state.peers().profile(account).map(PeerProfile::name));
    ReceivedFiles received = new ReceivedFiles();
    ChatPrinter printer = new ChatPrinter(screen, peers, received);
    this.client = SealpostClient.open(service, state, Clock.systemUTC(), printer);
    this.commands = new Commands(screen, peers, client, received, files);
    printer.attach(client);
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
        commands.take(line);
      } else if (!line.isEmpty()) {
        commands.say(line);
      }
    } catch (UnexpectedReply e) {
      screen.line(screen.bad("The server refused that (status " + e.reply().status() + ")."));
    } catch (IOException e) {
      screen.line(screen.bad("That may not have reached the server: " + e.getMessage() + "."));
    }
  }
}
