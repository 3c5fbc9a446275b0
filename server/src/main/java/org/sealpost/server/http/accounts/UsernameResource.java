package org.sealpost.server.http.accounts;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.accounts.Username;
import org.sealpost.core.limits.RateLimit;
import org.sealpost.core.usernames.ChangeUsername;
import org.sealpost.core.usernames.ChangeUsernameOutcome;
import org.sealpost.core.usernames.ConfirmOutcome;
import org.sealpost.core.usernames.ConfirmUsername;
import org.sealpost.core.usernames.FindUsername;
import org.sealpost.core.usernames.ReserveUsername;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.Uuids;
import org.sealpost.protocol.json.ConfirmedUsername;
import org.sealpost.protocol.json.FoundAccount;
import org.sealpost.protocol.json.PutUsernameLink;
import org.sealpost.protocol.json.ReservedUsername;
import org.sealpost.protocol.json.UsernameLink;
import org.sealpost.protocol.json.UsernameLinkHandle;
import org.sealpost.server.auth.Caller;
import org.sealpost.server.http.Call;
import org.sealpost.server.http.Limited;
import org.sealpost.server.http.Method;
import org.sealpost.server.http.Refusal;
import org.sealpost.server.http.Reply;
import org.sealpost.server.http.Route;

/// Usernames (wire interface, accounts and devices, section 10). Lookups are for strangers alone:
/// whoever says who they are would tell the server whom they look for, and is answered 400.
public final class UsernameResource {
  private static final String HASH = "/v1/accounts/username_hash";
  private static final String LINK = "/v1/accounts/username_link";

  private final ReserveUsername reserve;
  private final ConfirmUsername confirm;
  private final ChangeUsername change;
  private final FindUsername find;
  private final Limited limited;

  public UsernameResource(
      ReserveUsername reserve,
      ConfirmUsername confirm,
      ChangeUsername change,
      FindUsername find,
      Limited limited) {
    this.reserve = reserve;
    this.confirm = confirm;
    this.change = change;
    this.find = find;
    this.limited = limited;
  }

  public List<Route> routes() {
    return List.of(
        Route.forDevice(Method.PUT, HASH + "/reserve", this::reserve),
        Route.forDevice(Method.PUT, HASH + "/confirm", this::confirm),
        Route.forDevice(Method.DELETE, HASH, this::remove),
        Route.open(Method.GET, HASH + "/{hash}", this::findByHash),
        Route.forDevice(Method.PUT, LINK, this::putLink),
        Route.forDevice(Method.DELETE, LINK, this::removeLink),
        Route.open(Method.GET, LINK + "/{uuid}", this::findByLink));
  }

  private Reply reserve(Call call, AuthenticatedDevice device) {
    limited.by(RateLimit.USERNAME_RESERVE, device.account().aci().text());
    List<Bytes> hashes = new ArrayList<>();
    var wire = call.json(org.sealpost.protocol.json.ReserveUsername.class).usernameHashes();
    if (wire == null || wire.isEmpty() || wire.size() > ReserveUsername.MAX_HASHES) {
      throw new Refusal(422, "usernameHashes has 1 to 20 hashes");
    }
    wire.forEach(hash -> hashes.add(hash(hash)));
    return reserve
        .reserve(device, hashes)
        .map(reserved -> Reply.ok(new ReservedUsername(url(reserved))))
        .orElseGet(() -> Reply.error(409, "none of the usernames is free"));
  }

  private Reply confirm(Call call, AuthenticatedDevice device) {
    var body = call.json(org.sealpost.protocol.json.ConfirmUsername.class);
    Bytes hash = hash(body.usernameHash());
    if (body.zkProof() == null) {
      throw new Refusal(422, "zkProof is missing");
    }
    return switch (confirm.confirm(
        device, hash, body.zkProof(), ciphertext(body.encryptedUsername()))) {
      case ConfirmOutcome.Confirmed(Username username) ->
          Reply.ok(
              new ConfirmedUsername(
                  url(username.hash()), username.link().map(Username.Link::handle).orElse(null)));
      case ConfirmOutcome.ProofInvalid() -> Reply.error(422, "the proof does not verify");
      case ConfirmOutcome.NotReserved() -> Reply.error(409, "the username is not reserved");
      case ConfirmOutcome.Taken() -> Reply.error(410, "the username is taken");
      case ConfirmOutcome.CallerGone() -> Reply.error(401, "the device is gone");
    };
  }

  private Reply remove(Call call, AuthenticatedDevice device) {
    return gone(change.remove(device));
  }

  private Reply removeLink(Call call, AuthenticatedDevice device) {
    return gone(change.removeLink(device));
  }

  /// Gone already is as good.
  private static Reply gone(ChangeUsernameOutcome outcome) {
    return switch (outcome) {
      case ChangeUsernameOutcome.Changed _, ChangeUsernameOutcome.NoUsername _ -> Reply.NO_CONTENT;
      case ChangeUsernameOutcome.CallerGone() -> Reply.error(401, "the device is gone");
    };
  }

  private Reply putLink(Call call, AuthenticatedDevice device) {
    PutUsernameLink body = call.json(PutUsernameLink.class);
    Bytes ciphertext =
        ciphertext(body.usernameLinkEncryptedValue())
            .orElseThrow(() -> new Refusal(422, "usernameLinkEncryptedValue is missing"));
    return switch (change.putLink(device, ciphertext, body.keepLinkHandle())) {
      case ChangeUsernameOutcome.Changed(Optional<Username> username) ->
          Reply.ok(
              new UsernameLinkHandle(
                  username.flatMap(Username::link).map(Username.Link::handle).orElseThrow()));
      case ChangeUsernameOutcome.NoUsername() -> Reply.error(409, "there is no username");
      case ChangeUsernameOutcome.CallerGone() -> Reply.error(401, "the device is gone");
    };
  }

  private Reply findByHash(Call call) {
    requireStranger(call);
    limited.byAddress(RateLimit.USERNAME_LOOKUP, call);
    return find.byHash(hash(decode(call.segment("hash"))))
        .map(aci -> Reply.ok(new FoundAccount(aci.uuid())))
        .orElseGet(UsernameResource::unknown);
  }

  private Reply findByLink(Call call) {
    requireStranger(call);
    limited.byAddress(RateLimit.USERNAME_LOOKUP, call);
    Optional<UUID> handle = Uuids.parse(call.segment("uuid"));
    return handle
        .flatMap(find::byLink)
        .map(ciphertext -> Reply.ok(new UsernameLink(url(ciphertext))))
        .orElseGet(UsernameResource::unknown);
  }

  private static void requireStranger(Call call) {
    boolean named =
        switch (call.caller()) {
          case Caller.DeviceSocket _ -> true;
          case Caller.AnonymousSocket _ -> false;
          case Caller.OverHttp _ -> call.headers().first("authorization").isPresent();
        };
    if (named) {
      throw new Refusal(400, "lookups are made without credentials");
    }
  }

  private static Reply unknown() {
    return Reply.error(404, "no such username");
  }

  private static Bytes hash(@Nullable Bytes wire) {
    if (wire == null || wire.size() != Username.HASH_BYTES) {
      throw new Refusal(422, "the hash of a username has 32 bytes");
    }
    return wire;
  }

  private static Optional<Bytes> ciphertext(@Nullable Bytes wire) {
    if (wire == null || wire.isEmpty()) {
      return Optional.empty();
    }
    if (wire.size() > Username.MAX_CIPHERTEXT_BYTES) {
      throw new Refusal(422, "an encrypted username has at most 128 bytes");
    }
    return Optional.of(wire);
  }

  private static @Nullable Bytes decode(String text) {
    try {
      return Bytes.wrap(Base64.getUrlDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  static String url(Bytes bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.unsafeArray());
  }
}
