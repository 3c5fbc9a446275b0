package org.sealpost.client.registration;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.client.keys.DeviceKeys;
import org.sealpost.client.keys.PreKeys;
import org.sealpost.client.registration.RegistrationOutcome.Locked;
import org.sealpost.client.registration.RegistrationOutcome.NumberRefused;
import org.sealpost.client.registration.RegistrationOutcome.Refused;
import org.sealpost.client.registration.RegistrationOutcome.Registered;
import org.sealpost.client.registration.RegistrationOutcome.TryLater;
import org.sealpost.client.registration.RegistrationOutcome.WrongCode;
import org.sealpost.client.registration.RegistrationOutcome.WrongRecoveryPassword;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.client.transport.Service;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.json.AccountAttributes;
import org.sealpost.protocol.json.AccountIdentity;
import org.sealpost.protocol.json.CreateVerificationSession;
import org.sealpost.protocol.json.RegistrationLocked;
import org.sealpost.protocol.json.RegistrationRequest;
import org.sealpost.protocol.json.RequestVerificationCode;
import org.sealpost.protocol.json.SubmitVerificationCode;
import org.sealpost.protocol.json.VerificationSessionState;

/// A primary device's way in (wire interface, accounts and devices, sections 1 to 3): open a
/// session for the number, ask for a code, submit the code, register with keys and password. Over
/// HTTPS.
public final class Registration {
  private static final String SESSIONS = "/v1/verification/session";
  private static final int TRIES = 3;
  private static final Duration DEFAULT_WAIT = Duration.ofMinutes(1);

  private final Service service;

  public Registration(Service service) {
    this.service = service;
  }

  /// With an invite's code.
  public RegistrationOutcome register(
      PhoneNumber number,
      String code,
      String password,
      DeviceKeys keys,
      AccountAttributes attributes)
      throws IOException {
    return register(number, new RegistrationProof.Code(code), password, keys, attributes);
  }

  /// Goes the whole way, or as far as the server lets it.
  ///
  /// @param password becomes this device's password
  /// @param attributes with the registration lock of the account that there was, if it had one
  public RegistrationOutcome register(
      PhoneNumber number,
      RegistrationProof proof,
      String password,
      DeviceKeys keys,
      AccountAttributes attributes)
      throws IOException {
    RegistrationRequest request;
    RegistrationProof again = proof;
    switch (proof) {
      case RegistrationProof.Code(var code) -> {
        Verification verified = verify(number, code);
        if (verified.refused().isPresent()) {
          return verified.refused().get();
        }
        again = new RegistrationProof.VerifiedSession(verified.session());
        request = request(verified.session(), null, keys, attributes);
      }
      case RegistrationProof.VerifiedSession(var session) ->
          request = request(session, null, keys, attributes);
      case RegistrationProof.RecoveryPassword(var secret) ->
          request = request(null, Bytes.copyOf(secret.reveal()), keys, attributes);
    }
    Reply registered =
        repeated(
            Call.json("POST", "/v1/registration", request),
            new BasicCredentials(number.e164(), password));
    return switch (registered.status()) {
      case 200 -> new Registered(registered.json(AccountIdentity.class));
      case 403 ->
          proof instanceof RegistrationProof.RecoveryPassword
              ? new WrongRecoveryPassword()
              : refusal(registered);
      case 423 ->
          new Locked(
              Duration.ofMillis(registered.json(RegistrationLocked.class).timeRemaining()), again);
      default -> refusal(registered);
    };
  }

  /// A session that is verified, or how it came that there is none.
  public record Verification(String session, Optional<RegistrationOutcome> refused) {
    @Override
    public String toString() {
      return "Verification[redacted]";
    }

    static Verification refused(RegistrationOutcome outcome) {
      return new Verification("", Optional.of(outcome));
    }
  }

  /// Opens a session for the number and verifies it. The code is used up then.
  public Verification verify(PhoneNumber number, String code) throws IOException {
    Reply opened =
        service.call(
            Call.json(
                "POST",
                SESSIONS,
                new CreateVerificationSession(number.e164(), null, null, null, null)));
    if (opened.status() == 400 || opened.status() == 422) {
      return Verification.refused(new NumberRefused());
    }
    if (!opened.isSuccess()) {
      return Verification.refused(refusal(opened));
    }
    String session = opened.json(VerificationSessionState.class).id();
    Reply asked =
        service.call(
            Call.json(
                "POST",
                SESSIONS + "/" + session + "/code",
                new RequestVerificationCode("sms", "sealpost")));
    if (!asked.isSuccess()) {
      return Verification.refused(refusal(asked));
    }
    Reply submitted =
        service.call(
            Call.json("PUT", SESSIONS + "/" + session + "/code", new SubmitVerificationCode(code)));
    if (!submitted.isSuccess()) {
      return Verification.refused(refusal(submitted));
    }
    return submitted.json(VerificationSessionState.class).verified()
        ? new Verification(session, Optional.empty())
        : Verification.refused(new WrongCode());
  }

  /// The same again when the answer was lost: the invite is used up by then, and the server takes a
  /// repeat with the same password.
  private Reply repeated(Call call, BasicCredentials credentials) throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        return service.call(call, credentials);
      } catch (IOException e) {
        if (tries == TRIES || Thread.currentThread().isInterrupted()) {
          throw e;
        }
      }
    }
  }

  private static RegistrationRequest request(
      @Nullable String session,
      @Nullable Bytes recoveryPassword,
      DeviceKeys keys,
      AccountAttributes attributes) {
    return new RegistrationRequest(
        session,
        recoveryPassword,
        attributes,
        true,
        Bytes.wrap(keys.aciIdentity().getPublicKey().serialize()),
        Bytes.wrap(keys.pniIdentity().getPublicKey().serialize()),
        PreKeys.onWire(keys.aci().signed()),
        PreKeys.onWire(keys.pni().signed()),
        PreKeys.onWire(keys.aci().lastResort()),
        PreKeys.onWire(keys.pni().lastResort()),
        null,
        null);
  }

  private static RegistrationOutcome refusal(Reply reply) {
    return reply.status() == 429
        ? new TryLater(reply.retryAfter().orElse(DEFAULT_WAIT))
        : new Refused(reply.status());
  }
}
