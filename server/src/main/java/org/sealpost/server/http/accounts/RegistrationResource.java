package org.sealpost.server.http.accounts;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.Attributes;
import org.sealpost.core.accounts.RegisterAccount;
import org.sealpost.core.accounts.Registration;
import org.sealpost.core.accounts.RegistrationOutcome;
import org.sealpost.core.accounts.RegistrationProof;
import org.sealpost.core.accounts.Username;
import org.sealpost.core.limits.RateLimit;
import org.sealpost.core.prekeys.DevicePreKeys;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.json.AccountIdentity;
import org.sealpost.protocol.json.RegistrationLocked;
import org.sealpost.protocol.json.RegistrationRequest;
import org.sealpost.server.http.Call;
import org.sealpost.server.http.Limited;
import org.sealpost.server.http.Method;
import org.sealpost.server.http.Refusal;
import org.sealpost.server.http.Reply;
import org.sealpost.server.http.Route;

/// `POST /v1/registration` (wire interface, accounts and devices, section 3). Its credentials are
/// the number and the password that the new primary device will have.
public final class RegistrationResource {
  private final RegisterAccount register;
  private final Limited limited;

  public RegistrationResource(RegisterAccount register, Limited limited) {
    this.register = register;
    this.limited = limited;
  }

  public List<Route> routes() {
    return List.of(Route.open(Method.POST, "/v1/registration", this::register));
  }

  private Reply register(Call call) {
    BasicCredentials credentials =
        call.headers()
            .first("authorization")
            .flatMap(BasicCredentials::parse)
            .orElseThrow(() -> new Refusal(401, "number and password are required"));
    limited.byAddress(RateLimit.REGISTRATION_ADDRESS, call);
    RegistrationRequest body = call.json(RegistrationRequest.class);
    if (body.sessionId() != null) {
      limited.by(RateLimit.REGISTRATION, credentials.username() + " " + body.sessionId());
    }
    Attributes attributes = AttributesReader.read(body.accountAttributes());
    if (body.accountAttributes() != null) {
      AttributesReader.requireOneChannel(
          body.accountAttributes(), body.gcmToken(), body.apnToken());
    }
    RegistrationProof proof = proof(body.sessionId(), body.recoveryPassword());
    PhoneNumber number =
        PhoneNumber.parse(credentials.username())
            .orElseThrow(() -> new Refusal(400, "the user name is not a number in E.164 form"));
    if (proof instanceof RegistrationProof.RecoveryPassword) {
      limited.by(RateLimit.RECOVERY_PASSWORD, number.e164() + " " + call.caller().address().text());
    }
    Registration registration =
        new Registration(
            proof,
            number,
            credentials.password(),
            attributes,
            identityKey(body.aciIdentityKey(), "aciIdentityKey"),
            identityKey(body.pniIdentityKey(), "pniIdentityKey"),
            new DevicePreKeys(
                AttributesReader.signedKey(body.aciSignedPreKey(), "aciSignedPreKey"),
                AttributesReader.signedKey(body.aciPqLastResortPreKey(), "aciPqLastResortPreKey"),
                AttributesReader.signedKey(body.pniSignedPreKey(), "pniSignedPreKey"),
                AttributesReader.signedKey(body.pniPqLastResortPreKey(), "pniPqLastResortPreKey")));
    return answer(register.register(registration));
  }

  /// In the words of the wire, also for a change of number.
  static Reply answer(RegistrationOutcome outcome) {
    return switch (outcome) {
      case RegistrationOutcome.PasswordTooShort() ->
          Reply.error(422, "the password has fewer than 16 characters");
      case RegistrationOutcome.SignatureInvalid() ->
          Reply.error(422, "a key has a wrong form, or a signature does not verify");
      case RegistrationOutcome.SessionNotVerified() ->
          Reply.error(401, "the session is not verified");
      case RegistrationOutcome.NumberMismatch() ->
          Reply.error(400, "the session is another number's");
      case RegistrationOutcome.RecoveryRefused() ->
          Reply.error(403, "the recovery password is wrong");
      case RegistrationOutcome.Locked(Duration remaining) ->
          Reply.json(423, new RegistrationLocked(remaining.toMillis(), null));
      case RegistrationOutcome.LockTriedTooOften(Duration wait) ->
          Reply.later(429, "too often", wait.toSeconds());
      case RegistrationOutcome.Registered registered ->
          Reply.ok(
              identity(
                  registered.account(), registered.storageCapable(), registered.reregistration()));
    };
  }

  /// Exactly one of the two.
  static RegistrationProof proof(@Nullable String sessionId, @Nullable Bytes recoveryPassword) {
    if (sessionId != null && recoveryPassword == null) {
      return new RegistrationProof.VerifiedSession(sessionId);
    }
    if (sessionId == null && recoveryPassword != null) {
      return new RegistrationProof.RecoveryPassword(
          AttributesReader.recoveryPassword(recoveryPassword));
    }
    throw new Refusal(422, "either sessionId or recoveryPassword");
  }

  private static Bytes identityKey(@Nullable Bytes key, String field) {
    if (key == null) {
      throw new Refusal(422, field + " is missing");
    }
    return key;
  }

  static AccountIdentity identity(
      Account account, boolean storageCapable, @Nullable Boolean reregistration) {
    return new AccountIdentity(
        account.aci().uuid(),
        account.pni().uuid(),
        account.number().e164(),
        storageCapable,
        account.username().map(username -> UsernameResource.url(username.hash())).orElse(null),
        account.username().flatMap(Username::link).map(Username.Link::handle).orElse(null),
        AccountIdentity.Entitlements.NONE,
        reregistration);
  }
}
