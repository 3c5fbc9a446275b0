package org.sealpost.server.http.messages;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.delivery.AuthorizeSend;
import org.sealpost.core.delivery.DeviceMessage;
import org.sealpost.core.delivery.Send;
import org.sealpost.core.delivery.SendAuthorization;
import org.sealpost.core.delivery.SendLimits;
import org.sealpost.core.delivery.SendMessage;
import org.sealpost.core.delivery.SendOutcome;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.json.MismatchedDevices;
import org.sealpost.protocol.json.OutgoingMessages;
import org.sealpost.protocol.json.OutgoingMessages.OutgoingMessage;
import org.sealpost.protocol.json.SendResult;
import org.sealpost.protocol.json.StaleDevices;
import org.sealpost.server.http.AnonymousAccess;
import org.sealpost.server.http.Call;
import org.sealpost.server.http.Limited;
import org.sealpost.server.http.Method;
import org.sealpost.server.http.Refusal;
import org.sealpost.server.http.Reply;
import org.sealpost.server.http.Route;

/// `PUT /v1/messages/{serviceId}` (wire interface, messages and websocket, part B).
public final class MessagesResource {
  private static final Reply ACCEPTED = Reply.ok(new SendResult(false));
  private static final Reply ACCEPTED_WITH_SYNC = Reply.ok(new SendResult(true));

  private final AuthorizeSend authorize;
  private final SendMessage send;
  private final SendLimits limits;

  public MessagesResource(AuthorizeSend authorize, SendMessage send, SendLimits limits) {
    this.authorize = authorize;
    this.send = send;
    this.limits = limits;
  }

  public List<Route> routes() {
    return List.of(Route.forEither(Method.PUT, "/v1/messages/{serviceId}", this::send).inOrder());
  }

  private Reply send(Call call, Optional<AuthenticatedDevice> device) {
    ServiceId destination = call.serviceId("serviceId");
    boolean story = call.flag("story", false);
    Optional<SecretBytes> accessKey = AnonymousAccess.accessKey(call, device);
    return switch (authorize.authorize(device, destination, accessKey)) {
      case SendAuthorization.Allowed allowed -> {
        OutgoingMessages body = call.json(OutgoingMessages.class);
        Send asked =
            new Send(
                allowed.sender(),
                allowed.recipient(),
                destination,
                body.timestamp(),
                body.online(),
                body.urgent() == null || body.urgent(),
                story,
                messages(required(body.messages())));
        // What is refused costs the recipient nothing.
        yield answer(
            send.send(asked, () -> Limited.granted(limits.take(asked))), device.isPresent());
      }
      case SendAuthorization.UnknownRecipient() -> Reply.error(404, "no such account");
      case SendAuthorization.Unauthorized() -> Reply.error(401, "credentials are required");
      case SendAuthorization.Forbidden() -> Reply.error(403, "nobody writes to their own number");
    };
  }

  private static List<@Nullable OutgoingMessage> required(
      @Nullable List<@Nullable OutgoingMessage> messages) {
    if (messages == null) {
      throw new Refusal(422, "messages are missing");
    }
    return messages;
  }

  /// A list of messages as the core has them; none when there is no list.
  public static List<DeviceMessage> messages(@Nullable List<@Nullable OutgoingMessage> wire) {
    if (wire == null) {
      return List.of();
    }
    return wire.stream()
        .map(message -> {
          if (message == null) {
            throw new Refusal(422, "a message is null");
          }
          return new DeviceMessage(
              message.type(),
              message.destinationDeviceId(),
              message.destinationRegistrationId(),
              message.content() == null ? Bytes.EMPTY : message.content());
        })
        .toList();
  }

  /// What a send is answered.
  public static Reply answer(SendOutcome outcome, boolean identified) {
    return switch (outcome) {
      case SendOutcome.Accepted(boolean needsSync) -> needsSync ? ACCEPTED_WITH_SYNC : ACCEPTED;
      case SendOutcome.DevicesMismatched(List<Integer> missing, List<Integer> extra) ->
          Reply.json(409, new MismatchedDevices(missing, extra));
      case SendOutcome.DevicesStale(List<Integer> stale) ->
          Reply.json(410, new StaleDevices(stale));
      case SendOutcome.TooLarge(int maxBytes) ->
          Reply.error(413, "the content of a message has at most " + maxBytes + " bytes");
      case SendOutcome.InboxFull full ->
          Reply.later(429, "the inbox is full", full.retryAfter().toSeconds());
      case SendOutcome.InvalidMessages(SendOutcome.Defect defect) -> Reply.error(422, says(defect));
      case SendOutcome.RecipientGone() ->
          identified
              ? Reply.error(404, "no such account")
              : Reply.error(401, "credentials are required");
    };
  }

  private static String says(SendOutcome.Defect defect) {
    return switch (defect) {
      case TYPE -> "a message is of no type that clients send";
      case DUPLICATE_DEVICE -> "two messages for one device";
      case DEVICE_ID -> "a device id is 1 to 127";
      case NO_CONTENT -> "a message has no content";
      case TIMESTAMP -> "the timestamp is out of range";
    };
  }
}
