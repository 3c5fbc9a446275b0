package org.sealpost.client.terminal;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.sealpost.client.SealpostClient;
import org.sealpost.client.linking.DeviceName;
import org.sealpost.client.linking.ProvisioningUri;
import org.sealpost.client.state.PeerProfile;
import org.sealpost.client.transport.UnexpectedReply;
import org.sealpost.client.username.UsernameOutcome;
import org.sealpost.protocol.json.DeviceList;

/// What can be typed about one's own account and its devices.
final class AccountCommands {
  /// A new device registers within a second or two; somebody may be slow to read.
  private static final Duration JOINING = Duration.ofSeconds(60);

  private final Screen screen;
  private final SealpostClient client;

  AccountCommands(Screen screen, SealpostClient client) {
    this.screen = screen;
    this.client = client;
  }

  void me() {
    screen.line(client.aci().text());
    client
        .usernames()
        .own()
        .ifPresent(own -> {
          screen.line("  username " + screen.name(own.username()));
          if (!own.link().isEmpty()) {
            screen.line("  link     " + own.link());
          }
        });
  }

  void username(String wanted) throws IOException {
    if (wanted.isEmpty()) {
      screen.line(
          client
              .usernames()
              .own()
              .map(own -> "You are found by " + screen.name(own.username()) + ".")
              .orElse("You have no username; /username NAME takes one."));
      return;
    }
    if (wanted.equals("off")) {
      client.usernames().giveUp();
      screen.line("Nobody finds you by a username any more.");
      return;
    }
    switch (client.usernames().take(wanted)) {
      case UsernameOutcome.Taken(var own) -> {
        screen.line("Others find you with /find " + screen.name(own.username()));
        if (!own.link().isEmpty()) {
          screen.line("or with /find " + own.link());
        }
      }
      case UsernameOutcome.NoneFree _ -> screen.line("That one is taken; try another.");
      case UsernameOutcome.NotAllowed _ ->
          screen.line(
              "A username has 3 to 32 letters, digits and underscores, begins with a letter, and may"
                  + " end with a dot and digits, as in anna.42.");
    }
  }

  void rename(String argument) throws IOException {
    String[] words = argument.split(" +", 2);
    boolean another = words.length == 2 && words[0].matches("[0-9]{1,3}");
    int device = another ? Integer.parseInt(words[0]) : client.self().deviceId();
    String name = another ? words[1] : argument;
    if (name.isEmpty()) {
      screen.line("What shall it be called? /rename NAME");
      return;
    }
    try {
      client.account().rename(device, name);
      screen.line("Device " + device + " is " + screen.name(Screen.tame(name)) + " now.");
    } catch (IllegalArgumentException e) {
      screen.line("That name is too long.");
    } catch (UnexpectedReply e) {
      screen.line(
          switch (e.status()) {
            case 403 -> "Only the account's first device can name another.";
            case 404 -> "There is no such device; /devices shows them.";
            default -> throw e;
          });
    }
  }

  void profile(String name) throws IOException {
    if (name.isEmpty()) {
      screen.line(
          client
              .profiles()
              .known(client.aci())
              .map(profile -> "You call yourself " + Screen.tame(profile.name()) + ".")
              .orElse("You have no name yet; /profile NAME sets one."));
      return;
    }
    try {
      client.profiles().write(new PeerProfile(name, "", ""));
      screen.line("The people you write to see the name " + screen.name(Screen.tame(name)) + ".");
    } catch (IllegalArgumentException e) {
      screen.line("That name is too long.");
    }
  }

  void devices() throws IOException {
    for (DeviceList.Device device : client.account().devices()) {
      String name = named(device);
      screen.line(
          "  %d %s%s"
              .formatted(
                  device.id(),
                  name.isEmpty() ? "" : name + " ",
                  device.id() == client.self().deviceId() ? "(this)" : ""));
    }
  }

  void link(String text) throws IOException {
    Optional<ProvisioningUri> uri = ProvisioningUri.parse(text);
    if (uri.isEmpty()) {
      screen.line("That is not what a new device shows; it begins with sgnl://linkdevice?");
      return;
    }
    switch (client.account().approveLink(uri.get())) {
      case TOLD -> {
        screen.line("The new device has been told; it joins now.");
        Thread.ofPlatform().daemon().name("sealpost-joining").start(this::awaitLinked);
      }
      case NOBODY_THERE ->
          screen.line("Nobody waits there any more: let the device show a new one.");
      case NOT_PRIMARY -> screen.line("Only the account's first device can do that.");
      case TOO_MANY_DEVICES -> screen.line("The account has as many devices as it may.");
    }
  }

  private void awaitLinked() {
    try {
      Optional<DeviceList.Device> joined = client.account().awaitLinked(JOINING);
      screen.line(
          joined
              .map(device -> "  " + named(device) + " has joined as device " + device.id() + ".")
              .orElse("  The new device has not joined."));
    } catch (IOException e) {
      screen.line("  Whether the new device joined is not known; /devices shows it.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String named(DeviceList.Device device) {
    return Optional.ofNullable(device.name())
        .filter(sealed -> !sealed.isEmpty())
        .flatMap(sealed -> DeviceName.decrypt(client.self().aciIdentity(), sealed))
        .map(Screen::tame)
        .orElse("");
  }

  void unlink(String argument) throws IOException {
    if (!argument.matches("[0-9]{1,3}")) {
      screen.line("Which? /devices shows their numbers.");
      return;
    }
    int device = Integer.parseInt(argument);
    if (device == 1) {
      screen.line("The first device cannot be removed.");
    } else if (client.account().devices().stream().noneMatch(each -> each.id() == device)) {
      screen.line("There is no such device; /devices shows them.");
    } else {
      client.account().unlink(device);
      screen.line("Removed.");
    }
  }
}
