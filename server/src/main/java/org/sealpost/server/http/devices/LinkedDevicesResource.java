package org.sealpost.server.http.devices;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.sealpost.core.accounts.Attributes;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.accounts.Device;
import org.sealpost.core.devices.AwaitLinkedDevice;
import org.sealpost.core.devices.AwaitOutcome;
import org.sealpost.core.devices.ListDevices;
import org.sealpost.core.devices.RenameDevice;
import org.sealpost.core.devices.RenameOutcome;
import org.sealpost.core.limits.RateLimit;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.json.DeviceName;
import org.sealpost.server.http.Call;
import org.sealpost.server.http.Limited;
import org.sealpost.server.http.Method;
import org.sealpost.server.http.Refusal;
import org.sealpost.server.http.Reply;
import org.sealpost.server.http.Route;

/// What an account's devices do about each other once they are, or are about to be, linked: give
/// names, wait (wire interface, accounts and devices, sections 5 and 6).
public final class LinkedDevicesResource {
  private static final int MIN_TOKEN_CHARS = 32;
  private static final int MAX_TOKEN_CHARS = 64;
  private static final int MAX_WAIT_SECONDS = 3600;
  private static final int STANDARD_WAIT_SECONDS = 30;
  private static final long RETRY_SECONDS = 30;

  private final RenameDevice rename;
  private final AwaitLinkedDevice await;
  private final ListDevices list;
  private final Limited limited;

  public LinkedDevicesResource(
      RenameDevice rename, AwaitLinkedDevice await, ListDevices list, Limited limited) {
    this.rename = rename;
    this.await = await;
    this.list = list;
    this.limited = limited;
  }

  public List<Route> routes() {
    return List.of(
        Route.forDevice(Method.PUT, "/v1/accounts/name", this::rename),
        Route.forDevice(Method.GET, "/v1/devices/wait_for_linked_device/{tokenId}", this::await));
  }

  private Reply rename(Call call, AuthenticatedDevice device) {
    int id =
        call.query("deviceId")
            .map(LinkedDevicesResource::deviceId)
            .orElseGet(() -> device.device().id());
    Bytes name = call.json(DeviceName.class).deviceName();
    if (name == null || name.isEmpty() || name.size() > Attributes.MAX_NAME_BYTES) {
      throw new Refusal(422, "deviceName has 1 to 225 bytes");
    }
    return switch (rename.rename(device, id, name)) {
      case RenameOutcome.Renamed() -> Reply.NO_CONTENT;
      case RenameOutcome.NotAllowed() -> Reply.error(403, "a linked device names itself alone");
      case RenameOutcome.NoSuchDevice() -> Reply.error(404, "no such device");
      case RenameOutcome.CallerGone() -> Reply.error(401, "the device is gone");
    };
  }

  /// 404 for what names no device, as for one that the account does not have.
  private static int deviceId(String text) {
    try {
      int id = Integer.parseInt(text);
      if (id >= DeviceAddress.PRIMARY && id <= DeviceAddress.MAX_DEVICE_ID) {
        return id;
      }
    } catch (NumberFormatException e) {
      // not one
    }
    throw new Refusal(404, "no such device");
  }

  /// Holds its virtual thread until there is an answer.
  private Reply await(Call call, AuthenticatedDevice device) {
    String token = call.segment("tokenId");
    if (token.length() < MIN_TOKEN_CHARS || token.length() > MAX_TOKEN_CHARS) {
      throw new Refusal(400, "a token identifier has 32 to 64 characters");
    }
    Duration patience = patience(call.query("timeout"));
    limited.by(RateLimit.WAIT_FOR_LINKED_DEVICE, device.account().aci().text());
    return switch (await.await(device, token, patience)) {
      case AwaitOutcome.Linked(Device linked) ->
          Reply.ok(
              AccountDevices.onWire(
                  list.listed(device.account(), linked), linked.name().orElse(Bytes.EMPTY)));
      case AwaitOutcome.NobodyYet() -> Reply.NO_CONTENT;
      case AwaitOutcome.TooManyWait() -> Reply.later(429, "too many wait", RETRY_SECONDS);
    };
  }

  private static Duration patience(Optional<String> query) {
    try {
      int seconds = query.map(Integer::parseInt).orElse(STANDARD_WAIT_SECONDS);
      if (seconds >= 1 && seconds <= MAX_WAIT_SECONDS) {
        return Duration.ofSeconds(seconds);
      }
    } catch (NumberFormatException e) {
      // not one
    }
    throw new Refusal(422, "timeout is 1 to 3600 seconds");
  }
}
