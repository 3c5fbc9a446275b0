package org.sealpost.server.http.profiles;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.profiles.Profile;
import org.sealpost.core.profiles.WriteProfile;
import org.sealpost.core.profiles.WriteProfileOutcome;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.json.ProfileWrite;
import org.sealpost.server.http.Call;
import org.sealpost.server.http.Method;
import org.sealpost.server.http.Refusal;
import org.sealpost.server.http.Reply;
import org.sealpost.server.http.Route;

/// `PUT /v1/profile` (wire interface, profiles and certificates, section 1).
public final class ProfileResource {
  private final WriteProfile write;

  public ProfileResource(WriteProfile write) {
    this.write = write;
  }

  public List<Route> routes() {
    return List.of(Route.forDevice(Method.PUT, "/v1/profile", this::write));
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
            body.avatar() && !body.sameAvatar());
    return switch (write.write(device, profile)) {
      case WriteProfileOutcome.Written() -> Reply.OK;
      case WriteProfileOutcome.Invalid(String field) ->
          Reply.error(422, field + " has a length or form that is not allowed");
      case WriteProfileOutcome.AvatarsNotServed() -> Reply.error(503, "avatars are not served");
      case WriteProfileOutcome.DeviceGone() -> Reply.error(401, "the device is gone");
    };
  }

  private static Optional<Bytes> present(@Nullable Bytes bytes) {
    return bytes == null || bytes.isEmpty() ? Optional.empty() : Optional.of(bytes);
  }
}
