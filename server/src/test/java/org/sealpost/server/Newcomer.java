package org.sealpost.server;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sealpost.client.keys.DeviceKeys;
import org.sealpost.client.keys.Passwords;
import org.sealpost.client.keys.PreKeys;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.json.AccountAttributes;
import org.sealpost.protocol.json.CreateVerificationSession;
import org.sealpost.protocol.json.RegistrationRequest;
import org.sealpost.protocol.json.RequestVerificationCode;
import org.sealpost.protocol.json.SubmitVerificationCode;
import org.sealpost.protocol.json.VerificationSessionState;

/// Somebody who registers a number step by step, over either transport, with what attributes they
/// like; always with the same keys and password.
final class Newcomer {
  private static final String SESSIONS = "/v1/verification/session";

  /// How requests without a device's credentials go out.
  interface Way {
    Reply send(Call call) throws IOException;
  }

  private final TestServer server;
  private final Way way;
  private final PhoneNumber number;
  private final DeviceKeys keys = DeviceKeys.fresh(Instant.now());
  private final String password = Passwords.fresh();

  Newcomer(TestServer server, Way way, PhoneNumber number) {
    this.server = server;
    this.way = way;
    this.number = number;
  }

  /// A session of the number that an invite has verified.
  String verify() throws IOException {
    String code = server.invite(number);
    String id =
        call(Call.json(
                "POST",
                SESSIONS,
                new CreateVerificationSession(number.e164(), null, null, null, null)))
            .json(VerificationSessionState.class)
            .id();
    call(
        Call.json(
            "POST", SESSIONS + "/" + id + "/code", new RequestVerificationCode("sms", "test")));
    call(Call.json("PUT", SESSIONS + "/" + id + "/code", new SubmitVerificationCode(code)));
    return id;
  }

  boolean isVerified(String session) throws IOException {
    return call(Call.get(SESSIONS + "/" + session)).json(VerificationSessionState.class).verified();
  }

  Reply bySession(String session, @Nullable String lock, @Nullable Bytes recovery)
      throws IOException {
    return register(session, null, lock, recovery);
  }

  Reply byRecoveryPassword(Bytes recovery, @Nullable String lock) throws IOException {
    return register(null, recovery, lock, null);
  }

  Reply register(
      @Nullable String session,
      @Nullable Bytes proof,
      @Nullable String lock,
      @Nullable Bytes recovery)
      throws IOException {
    RegistrationRequest request =
        new RegistrationRequest(
            session,
            proof,
            attributes(keys, lock, recovery),
            true,
            Bytes.wrap(keys.aciIdentity().getPublicKey().serialize()),
            Bytes.wrap(keys.pniIdentity().getPublicKey().serialize()),
            PreKeys.onWire(keys.aci().signed()),
            PreKeys.onWire(keys.pni().signed()),
            PreKeys.onWire(keys.aci().lastResort()),
            PreKeys.onWire(keys.pni().lastResort()),
            null,
            null);
    return way.send(
        Call.json("POST", "/v1/registration", request)
            .with("authorization", new BasicCredentials(number.e164(), password).toHeader()));
  }

  static AccountAttributes attributes(
      DeviceKeys keys, @Nullable String lock, @Nullable Bytes recovery) {
    return new AccountAttributes(
        keys.registrationId(),
        keys.pniRegistrationId(),
        true,
        lock,
        null,
        false,
        true,
        Map.of("storage", true),
        null,
        recovery);
  }

  static Bytes secret(int filled) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) filled);
    return Bytes.wrap(bytes);
  }

  private Reply call(Call call) throws IOException {
    return way.send(call).orThrow(call);
  }
}
