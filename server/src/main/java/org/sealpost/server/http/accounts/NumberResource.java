package org.sealpost.server.http.accounts;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.Attributes;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.accounts.RegistrationOutcome;
import org.sealpost.core.accounts.RegistrationProof;
import org.sealpost.core.delivery.SendOutcome;
import org.sealpost.core.limits.RateLimit;
import org.sealpost.core.numbers.ChangeDiscoverability;
import org.sealpost.core.numbers.ChangeNumber;
import org.sealpost.core.numbers.ChangeNumberOutcome;
import org.sealpost.core.numbers.NumberChange;
import org.sealpost.core.numbers.NumberChange.DeviceKeys;
import org.sealpost.core.numbers.NumberChange.Move;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.json.Discoverability;
import org.sealpost.protocol.json.SignedPreKey;
import org.sealpost.server.http.Call;
import org.sealpost.server.http.Limited;
import org.sealpost.server.http.Method;
import org.sealpost.server.http.Refusal;
import org.sealpost.server.http.Reply;
import org.sealpost.server.http.Route;
import org.sealpost.server.http.messages.MessagesResource;

/// `/v2/accounts` (wire interface, accounts and devices, section 9).
public final class NumberResource {
  private final ChangeNumber change;
  private final ChangeDiscoverability discoverability;
  private final Limited limited;

  public NumberResource(
      ChangeNumber change, ChangeDiscoverability discoverability, Limited limited) {
    this.change = change;
    this.discoverability = discoverability;
    this.limited = limited;
  }

  public List<Route> routes() {
    return List.of(
        Route.forDevice(Method.PUT, "/v2/accounts/number", this::change),
        Route.forDevice(
            Method.PUT, "/v2/accounts/phone_number_identity_key_distribution", this::distribute),
        Route.forDevice(
            Method.PUT, "/v2/accounts/phone_number_discoverability", this::discoverability));
  }

  private Reply change(Call call, AuthenticatedDevice device) {
    var body = call.json(org.sealpost.protocol.json.ChangeNumber.class);
    PhoneNumber number =
        Optional.ofNullable(body.number())
            .flatMap(PhoneNumber::parse)
            .orElseThrow(() -> new Refusal(422, "number is not in E.164 form"));
    Optional<RegistrationProof> proof = proof(body, number, device, call);
    NumberChange request =
        request(
            body,
            proof.map(shown ->
                new Move(number, shown, AttributesReader.registrationLock(body.reglock()))));
    return answer(change.change(device, request));
  }

  /// Whoever has the number already shows nothing: they repeat a request whose answer was lost.
  private Optional<RegistrationProof> proof(
      org.sealpost.protocol.json.ChangeNumber body,
      PhoneNumber number,
      AuthenticatedDevice device,
      Call call) {
    if (number.equals(device.account().number())) {
      return Optional.empty();
    }
    RegistrationProof proof = RegistrationResource.proof(body.sessionId(), body.recoveryPassword());
    switch (proof) {
      case RegistrationProof.VerifiedSession(String id) ->
          limited.by(RateLimit.REGISTRATION, number.e164() + " " + id);
      case RegistrationProof.RecoveryPassword _ ->
          limited.by(
              RateLimit.RECOVERY_PASSWORD, number.e164() + " " + call.caller().address().text());
    }
    return Optional.of(proof);
  }

  private Reply distribute(Call call, AuthenticatedDevice device) {
    var body = call.json(org.sealpost.protocol.json.ChangeNumber.class);
    return answer(change.change(device, request(body, Optional.empty())));
  }

  private static NumberChange request(
      org.sealpost.protocol.json.ChangeNumber body, Optional<Move> move) {
    Bytes identityKey = body.pniIdentityKey();
    if (identityKey == null) {
      throw new Refusal(422, "pniIdentityKey is missing");
    }
    return new NumberChange(
        move, identityKey, MessagesResource.messages(body.deviceMessages()), keys(body));
  }

  /// The three maps are for the same devices.
  private static Map<Integer, DeviceKeys> keys(org.sealpost.protocol.json.ChangeNumber body) {
    Map<Integer, @Nullable SignedPreKey> signed = given(body.devicePniSignedPrekeys());
    Map<Integer, @Nullable SignedPreKey> lastResort = given(body.devicePniPqLastResortPrekeys());
    Map<Integer, @Nullable Integer> ids = given(body.pniRegistrationIds());
    Set<Integer> devices = signed.keySet();
    AttributesReader.require(
        devices.equals(lastResort.keySet()) && devices.equals(ids.keySet()),
        "keys and registration ids are not for the same devices");
    Map<Integer, DeviceKeys> keys = new HashMap<>();
    for (int device : devices) {
      Integer id = ids.get(device);
      if (id == null || !Attributes.isRegistrationId(id)) {
        throw new Refusal(422, "a registration id is 1 to 16383");
      }
      keys.put(
          device,
          new DeviceKeys(
              AttributesReader.signedKey(signed.get(device), "a signed prekey"),
              AttributesReader.signedKey(lastResort.get(device), "a last-resort prekey"),
              id));
    }
    return keys;
  }

  private static <T extends @Nullable Object> Map<Integer, T> given(
      @Nullable Map<Integer, T> wire) {
    return wire == null ? Map.of() : wire;
  }

  private static Reply answer(ChangeNumberOutcome outcome) {
    return switch (outcome) {
      case ChangeNumberOutcome.NotPrimary() ->
          Reply.error(403, "only the primary device changes the number");
      case ChangeNumberOutcome.SignatureInvalid() ->
          Reply.error(422, "a key has a wrong form, or a signature does not verify");
      case ChangeNumberOutcome.NumberRefused(RegistrationOutcome why) ->
          RegistrationResource.answer(why);
      case ChangeNumberOutcome.MessagesRefused(SendOutcome why) ->
          MessagesResource.answer(why, true);
      case ChangeNumberOutcome.KeysIncomplete() ->
          Reply.error(422, "keys and messages are not for the same devices");
      case ChangeNumberOutcome.CallerGone() -> Reply.error(401, "the device is gone");
      case ChangeNumberOutcome.Changed(Account account) ->
          Reply.ok(AccountResource.identity(account));
    };
  }

  private Reply discoverability(Call call, AuthenticatedDevice device) {
    Boolean wanted = call.json(Discoverability.class).discoverableByPhoneNumber();
    if (wanted == null) {
      throw new Refusal(422, "discoverableByPhoneNumber is missing");
    }
    return discoverability.change(device, wanted)
        ? Reply.NO_CONTENT
        : Reply.error(401, "the device is gone");
  }
}
