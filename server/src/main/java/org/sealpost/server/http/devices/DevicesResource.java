package org.sealpost.server.http.devices;

import java.util.List;
import java.util.Set;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.devices.ChangeCapabilities;
import org.sealpost.core.devices.CreateLinkCode;
import org.sealpost.core.devices.Link;
import org.sealpost.core.devices.LinkCodeOutcome;
import org.sealpost.core.devices.LinkDevice;
import org.sealpost.core.devices.LinkOutcome;
import org.sealpost.core.devices.ListDevices;
import org.sealpost.core.devices.UnlinkDevice;
import org.sealpost.core.devices.UnlinkOutcome;
import org.sealpost.core.limits.RateLimit;
import org.sealpost.core.prekeys.DevicePreKeys;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.json.Capabilities;
import org.sealpost.protocol.json.DeviceLimit;
import org.sealpost.protocol.json.DeviceList;
import org.sealpost.protocol.json.LinkCode;
import org.sealpost.protocol.json.LinkRequest;
import org.sealpost.protocol.json.LinkResult;
import org.sealpost.server.http.Call;
import org.sealpost.server.http.Limited;
import org.sealpost.server.http.Method;
import org.sealpost.server.http.Refusal;
import org.sealpost.server.http.Reply;
import org.sealpost.server.http.Route;
import org.sealpost.server.http.accounts.AttributesReader;

/// `/v1/devices` (wire interface, accounts and devices, section 6).
public final class DevicesResource {
  private final CreateLinkCode createCode;
  private final LinkDevice link;
  private final UnlinkDevice unlink;
  private final ListDevices list;
  private final ChangeCapabilities changeCapabilities;
  private final Limited limited;

  public DevicesResource(
      CreateLinkCode createCode,
      LinkDevice link,
      UnlinkDevice unlink,
      ListDevices list,
      ChangeCapabilities changeCapabilities,
      Limited limited) {
    this.createCode = createCode;
    this.link = link;
    this.unlink = unlink;
    this.list = list;
    this.changeCapabilities = changeCapabilities;
    this.limited = limited;
  }

  public List<Route> routes() {
    return List.of(
        Route.forDevice(Method.GET, "/v1/devices", this::list),
        Route.forDevice(Method.GET, "/v1/devices/provisioning/code", this::code),
        Route.open(Method.PUT, "/v1/devices/link", this::link),
        Route.forDevice(Method.DELETE, "/v1/devices/{id}", this::unlink),
        Route.forDevice(Method.PUT, "/v1/devices/capabilities", this::changeCapabilities));
  }

  private Reply list(Call call, AuthenticatedDevice device) {
    return Reply.ok(
        new DeviceList(
            list.list(device).stream()
                .map(one -> AccountDevices.onWire(one, one.device().name().orElse(null)))
                .toList()));
  }

  private Reply code(Call call, AuthenticatedDevice device) {
    limited.by(RateLimit.ALLOCATE_DEVICE, device.account().aci().text());
    return switch (createCode.create(device)) {
      case LinkCodeOutcome.Created created ->
          Reply.ok(new LinkCode(created.code(), created.identifier()));
      case LinkCodeOutcome.NotPrimary() -> Reply.error(401, "only the primary device links others");
      case LinkCodeOutcome.DeviceLimitReached(int current, int max) ->
          Reply.json(411, new DeviceLimit(current, max));
    };
  }

  /// The user name is not looked at; the password becomes the new device's.
  private Reply link(Call call) {
    BasicCredentials credentials =
        call.headers()
            .first("authorization")
            .flatMap(BasicCredentials::parse)
            .orElseThrow(() -> new Refusal(401, "the new device's password is required"));
    limited.byAddress(RateLimit.VERIFY_DEVICE, call);
    LinkRequest body = call.json(LinkRequest.class);
    var attributes = AttributesReader.read(body.accountAttributes());
    if (body.accountAttributes() == null || body.accountAttributes().capabilities() == null) {
      throw new Refusal(422, "capabilities are missing");
    }
    AttributesReader.requireOneChannel(body.accountAttributes(), body.gcmToken(), body.apnToken());
    if (body.verificationCode() == null) {
      throw new Refusal(422, "verificationCode is missing");
    }
    DevicePreKeys preKeys =
        new DevicePreKeys(
            AttributesReader.signedKey(body.aciSignedPreKey(), "aciSignedPreKey"),
            AttributesReader.signedKey(body.aciPqLastResortPreKey(), "aciPqLastResortPreKey"),
            AttributesReader.signedKey(body.pniSignedPreKey(), "pniSignedPreKey"),
            AttributesReader.signedKey(body.pniPqLastResortPreKey(), "pniPqLastResortPreKey"));
    return switch (link.link(
        new Link(body.verificationCode(), credentials.password(), attributes, preKeys))) {
      case LinkOutcome.CodeRefused() -> Reply.error(403, "the link code is not valid");
      case LinkOutcome.PasswordTooShort() ->
          Reply.error(422, "the password has fewer than 16 characters");
      case LinkOutcome.SignatureInvalid() ->
          Reply.error(422, "a key has a wrong form, or a signature does not verify");
      case LinkOutcome.CapabilityMissing() ->
          Reply.error(409, "the account has a capability that the device lacks");
      case LinkOutcome.DeviceLimitReached(int current, int max) ->
          Reply.json(411, new DeviceLimit(current, max));
      case LinkOutcome.Linked(Account account, int deviceId) ->
          Reply.ok(new LinkResult(account.aci().uuid(), account.pni().uuid(), deviceId));
    };
  }

  private Reply unlink(Call call, AuthenticatedDevice device) {
    int id;
    try {
      id = Integer.parseInt(call.segment("id"));
    } catch (NumberFormatException e) {
      throw new Refusal(404, "no such device");
    }
    if (id < DeviceAddress.PRIMARY || id > DeviceAddress.MAX_DEVICE_ID) {
      throw new Refusal(422, "a device id is 1 to 127");
    }
    return switch (unlink.unlink(device, id)) {
      case UnlinkOutcome.Unlinked() -> Reply.NO_CONTENT;
      case UnlinkOutcome.NotAllowed() -> Reply.error(401, "only the primary device unlinks others");
      case UnlinkOutcome.PrimaryStays() -> Reply.error(403, "the primary device stays");
    };
  }

  private Reply changeCapabilities(Call call, AuthenticatedDevice device) {
    Set<String> names = AttributesReader.capabilities(call.json(Capabilities.class).byName());
    return changeCapabilities.change(device, names)
        ? Reply.NO_CONTENT
        : Reply.error(401, "the device is gone");
  }
}
