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
import org.sealpost.client.registration.RegistrationProof;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.state.RegistrationBegun;
import org.sealpost.client.transport.Service;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;

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
    if (resume()) {
      return true;
    }
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
      Optional<String> code = ask("invite code, or /recover: ");
      if (code.isEmpty()) {
        return false;
      }
      Optional<RegistrationProof> proof =
          code.get().equals("/recover")
              ? askSecret("recovery password: ").map(RegistrationProof.RecoveryPassword::new)
              : Optional.of(new RegistrationProof.Code(code.get()));
      if (proof.isPresent() && register(number.get(), proof.get(), Optional.empty())) {
        return true;
      }
    }
  }

  /// Empty when it is none: a person begins anew then.
  private Optional<SecretBytes> askSecret(String question) throws IOException {
    Optional<String> answer = ask(question);
    Optional<SecretBytes> secret = answer.flatMap(Secret::parse);
    if (secret.isEmpty() && answer.isPresent() && !answer.get().isEmpty()) {
      screen.line("That is none: it has 64 hexadecimal digits.");
    }
    return secret;
  }

  private Optional<String> ask(String question) throws IOException {
    screen.ask(question);
    return Optional.ofNullable(in.readLine()).map(String::strip);
  }

  private boolean register(PhoneNumber number, RegistrationProof proof, Optional<SecretBytes> lock)
      throws IOException {
    screen.progress("registering");
    return isDone(
        number,
        Enrolment.register(
            service, state, number, proof, lock, Optional.empty(), Clock.systemUTC()));
  }

  private boolean isDone(PhoneNumber number, RegistrationOutcome outcome) throws IOException {
    if (outcome instanceof RegistrationOutcome.Registered) {
      return true;
    }
    if (outcome instanceof RegistrationOutcome.Locked(var remaining, var again)) {
      screen.line(
          "This number has a registration lock, which ends by itself when it is not used for "
              + Span.hours(remaining)
              + ".");
      Optional<SecretBytes> lock = askSecret("registration lock, or nothing: ");
      return lock.isPresent() && register(number, again, lock);
    }
    screen.line(NumberCommands.refusal(outcome));
    return false;
  }

  /// Goes on where this device was killed.
  private boolean resume() throws IOException {
    Optional<PhoneNumber> number = state.begun().registration().map(RegistrationBegun::number);
    if (number.isEmpty()) {
      return false;
    }
    screen.line("Going on with the registration of " + number.get().e164() + ".");
    Optional<RegistrationOutcome> outcome = Enrolment.resume(service, state);
    return outcome.isPresent() && isDone(number.get(), outcome.get());
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
