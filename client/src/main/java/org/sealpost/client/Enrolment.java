package org.sealpost.client;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.sealpost.client.keys.DeviceKeys;
import org.sealpost.client.keys.Passwords;
import org.sealpost.client.linking.LinkOutcome;
import org.sealpost.client.linking.NewDevice;
import org.sealpost.client.profile.Profiles;
import org.sealpost.client.registration.Registration;
import org.sealpost.client.registration.RegistrationOutcome;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.state.Self;
import org.sealpost.client.transport.Service;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId;

/// How a state comes to hold an account: by registering a number, or by being linked to an account
/// that exists. On success the state holds all that [SealpostClient] needs.
public final class Enrolment {
  private Enrolment() {}

  /// Registers a number and becomes its primary device.
  ///
  /// @param code on a Sealpost server the code of the invite for this number
  public static RegistrationOutcome register(
      Service service, ClientState state, PhoneNumber number, String code, Clock clock)
      throws IOException {
    DeviceKeys keys = DeviceKeys.fresh(clock.instant());
    SecretBytes profileKey = Profiles.freshKey();
    String password = Passwords.fresh();
    RegistrationOutcome outcome =
        new Registration(service)
            .register(
                number,
                code,
                password,
                keys,
                Account.attributes(keys.registrationId(), keys.pniRegistrationId(), profileKey));
    if (outcome instanceof RegistrationOutcome.Registered(var identity)) {
      state.begin(
          new Self(
              new DeviceAddress(new ServiceId.Aci(identity.uuid()), DeviceAddress.PRIMARY),
              new ServiceId.Pni(identity.pni()),
              number,
              password,
              keys.registrationId(),
              keys.pniRegistrationId(),
              keys.aciIdentity(),
              keys.pniIdentity(),
              profileKey),
          keys.aci(),
          keys.pni());
    }
    return outcome;
  }

  /// Waits until the primary has read the new device's URI, and becomes a device of its account.
  public static LinkOutcome link(
      NewDevice device, ClientState state, String name, Duration patience) throws IOException {
    LinkOutcome outcome = device.link(name, patience);
    if (outcome instanceof LinkOutcome.Linked(var self, var keys)) {
      state.begin(self, keys.aci(), keys.pni());
    }
    return outcome;
  }
}
