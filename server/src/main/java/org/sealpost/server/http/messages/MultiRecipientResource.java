package org.sealpost.server.http.messages;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.sealpost.core.delivery.AuthorizeMultiRecipientSend;
import org.sealpost.core.delivery.AuthorizeMultiRecipientSend.Authorization;
import org.sealpost.core.delivery.DeviceMismatch;
import org.sealpost.core.delivery.MultiRecipientOutcome;
import org.sealpost.core.delivery.MultiRecipientSend;
import org.sealpost.core.delivery.SendLimits;
import org.sealpost.core.delivery.SendToMany;
import org.sealpost.core.limits.RateLimit;
import org.sealpost.protocol.MultiRecipientMessage;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.json.AccountMismatchedDevices;
import org.sealpost.protocol.json.AccountStaleDevices;
import org.sealpost.protocol.json.FullInboxes;
import org.sealpost.protocol.json.MismatchedDevices;
import org.sealpost.protocol.json.MultiRecipientResult;
import org.sealpost.protocol.json.StaleDevices;
import org.sealpost.server.http.AnonymousAccess;
import org.sealpost.server.http.Call;
import org.sealpost.server.http.Limited;
import org.sealpost.server.http.Method;
import org.sealpost.server.http.Refusal;
import org.sealpost.server.http.Reply;
import org.sealpost.server.http.Route;

/// `PUT /v1/messages/multi_recipient` (wire interface, messages and websocket, part C). Credentials
/// are not looked at: nobody who sends this way says who it is. Its place in the endpoint table is
/// before `/v1/messages/{serviceId}`.
public final class MultiRecipientResource {
  private static final String CONTENT_TYPE = "application/vnd.signal-messenger.mrm";

  /// Wire interface, messages, C1: the largest date that JavaScript knows.
  private static final long LAST_TIMESTAMP = 8_640_000_000_000_000L;

  private static final int RECIPIENTS_PER_PERMIT = 50;

  private static final Reply ACCEPTED = Reply.ok(new MultiRecipientResult(List.of()));

  private final AuthorizeMultiRecipientSend authorize;
  private final SendToMany send;
  private final SendLimits sendLimits;
  private final Limited limited;
  private final Bounds bounds;

  /// How large a message may be, and how much it may name.
  public record Bounds(MultiRecipientMessage.Bounds named, int maxBytes) {}

  public MultiRecipientResource(
      AuthorizeMultiRecipientSend authorize,
      SendToMany send,
      SendLimits sendLimits,
      Limited limited,
      Bounds bounds) {
    this.authorize = authorize;
    this.send = send;
    this.sendLimits = sendLimits;
    this.limited = limited;
    this.bounds = bounds;
  }

  public List<Route> routes() {
    return List.of(Route.open(Method.PUT, "/v1/messages/multi_recipient", this::send).inOrder());
  }

  private Reply send(Call call) {
    limited.byAddress(RateLimit.MULTI_RECIPIENT, call);
    if (!isOfOurType(call.headers().first("content-type").orElse(""))) {
      throw new Refusal(415, "the body is " + CONTENT_TYPE);
    }
    long timestamp = timestamp(call);
    boolean online = call.flag("online", false);
    boolean urgent = call.flag("urgent", true);
    boolean story = call.flag("story", false);
    MultiRecipientMessage message = message(call);
    limited.byAddress(RateLimit.MULTI_RECIPIENT, call, permits(message) - 1);
    SecretBytes key = AnonymousAccess.combinedKey(call, story);
    return switch (authorize.authorize(message, key, story)) {
      case Authorization.Allowed allowed -> {
        MultiRecipientSend accepted =
            new MultiRecipientSend(message, allowed.recipients(), timestamp, online, urgent, story);
        yield answer(send.send(accepted, () -> Limited.granted(sendLimits.take(accepted))));
      }
      case Authorization.UnknownRecipient() -> unknown();
      case Authorization.Unauthorized() -> Reply.error(401, "the access key is another");
    };
  }

  /// What a message costs grows with the names in it: each may be looked up in the store. One
  /// permit was taken before the body was read.
  private static int permits(MultiRecipientMessage message) {
    return Math.ceilDiv(message.recipients().size(), RECIPIENTS_PER_PERMIT);
  }

  /// Whatever comes behind a semicolon.
  private static boolean isOfOurType(String contentType) {
    int end = contentType.indexOf(';');
    String type = end < 0 ? contentType : contentType.substring(0, end);
    return type.trim().equalsIgnoreCase(CONTENT_TYPE);
  }

  private static long timestamp(Call call) {
    try {
      long timestamp = Long.parseLong(call.query("ts").orElse(""));
      if (timestamp >= 0 && timestamp <= LAST_TIMESTAMP) {
        return timestamp;
      }
    } catch (NumberFormatException e) {
      // the same answer
    }
    throw new Refusal(400, "ts is a time in milliseconds");
  }

  private MultiRecipientMessage message(Call call) {
    if (call.body().size() > bounds.maxBytes()) {
      throw new Refusal(413, "the message has at most " + bounds.maxBytes() + " bytes");
    }
    try {
      MultiRecipientMessage message = MultiRecipientMessage.parse(call.body(), bounds.named());
      if (message.recipients().isEmpty()) {
        throw new Refusal(400, "the message has no recipients");
      }
      return message;
    } catch (MultiRecipientMessage.Malformed e) {
      throw new Refusal(400, String.valueOf(e.getMessage()));
    }
  }

  private static Reply answer(MultiRecipientOutcome outcome) {
    return switch (outcome) {
      case MultiRecipientOutcome.Accepted() -> ACCEPTED;
      case MultiRecipientOutcome.TooLarge(int maxBytes) ->
          Reply.error(413, "the content of a message has at most " + maxBytes + " bytes");
      case MultiRecipientOutcome.RecipientGone() -> unknown();
      case MultiRecipientOutcome.DevicesMismatched(var wrong) ->
          Reply.json(
              409,
              each(
                  wrong,
                  (id, mismatch) ->
                      new AccountMismatchedDevices(
                          id, new MismatchedDevices(mismatch.missing(), mismatch.extra()))));
      case MultiRecipientOutcome.DevicesStale(var wrong) ->
          Reply.json(
              410,
              each(
                  wrong,
                  (id, mismatch) ->
                      new AccountStaleDevices(id, new StaleDevices(mismatch.stale()))));
      case MultiRecipientOutcome.InboxFull(Duration retryAfter, List<ServiceId> recipients) ->
          Reply.json(429, new FullInboxes(recipients.stream().map(ServiceId::text).toList()))
              .with("Retry-After", Long.toString(retryAfter.toSeconds()));
    };
  }

  private static <T> List<T> each(
      Map<ServiceId, DeviceMismatch> wrong, BiFunction<String, DeviceMismatch, T> wire) {
    return wrong.entrySet().stream()
        .map(one -> wire.apply(one.getKey().text(), one.getValue()))
        .toList();
  }

  private static Reply unknown() {
    return Reply.error(404, "no such account");
  }
}
