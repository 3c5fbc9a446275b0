package org.sealpost.server.http.profiles;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.limits.RateLimit;
import org.sealpost.core.media.PostForm;
import org.sealpost.core.profiles.CheckIdentityKeys;
import org.sealpost.core.profiles.CheckIdentityKeys.Known;
import org.sealpost.core.profiles.Profile;
import org.sealpost.core.profiles.Profile.Avatar;
import org.sealpost.core.profiles.ProfileView;
import org.sealpost.core.profiles.ProfileView.VersionFields;
import org.sealpost.core.profiles.ReadProfile;
import org.sealpost.core.profiles.ReadProfile.Reader;
import org.sealpost.core.profiles.ReadProfileOutcome;
import org.sealpost.core.profiles.WriteProfile;
import org.sealpost.core.profiles.WriteProfileOutcome;
import org.sealpost.crypto.IdentityFingerprint;
import org.sealpost.crypto.ProfileCredentials;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.json.AvatarUploadForm;
import org.sealpost.protocol.json.ChangedIdentities;
import org.sealpost.protocol.json.IdentityCheck;
import org.sealpost.protocol.json.ProfileBody;
import org.sealpost.protocol.json.ProfileWrite;
import org.sealpost.server.http.AnonymousAccess;
import org.sealpost.server.http.Call;
import org.sealpost.server.http.Limited;
import org.sealpost.server.http.Method;
import org.sealpost.server.http.Refusal;
import org.sealpost.server.http.Reply;
import org.sealpost.server.http.Route;

/// `/v1/profile` (wire interface, profiles and certificates, sections 1, 2 and 4).
public final class ProfileResource {
  private static final String CREDENTIAL_TYPE = "expiringProfileKey";

  private final WriteProfile write;
  private final ReadProfile read;
  private final CheckIdentityKeys check;
  private final Limited limited;

  public ProfileResource(
      WriteProfile write, ReadProfile read, CheckIdentityKeys check, Limited limited) {
    this.write = write;
    this.read = read;
    this.check = check;
    this.limited = limited;
  }

  public List<Route> routes() {
    return List.of(
        Route.forDevice(Method.PUT, "/v1/profile", this::write),
        Route.forEither(Method.GET, "/v1/profile/{serviceId}", this::read),
        Route.forEither(Method.GET, "/v1/profile/{aci}/{version}", this::readVersion),
        Route.forEither(
            Method.GET, "/v1/profile/{aci}/{version}/{request}", this::readWithCredential),
        Route.open(Method.POST, "/v1/profile/identity_check/batch", this::check));
  }

  private Reply write(Call call, AuthenticatedDevice device) {
    ProfileWrite body = call.json(ProfileWrite.class);
    if (body.version() == null || body.name() == null || body.commitment() == null) {
      throw new Refusal(422, "version, name and commitment are required");
    }
    Profile profile =
        new Profile(
            body.version(),
            body.name(),
            present(body.about()),
            present(body.aboutEmoji()),
            present(body.paymentAddress()),
            present(body.phoneNumberSharing()),
            body.commitment(),
            avatar(body));
    return switch (write.write(device, profile)) {
      case WriteProfileOutcome.Written() -> Reply.OK;
      case WriteProfileOutcome.Invalid(String field) ->
          Reply.error(422, field + " has a length or form that is not allowed");
      case WriteProfileOutcome.AvatarWanted(PostForm form) -> Reply.ok(wire(form));
      case WriteProfileOutcome.TooOften(Duration retryAfter) ->
          Reply.later(429, "too often", retryAfter.toSeconds());
      case WriteProfileOutcome.OverQuota(Duration retryAfter) ->
          Reply.later(429, "no room for another file", retryAfter.toSeconds());
      case WriteProfileOutcome.DeviceGone() -> Reply.error(401, "the device is gone");
    };
  }

  private static Avatar avatar(ProfileWrite body) {
    if (!body.avatar()) {
      return Avatar.NONE;
    }
    return body.sameAvatar() ? Avatar.SAME : Avatar.NEW;
  }

  private static AvatarUploadForm wire(PostForm form) {
    return new AvatarUploadForm(
        form.key(),
        form.credential(),
        form.acl(),
        form.algorithm(),
        form.date(),
        form.policy(),
        form.signature());
  }

  private Reply read(Call call, Optional<AuthenticatedDevice> device) {
    ServiceId target = call.serviceId("serviceId");
    return reply(read.read(reader(call, device, target), target));
  }

  private Reply readVersion(Call call, Optional<AuthenticatedDevice> device) {
    Aci target = aci(call);
    return reply(read.read(reader(call, device, target), target, call.segment("version")));
  }

  private Reply readWithCredential(Call call, Optional<AuthenticatedDevice> device) {
    Aci target = aci(call);
    if (!call.query("credentialType").equals(Optional.of(CREDENTIAL_TYPE))) {
      throw new Refusal(400, "credentialType is " + CREDENTIAL_TYPE);
    }
    Bytes request = request(call.segment("request"));
    return reply(read.read(reader(call, device, target), target, call.segment("version"), request));
  }

  private Reader reader(Call call, Optional<AuthenticatedDevice> device, ServiceId target) {
    Reader reader = new Reader(device, AnonymousAccess.accessKey(call, device));
    if (device.isPresent()) {
      limited.by(RateLimit.PROFILES, device.get().account().aci().text());
    } else {
      limited.by(
          RateLimit.ANONYMOUS_PROFILES, call.caller().address().text() + " " + target.text());
    }
    return reader;
  }

  /// These paths are about account identities; a PNI leads nowhere.
  private static Aci aci(Call call) {
    return switch (call.serviceId("aci")) {
      case Aci aci -> aci;
      case ServiceId.Pni _ -> throw new Refusal(404, "no such account");
    };
  }

  private static Bytes request(String hex) {
    if (hex.length() == 2 * ProfileCredentials.REQUEST_BYTES) {
      try {
        return Bytes.wrap(HexFormat.of().parseHex(hex));
      } catch (IllegalArgumentException e) {
        // the same answer
      }
    }
    throw new Refusal(400, "a credential request has 329 bytes, in hexadecimal");
  }

  private static Reply reply(ReadProfileOutcome outcome) {
    return switch (outcome) {
      case ReadProfileOutcome.Found(ProfileView view) -> Reply.ok(wire(view));
      case ReadProfileOutcome.Unauthorized() -> Reply.error(401, "credentials are required");
      case ReadProfileOutcome.NotFound() -> Reply.error(404, "no such account");
      case ReadProfileOutcome.CredentialRefused() ->
          Reply.error(400, "the credential request is not for this profile");
    };
  }

  private static ProfileBody wire(ProfileView view) {
    Optional<VersionFields> fields = view.version();
    return new ProfileBody(
        view.identityKey(),
        view.accessKeyChecksum().orElse(null),
        view.unrestrictedAccess(),
        view.capabilities(),
        List.of(),
        view.id().text(),
        fields.flatMap(VersionFields::name).orElse(null),
        fields.flatMap(VersionFields::about).orElse(null),
        fields.flatMap(VersionFields::aboutEmoji).orElse(null),
        fields.flatMap(VersionFields::avatar).orElse(null),
        fields.flatMap(VersionFields::paymentAddress).orElse(null),
        fields.flatMap(VersionFields::phoneNumberSharing).orElse(null),
        view.credential().orElse(null));
  }

  private Reply check(Call call) {
    IdentityCheck body = call.json(IdentityCheck.class);
    if (body.elements() == null || body.elements().size() > CheckIdentityKeys.MAX_KEYS) {
      throw new Refusal(422, "elements are at most " + CheckIdentityKeys.MAX_KEYS);
    }
    limited.by(
        RateLimit.IDENTITY_CHECK,
        call.caller().address().text(),
        Math.max(1, body.elements().size()));
    List<Known> known = body.elements().stream().map(ProfileResource::known).toList();
    return Reply.ok(
        new ChangedIdentities(
            check.changed(known).stream()
                .map(one -> new ChangedIdentities.Element(one.id().text(), one.identityKey()))
                .toList()));
  }

  private static Known known(IdentityCheck.@Nullable Element element) {
    if (element == null
        || element.uuid() == null
        || element.fingerprint() == null
        || element.fingerprint().size() != IdentityFingerprint.SIZE_BYTES) {
      throw new Refusal(422, "an element has a uuid and a fingerprint of 4 bytes");
    }
    return new Known(
        ServiceId.parse(element.uuid())
            .orElseThrow(() -> new Refusal(422, "a uuid is no service id")),
        element.fingerprint());
  }

  private static Optional<Bytes> present(@Nullable Bytes bytes) {
    return bytes == null || bytes.isEmpty() ? Optional.empty() : Optional.of(bytes);
  }
}
