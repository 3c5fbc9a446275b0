package org.sealpost.client.terminal;

import java.io.IOException;
import java.util.Optional;
import org.sealpost.client.SealpostClient;
import org.sealpost.client.number.NumberOutcome;
import org.sealpost.client.registration.RegistrationOutcome;
import org.sealpost.client.registration.RegistrationProof;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;

/// What can be typed about the account's number, and about who may register it anew.
final class NumberCommands {
  private final Screen screen;
  private final SealpostClient client;

  NumberCommands(Screen screen, SealpostClient client) {
    this.screen = screen;
    this.client = client;
  }

  void number(String argument) throws IOException {
    String[] words = argument.split(" +", 3);
    if (argument.isEmpty()) {
      screen.line("Your number is " + client.self().number().e164() + ".");
      return;
    }
    Optional<PhoneNumber> number = PhoneNumber.normalise(words[0]);
    if (number.isEmpty()) {
      screen.line("That is not a number; write it as in +15550001111.");
      return;
    }
    if (words.length < 2) {
      screen.line("With which code? /number NUMBER CODE, with the code of an invite for it.");
      return;
    }
    Optional<SecretBytes> lock = words.length > 2 ? Secret.parse(words[2]) : Optional.empty();
    if (words.length > 2 && lock.isEmpty()) {
      screen.line("A registration lock has 64 hexadecimal digits.");
      return;
    }
    screen.progress("changing the number");
    switch (client
        .account()
        .changeNumber(number.get(), new RegistrationProof.Code(words[1]), lock)) {
      case NumberOutcome.Changed(var changed) ->
          screen.line("Your number is " + changed.e164() + " now. Nobody has to find you anew.");
      case NumberOutcome.NotPrimary _ ->
          screen.line("Only the account's first device can change the number.");
      case NumberOutcome.NotTaken(var why) -> screen.line(refusal(why));
      case NumberOutcome.DevicesNotMet _ ->
          screen.line("Your other devices could not be told; try again.");
    }
  }

  /// Why a number was not to be had.
  static String refusal(RegistrationOutcome why) {
    return switch (why) {
      case RegistrationOutcome.Registered _ -> "The number is yours.";
      case RegistrationOutcome.WrongCode _ ->
          "The server does not take this code for this number: mistyped, used or expired?";
      case RegistrationOutcome.NumberRefused _ -> "The server does not take this number.";
      case RegistrationOutcome.WrongRecoveryPassword _ ->
          "The server does not take this recovery password for this number.";
      case RegistrationOutcome.Locked(var remaining, _) ->
          "This number has a registration lock, which ends by itself when it is not used for "
              + Span.hours(remaining)
              + ". Whoever knows it gives it behind the code.";
      case RegistrationOutcome.TryLater(var after) ->
          "Too many tries: wait " + Screen.time(after) + ".";
      case RegistrationOutcome.Refused(var status) -> "The server refused (status " + status + ").";
    };
  }

  void lock(String argument) throws IOException {
    switch (argument) {
      case "on" -> {
        SecretBytes lock = Secret.fresh();
        client.account().lockRegistration(Optional.of(lock));
        screen.line("Whoever registers your number anew needs this; write it down:");
        screen.line("  " + Secret.text(lock));
      }
      case "off" -> {
        client.account().lockRegistration(Optional.empty());
        screen.line("Whoever has an invite for your number can register it anew.");
      }
      default -> screen.line("/lock on makes a registration lock, /lock off takes it away.");
    }
  }

  void recovery(String argument) throws IOException {
    if (!argument.equals("new")) {
      screen.line("/recovery new makes a password that registers your number without an invite.");
      return;
    }
    SecretBytes password = Secret.fresh();
    client.account().setRecoveryPassword(password);
    screen.line("This registers your number anew, without an invite; write it down:");
    screen.line("  " + Secret.text(password));
  }
}
