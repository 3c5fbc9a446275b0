package org.sealpost.client.terminal;

import java.io.IOException;
import java.util.Optional;
import org.sealpost.client.SealpostClient;
import org.sealpost.client.linking.DeviceName;
import org.sealpost.client.linking.ProvisioningUri;
import org.sealpost.client.state.PeerProfile;
import org.sealpost.protocol.json.DeviceList;

/// What can be typed about one's own account and its devices.
final class AccountCommands {
  private final Screen screen;
  private final SealpostClient client;

  AccountCommands(Screen screen, SealpostClient client) {
    this.screen = screen;
    this.client = client;
  }

  void me() {
    screen.line(client.aci().text());
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
      String name =
          Optional.ofNullable(device.name())
              .flatMap(sealed -> DeviceName.decrypt(client.self().aciIdentity(), sealed))
              .map(Screen::tame)
              .orElse("");
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
    screen.line(
        switch (client.account().approveLink(uri.get())) {
          case TOLD -> "The new device has been told; it joins now.";
          case NOBODY_THERE -> "Nobody waits there any more: let the device show a new one.";
          case NOT_PRIMARY -> "Only the account's first device can do that.";
          case TOO_MANY_DEVICES -> "The account has as many devices as it may.";
        });
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
