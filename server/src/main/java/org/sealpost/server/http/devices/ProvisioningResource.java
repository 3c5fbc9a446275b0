package org.sealpost.server.http.devices;

import java.util.Base64;
import java.util.List;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.devices.ProvisioningRelay;
import org.sealpost.core.limits.RateLimit;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.json.ProvisioningBody;
import org.sealpost.server.http.Call;
import org.sealpost.server.http.Limited;
import org.sealpost.server.http.Method;
import org.sealpost.server.http.Refusal;
import org.sealpost.server.http.Reply;
import org.sealpost.server.http.Route;

/// `PUT /v1/provisioning/{address}`: relays one message, unread, to a device that waits (wire
/// interface, accounts and devices, section 7.2).
public final class ProvisioningResource {
  private static final int MAX_BODY_CHARS = 262_144;

  private final ProvisioningRelay relay;
  private final Limited limited;

  public ProvisioningResource(ProvisioningRelay relay, Limited limited) {
    this.relay = relay;
    this.limited = limited;
  }

  public List<Route> routes() {
    return List.of(Route.forDevice(Method.PUT, "/v1/provisioning/{address}", this::relay));
  }

  private Reply relay(Call call, AuthenticatedDevice device) {
    limited.by(RateLimit.PROVISIONING_MESSAGES, device.account().aci().text());
    String body = call.json(ProvisioningBody.class).body();
    if (body == null) {
      throw new Refusal(422, "body is missing");
    }
    if (body.length() > MAX_BODY_CHARS) {
      throw new Refusal(400, "body has at most " + MAX_BODY_CHARS + " characters");
    }
    byte[] message;
    try {
      message = Base64.getDecoder().decode(body);
    } catch (IllegalArgumentException e) {
      throw new Refusal(422, "body is not base64");
    }
    return relay.deliver(call.segment("address"), Bytes.wrap(message))
        ? Reply.NO_CONTENT
        : Reply.error(404, "nobody listens at this address");
  }
}
