package org.sealpost.client.registration;

import java.io.IOException;
import java.time.Duration;
import org.sealpost.client.keys.DeviceKeys;
import org.sealpost.client.keys.PreKeys;
import org.sealpost.client.registration.RegistrationOutcome.NumberRefused;
import org.sealpost.client.registration.RegistrationOutcome.Refused;
import org.sealpost.client.registration.RegistrationOutcome.Registered;
import org.sealpost.client.registration.RegistrationOutcome.TryLater;
import org.sealpost.client.registration.RegistrationOutcome.WrongCode;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.client.transport.Service;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.json.AccountAttributes;
import org.sealpost.protocol.json.AccountIdentity;
import org.sealpost.protocol.json.CreateVerificationSession;
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

  /// Goes the whole way, or as far as the server lets it.
  ///
  /// @param code what verifies the number: on a Sealpost server the code of an invite
  /// @param password becomes this device's password
  public RegistrationOutcome register(
      PhoneNumber number,
      String code,
      String password,
      DeviceKeys keys,
      AccountAttributes attributes)
      throws IOException {
    Reply opened =
        service.call(
            Call.json(
                "POST",
                SESSIONS,
                new CreateVerificationSession(number.e164(), null, null, null, null)));
    if (opened.status() == 400 || opened.status() == 422) {
      return new NumberRefused();
    }
    if (!opened.isSuccess()) {
      return refusal(opened);
    }
    String session = opened.json(VerificationSessionState.class).id();
    Reply asked =
        service.call(
            Call.json(
                "POST",
                SESSIONS + "/" + session + "/code",
                new RequestVerificationCode("sms", "sealpost")));
    if (!asked.isSuccess()) {
      return refusal(asked);
    }
    Reply submitted =
        service.call(
            Call.json("PUT", SESSIONS + "/" + session + "/code", new SubmitVerificationCode(code)));
    if (!submitted.isSuccess()) {
      return refusal(submitted);
    }
    if (!submitted.json(VerificationSessionState.class).verified()) {
      return new WrongCode();
    }
    Reply registered =
        repeated(
            Call.json("POST", "/v1/registration", request(session, keys, attributes)),
            new BasicCredentials(number.e164(), password));
    return registered.isSuccess()
        ? new Registered(registered.json(AccountIdentity.class))
        : refusal(registered);
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
      String session, DeviceKeys keys, AccountAttributes attributes) {
    return new RegistrationRequest(
        session,
        null,
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
