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
import org.sealpost.client.state.RegistrationBegun;
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
    Registration registration = new Registration(service);
    Optional<RegistrationBegun> kept =
        state
            .begun()
            .registration()
            .filter(begun -> begun.number().equals(number) && goesOn(begun, proof));
    if (kept.isPresent()) {
      RegistrationOutcome outcome =
          finish(registration, state, kept.get().with(lock, recoveryPassword));
      if (!(outcome instanceof RegistrationOutcome.Refused)) {
        return outcome;
      }
      // The session is over: there is what was given.
      state.begun().dropRegistration();
    }
    RegistrationBegun begun =
        new RegistrationBegun(
            number,
            proof,
            Passwords.fresh(),
            Profiles.freshKey(),
            DeviceKeys.fresh(clock.instant()),
            lock,
            recoveryPassword);
    if (!(proof instanceof RegistrationProof.Code(var code))) {
      return finish(registration, state, begun);
    }
    Registration.Verification verified = registration.verify(number, code);
    return verified.refused().isPresent()
        ? verified.refused().get()
        : finish(
            registration,
            state,
            begun.with(new RegistrationProof.VerifiedSession(verified.session())));
  }

  private static boolean goesOn(RegistrationBegun begun, RegistrationProof proof) {
    return proof instanceof RegistrationProof.Code || proof.equals(begun.proof());
  }

  /// Goes on with a registration that this device was killed in; empty when there is none.
  public static Optional<RegistrationOutcome> resume(Service service, ClientState state)
      throws IOException {
    Optional<RegistrationBegun> begun = state.begun().registration();
    if (begun.isEmpty()) {
      return Optional.empty();
    }
    RegistrationOutcome outcome = finish(new Registration(service), state, begun.get());
    if (outcome instanceof RegistrationOutcome.Refused) {
      state.begun().dropRegistration();
    }
    return Optional.of(outcome);
  }

  /// What the request needs is in the state before it is made: whoever is killed in between makes
  /// the same one again.
  private static RegistrationOutcome finish(
      Registration registration, ClientState state, RegistrationBegun begun) throws IOException {
    state.begun().save(begun);
    DeviceKeys keys = begun.keys();
    RegistrationOutcome outcome =
        registration.register(
            begun.number(),
            begun.proof(),
            begun.password(),
            keys,
            Account.attributes(
                keys.registrationId(),
                keys.pniRegistrationId(),
                begun.profileKey(),
                begun.lock(),
                begun.recoveryPassword()));
    if (outcome instanceof RegistrationOutcome.Registered(var identity)) {
      Self self =
          new Self(
              new DeviceAddress(new ServiceId.Aci(identity.uuid()), DeviceAddress.PRIMARY),
              new ServiceId.Pni(identity.pni()),
              begun.number(),
              begun.password(),
              keys.registrationId(),
              keys.pniRegistrationId(),
              keys.aciIdentity(),
              keys.pniIdentity(),
              begun.profileKey());
      state.transaction(() -> {
        state.begin(self, keys.aci(), keys.pni());
        state.secrets().saveRegistrationLock(begun.lock());
        state.secrets().saveRecoveryPassword(begun.recoveryPassword());
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
