package org.sealpost.client.terminal;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.sealpost.client.Enrolment;
import org.sealpost.client.linking.LinkOutcome;
import org.sealpost.client.linking.NewDevice;
import org.sealpost.client.registration.RegistrationOutcome;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.transport.Service;
import org.sealpost.protocol.PhoneNumber;

/// The first start of a chat: asks for number and invite code, or links this device to an account
/// that exists.
final class Joining {
  /// The address lives 90 s at the server.
  private static final Duration LINK_PATIENCE = Duration.ofSeconds(90);

  private final Screen screen;
  private final BufferedReader in;
  private final Service service;
  private final ClientState state;

  Joining(Screen screen, BufferedReader in, Service service, ClientState state) {
    this.screen = screen;
    this.in = in;
    this.service = service;
    this.state = state;
  }

  /// True when the state holds an account; false when the input ended first.
  boolean join() throws IOException {
    screen.line("This device has no account yet. Give a number to register it with an invite,");
    screen.line("or /link to add this device to an account that you have.");
    while (true) {
      Optional<String> answer = ask("number (+ and digits): ");
      if (answer.isEmpty()) {
        return false;
      }
      if (answer.get().equals("/link")) {
        if (link()) {
          return true;
        }
        continue;
      }
      Optional<PhoneNumber> number = PhoneNumber.normalise(answer.get());
      if (number.isEmpty()) {
        screen.line("That is not a number; write it as in +15550001111.");
        continue;
      }
      Optional<String> code = ask("invite code: ");
      if (code.isEmpty()) {
        return false;
      }
      if (register(number.get(), code.get())) {
        return true;
      }
    }
  }

  private Optional<String> ask(String question) throws IOException {
    screen.ask(question);
    return Optional.ofNullable(in.readLine()).map(String::strip);
  }

  private boolean register(PhoneNumber number, String code) throws IOException {
    screen.progress("registering");
    RegistrationOutcome outcome =
        Enrolment.register(service, state, number, code, Clock.systemUTC());
    switch (outcome) {
      case RegistrationOutcome.Registered _ -> {
        return true;
      }
      case RegistrationOutcome.WrongCode _ ->
          screen.line(
              "The server does not take this code for this number: mistyped, used or expired?");
      case RegistrationOutcome.NumberRefused _ ->
          screen.line("The server does not take this number.");
      case RegistrationOutcome.WrongRecoveryPassword _ ->
          screen.line("The server does not take this recovery password for this number.");
      case RegistrationOutcome.Locked(var remaining, _) ->
          screen.line(
              "This number has a registration lock, which ends by itself when it is not used for "
                  + Span.text(Duration.ofHours(Math.max(1, remaining.toHours())))
                  + ".");
      case RegistrationOutcome.TryLater(var after) ->
          screen.line("Too many tries: wait " + Screen.time(after) + ".");
      case RegistrationOutcome.Refused(var status) ->
          screen.line("The server refused (status " + status + ").");
    }
    return false;
  }

  private boolean link() throws IOException {
    try (NewDevice device = NewDevice.open(service, Clock.systemUTC())) {
      screen.line("In the chat of the account's first device type, within 90 seconds:");
      screen.line("  /link " + device.uri().text());
      LinkOutcome outcome = Enrolment.link(device, state, "terminal", LINK_PATIENCE);
      switch (outcome) {
        case LinkOutcome.Linked _ -> {
          return true;
        }
        case LinkOutcome.TimedOut _ -> screen.line("Nobody answered in time.");
        case LinkOutcome.Unreadable _ ->
            screen.line("What came was not meant for this device. Try again.");
        case LinkOutcome.Refused(var status) ->
            screen.line("The server refused (status " + status + ").");
      }
    }
    return false;
  }
}
