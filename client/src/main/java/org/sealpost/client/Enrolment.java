package org.sealpost.client;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.sealpost.client.keys.DeviceKeys;
import org.sealpost.client.keys.Passwords;
import org.sealpost.client.linking.LinkOutcome;
import org.sealpost.client.linking.NewDevice;
import org.sealpost.client.profile.Profiles;
import org.sealpost.client.registration.Registration;
import org.sealpost.client.registration.RegistrationOutcome;
import org.sealpost.client.registration.RegistrationProof;
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

  /// Registers a number with an invite's code and becomes its primary device.
  ///
  /// @param code on a Sealpost server the code of the invite for this number
  public static RegistrationOutcome register(
      Service service, ClientState state, PhoneNumber number, String code, Clock clock)
      throws IOException {
    return register(
        service,
        state,
        number,
        new RegistrationProof.Code(code),
        Optional.empty(),
        Optional.empty(),
        clock);
  }

  /// Registers a number and becomes its primary device.
  ///
  /// @param lock 32 bytes that the next registration of this number must have; those of the account
  ///   that there was, if it was locked
  /// @param recoveryPassword 32 bytes that can register this number without a code from now on
  public static RegistrationOutcome register(
      Service service,
      ClientState state,
      PhoneNumber number,
      RegistrationProof proof,
      Optional<SecretBytes> lock,
      Optional<SecretBytes> recoveryPassword,
      Clock clock)
      throws IOException {
    DeviceKeys keys = DeviceKeys.fresh(clock.instant());
    SecretBytes profileKey = Profiles.freshKey();
    String password = Passwords.fresh();
    RegistrationOutcome outcome =
        new Registration(service)
            .register(
                number,
                proof,
                password,
                keys,
                Account.attributes(
                    keys.registrationId(),
                    keys.pniRegistrationId(),
                    profileKey,
                    lock,
                    recoveryPassword));
    if (outcome instanceof RegistrationOutcome.Registered(var identity)) {
      Self self =
          new Self(
              new DeviceAddress(new ServiceId.Aci(identity.uuid()), DeviceAddress.PRIMARY),
              new ServiceId.Pni(identity.pni()),
              number,
              password,
              keys.registrationId(),
              keys.pniRegistrationId(),
              keys.aciIdentity(),
              keys.pniIdentity(),
              profileKey);
      state.transaction(() -> {
        state.begin(self, keys.aci(), keys.pni());
        state.secrets().saveRegistrationLock(lock);
        state.secrets().saveRecoveryPassword(recoveryPassword);
        return true;
      });
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
