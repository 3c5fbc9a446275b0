package org.sealpost.server.http.keys;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.keys.CheckPreKeys;
import org.sealpost.core.keys.CountPreKeys;
import org.sealpost.core.keys.FetchOutcome;
import org.sealpost.core.keys.FetchPreKeys;
import org.sealpost.core.keys.PreKeyBundle;
import org.sealpost.core.keys.PreKeyPublication;
import org.sealpost.core.keys.PublishOutcome;
import org.sealpost.core.keys.PublishPreKeys;
import org.sealpost.core.limits.RateLimit;
import org.sealpost.core.prekeys.OneTimeKey;
import org.sealpost.core.prekeys.SignedKey;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.json.CheckKeys;
import org.sealpost.protocol.json.KeyCount;
import org.sealpost.protocol.json.OneTimePreKey;
import org.sealpost.protocol.json.PreKeyBundles;
import org.sealpost.protocol.json.SetKeys;
import org.sealpost.protocol.json.SignedPreKey;
import org.sealpost.server.http.AnonymousAccess;
import org.sealpost.server.http.Call;
import org.sealpost.server.http.Limited;
import org.sealpost.server.http.Method;
import org.sealpost.server.http.Refusal;
import org.sealpost.server.http.Reply;
import org.sealpost.server.http.Route;
import org.sealpost.server.http.accounts.AttributesReader;

/// `/v2/keys` (wire interface, keys).
public final class KeysResource {
  private static final int DIGEST_BYTES = 32;

  private final PublishPreKeys publish;
  private final CountPreKeys count;
  private final CheckPreKeys check;
  private final FetchPreKeys fetch;
  private final Limited limited;

  public KeysResource(
      PublishPreKeys publish,
      CountPreKeys count,
      CheckPreKeys check,
      FetchPreKeys fetch,
      Limited limited) {
    this.publish = publish;
    this.count = count;
    this.check = check;
    this.fetch = fetch;
    this.limited = limited;
  }

  public List<Route> routes() {
    return List.of(
        Route.forDevice(Method.PUT, "/v2/keys", this::publish),
        Route.forDevice(Method.GET, "/v2/keys", this::count),
        Route.forDevice(Method.POST, "/v2/keys/check", this::check),
        Route.forEither(Method.GET, "/v2/keys/{serviceId}/{device}", this::fetch));
  }

  private Reply publish(Call call, AuthenticatedDevice device) {
    SetKeys body = call.json(SetKeys.class);
    PreKeyPublication publication =
        new PreKeyPublication(
            list(body.preKeys()).stream().map(KeysResource::oneTimeKey).toList(),
            signed(body.signedPreKey(), "signedPreKey"),
            list(body.pqPreKeys()).stream()
                .map(key -> AttributesReader.signedKey(key, "a key of pqPreKeys"))
                .toList(),
            signed(body.pqLastResortPreKey(), "pqLastResortPreKey"));
    return switch (publish.publish(device, identity(call), publication)) {
      case PublishOutcome.Published() -> Reply.OK;
      case PublishOutcome.TooMany(int max) ->
          Reply.error(422, "a list has at most " + max + " keys");
      case PublishOutcome.KeysInvalid() ->
          Reply.error(422, "a key has a wrong form, or a signature does not verify");
      case PublishOutcome.DeviceGone() -> Reply.error(401, "the device is gone");
    };
  }

  private Reply count(Call call, AuthenticatedDevice device) {
    var counted = count.count(device, identity(call));
    return Reply.ok(new KeyCount(counted.ec(), counted.kyber()));
  }

  private Reply check(Call call, AuthenticatedDevice device) {
    CheckKeys body = call.json(CheckKeys.class);
    IdentityType identity =
        Optional.ofNullable(body.identityType())
            .flatMap(IdentityType::parse)
            .orElseThrow(() -> new Refusal(422, "identityType is ACI or PNI"));
    if (body.digest() == null || body.digest().size() != DIGEST_BYTES) {
      throw new Refusal(422, "digest has 32 bytes");
    }
    return check.matches(device, identity, body.digest())
        ? Reply.OK
        : Reply.error(409, "the keys differ");
  }

  private Reply fetch(Call call, Optional<AuthenticatedDevice> device) {
    ServiceId target = call.serviceId("serviceId");
    OptionalInt selected = deviceSelector(call.segment("device"));
    Optional<SecretBytes> accessKey = AnonymousAccess.accessKey(call, device);
    if (device.isPresent()) {
      DeviceAddress caller = device.get().address();
      limited.by(
          RateLimit.PRE_KEYS,
          caller.aci().text()
              + "."
              + caller.deviceId()
              + " "
              + target.text()
              + " "
              + (selected.isPresent() ? selected.getAsInt() : "*"));
    } else {
      limited.by(
          RateLimit.ANONYMOUS_PRE_KEYS, call.caller().address().text() + " " + target.text());
    }
    return switch (fetch.fetch(device, accessKey, target, selected)) {
      case FetchOutcome.Fetched(PreKeyBundle bundle) -> Reply.ok(wire(bundle));
      case FetchOutcome.TooOften(Duration wait) -> Reply.later(429, "too often", wait.toSeconds());
      case FetchOutcome.Unauthorized() -> Reply.error(401, "credentials are required");
      case FetchOutcome.NotFound() -> Reply.error(404, "no such account or device, or no keys");
    };
  }

  /// Empty for `*`, all devices.
  private static OptionalInt deviceSelector(String segment) {
    if (segment.equals("*")) {
      return OptionalInt.empty();
    }
    try {
      return OptionalInt.of(Byte.parseByte(segment));
    } catch (NumberFormatException e) {
      throw new Refusal(422, "the device is * or a number");
    }
  }

  private static IdentityType identity(Call call) {
    return call.query("identity")
        .map(text ->
            IdentityType.parse(text).orElseThrow(() -> new Refusal(400, "identity is aci or pni")))
        .orElse(IdentityType.ACI);
  }

  private static Optional<SignedKey> signed(@Nullable SignedPreKey wire, String field) {
    return wire == null ? Optional.empty() : Optional.of(AttributesReader.signedKey(wire, field));
  }

  private static OneTimeKey oneTimeKey(@Nullable OneTimePreKey wire) {
    if (wire == null || wire.publicKey() == null) {
      throw new Refusal(422, "a key of preKeys is incomplete");
    }
    return new OneTimeKey(wire.keyId(), wire.publicKey());
  }

  private static <T> List<T> list(@Nullable List<T> wire) {
    return wire == null ? List.of() : wire;
  }

  private static PreKeyBundles wire(PreKeyBundle bundle) {
    return new PreKeyBundles(
        bundle.identityKey(),
        bundle.devices().stream()
            .map(device ->
                new PreKeyBundles.DeviceBundle(
                    device.deviceId(),
                    device.registrationId(),
                    wire(device.signed()),
                    device
                        .ecOneTime()
                        .map(key -> new OneTimePreKey(key.keyId(), key.publicKey()))
                        .orElse(null),
                    wire(device.kyber())))
            .toList());
  }

  private static SignedPreKey wire(SignedKey key) {
    return new SignedPreKey(key.keyId(), key.publicKey(), key.signature());
  }
}
