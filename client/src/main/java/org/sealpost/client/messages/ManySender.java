package org.sealpost.client.messages;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.sealpost.client.connection.Requests;
import org.sealpost.client.content.ContentCodec;
import org.sealpost.client.messages.SealedAccess.Access;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.client.transport.UnexpectedReply;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.json.AccountMismatchedDevices;
import org.sealpost.protocol.json.AccountStaleDevices;
import org.sealpost.protocol.json.MultiRecipientResult;
import org.signal.libsignal.protocol.NoSessionException;
import org.signal.libsignal.protocol.SignalProtocolAddress;
import org.signal.libsignal.protocol.UntrustedIdentityException;

/// Sends one content to several accounts in one request (wire interface, messages and websocket,
/// part C): encrypted once, with a sender key that each of their devices was told in a message of
/// its own, and sealed for each. Whoever cannot be reached so gets a message of its own, as from
/// [Sender]. A server that asks to wait is not asked again in another way. One send at a time; safe
/// for any number of threads.
public final class ManySender {
  private static final int TRIES = 4;
  private static final int ACCESS_KEY_BYTES = 16;

  /// Sets of recipients that sender keys are remembered for.
  private static final int MAX_CIRCLES = 16;

  /// A sender key, and who has been told it: which registration of a device. Another one under the
  /// same id has not.
  private record Circle(UUID distribution, Map<DeviceAddress, Integer> told) {}

  /// One content on its way to several accounts.
  ///
  /// @param outcomes of those with whom it is over
  private record Round(Bytes padded, long timestamp, Map<ServiceId.Aci, SendOutcome> outcomes) {
    void end(Set<ServiceId.Aci> recipients, Supplier<SendOutcome> outcome) {
      recipients.forEach(each -> outcomes.put(each, outcome.get()));
    }
  }

  private final ClientState state;
  private final DeviceCipher cipher;
  private final Requests requests;
  private final Sender sender;
  private final SealedAccess sealed;
  private final Sessions sessions;
  private final ReentrantLock turn = new ReentrantLock(true);
  private final Map<Set<ServiceId.Aci>, Circle> circles = new LinkedHashMap<>();

  ManySender(
      ClientState state,
      DeviceCipher cipher,
      Requests requests,
      Sender sender,
      SealedAccess sealed,
      Sessions sessions) {
    this.state = state;
    this.cipher = cipher;
    this.requests = requests;
    this.sender = sender;
    this.sealed = sealed;
    this.sessions = sessions;
  }

  /// How it ended for each. When the server cannot be reached half-way, nobody else is tried:
  /// theirs is [SendOutcome.Unanswered] too.
  public Map<ServiceId.Aci, SendOutcome> send(
      Set<ServiceId.Aci> recipients, byte[] padded, long timestamp) {
    turn.lock();
    try {
      Round round = new Round(Bytes.wrap(padded), timestamp, new LinkedHashMap<>());
      try {
        sendTogether(recipients, round);
        for (ServiceId.Aci each : recipients) {
          if (!round.outcomes().containsKey(each)) {
            round.outcomes().put(each, alone(each, padded, timestamp));
          }
        }
      } catch (IOException e) {
        recipients.forEach(
            each -> round.outcomes().putIfAbsent(each, new SendOutcome.Unanswered()));
      }
      return round.outcomes();
    } finally {
      turn.unlock();
    }
  }

  private SendOutcome alone(ServiceId.Aci recipient, byte[] padded, long timestamp)
      throws IOException {
    try {
      return sender.send(recipient, padded, timestamp, Urgency.HIGH);
    } catch (UnexpectedReply e) {
      // A fault of this recipient's devices, say: no reason to leave out the others.
      return new SendOutcome.Unanswered();
    }
  }

  /// Says nothing of those who are to have a message of their own.
  private void sendTogether(Set<ServiceId.Aci> recipients, Round round) throws IOException {
    Circle circle = circle(recipients);
    for (int tries = 0; tries < TRIES; tries++) {
      Map<ServiceId.Aci, Access> wanted = reachable(recipients, round);
      if (wanted.size() < 2) {
        return;
      }
      tell(circle, wanted.keySet(), round);
      // Telling may have shown that an access key is another, or that nobody is there.
      Map<ServiceId.Aci, Access> together = reachable(recipients, round);
      together.keySet().retainAll(wanted.keySet());
      if (together.size() < 2) {
        return;
      }
      Optional<byte[]> body = encrypt(circle, together, round.padded().unsafeArray());
      if (body.isEmpty() || isOver(transmit(body.get(), together, round), together, round)) {
        return;
      }
    }
    Set<ServiceId.Aci> left = reachable(recipients, round).keySet();
    round.end(left, SendOutcome.DevicesKeepChanging::new);
  }

  private Map<ServiceId.Aci, Access> reachable(Set<ServiceId.Aci> recipients, Round round)
      throws IOException {
    Map<ServiceId.Aci, Access> reachable = new LinkedHashMap<>();
    for (ServiceId.Aci each : recipients) {
      if (!round.outcomes().containsKey(each)) {
        sealed.to(each).ifPresent(access -> reachable.put(each, access));
      }
    }
    return reachable;
  }

  private Reply transmit(byte[] body, Map<ServiceId.Aci, Access> recipients, Round round)
      throws IOException {
    Call call =
        new Call(
            "PUT",
            "/v1/messages/multi_recipient?ts="
                + round.timestamp()
                + "&online=false&urgent=true&story=false",
            Map.of(
                "content-type",
                "application/vnd.signal-messenger.mrm",
                "Unidentified-Access-Key",
                combined(recipients)),
            Bytes.wrap(body));
    return requests.untilAnswered(call, true);
  }

  /// Whether another try is of no use; who has no outcome then gets a message of its own.
  private boolean isOver(Reply reply, Map<ServiceId.Aci, Access> recipients, Round round)
      throws IOException {
    return switch (reply.status()) {
      case 200 -> {
        sent(recipients.keySet(), reply, round);
        yield true;
      }
      case 409 -> {
        for (AccountMismatchedDevices each : reply.json(AccountMismatchedDevices[].class)) {
          ServiceId.Aci account = known(each.uuid(), recipients, reply);
          sessions
              .apply(account, each.devices())
              .ifPresent(end -> round.outcomes().put(account, end));
        }
        yield false;
      }
      case 410 -> {
        for (AccountStaleDevices each : reply.json(AccountStaleDevices[].class)) {
          ServiceId.Aci account = known(each.uuid(), recipients, reply);
          sessions
              .apply(account, each.devices())
              .ifPresent(end -> round.outcomes().put(account, end));
        }
        yield false;
      }
      // Somebody's access key is another, or somebody is not there: sends to each tell who.
      case 401, 404 -> true;
      default -> {
        round.end(recipients.keySet(), () -> Sender.refusal(reply));
        yield true;
      }
    };
  }

  private static ServiceId.Aci known(
      String uuid, Map<ServiceId.Aci, Access> recipients, Reply reply) throws UnexpectedReply {
    return ServiceId.parse(uuid)
        .flatMap(id -> recipients.keySet().stream().filter(id::equals).findFirst())
        .orElseThrow(
            () -> new UnexpectedReply("the server named somebody whom nobody wrote to", reply));
  }

  private Circle circle(Set<ServiceId.Aci> recipients) {
    Circle known = circles.remove(recipients);
    Circle circle = known == null ? new Circle(UUID.randomUUID(), new HashMap<>()) : known;
    circles.put(Set.copyOf(recipients), circle);
    if (circles.size() > MAX_CIRCLES) {
      circles.remove(circles.keySet().iterator().next());
    }
    return circle;
  }

  /// Sees to it that every device has the sender key. Who cannot be told has an outcome then.
  private void tell(Circle circle, Set<ServiceId.Aci> recipients, Round round) throws IOException {
    for (ServiceId.Aci each : recipients) {
      if (!isTold(circle, each)) {
        byte[] key = cipher.distribution(circle.distribution());
        byte[] content = ContentCodec.encodeSenderKey(Bytes.wrap(key));
        SendOutcome outcome;
        try {
          outcome =
              sender.send(
                  each,
                  content,
                  round.timestamp(),
                  Urgency.LOW,
                  stored ->
                      stored.forEach(message ->
                          circle
                              .told()
                              .put(
                                  new DeviceAddress(each, message.destinationDeviceId()),
                                  message.destinationRegistrationId())));
        } catch (UnexpectedReply e) {
          outcome = new SendOutcome.Unanswered();
        }
        if (!(outcome instanceof SendOutcome.Sent)) {
          round.outcomes().put(each, outcome);
        }
      }
    }
  }

  private boolean isTold(Circle circle, ServiceId.Aci account) {
    Map<Integer, Integer> devices = sessions.registrations(account);
    return !devices.isEmpty()
        && devices.entrySet().stream()
            .allMatch(device ->
                device
                    .getValue()
                    .equals(circle.told().get(new DeviceAddress(account, device.getKey()))));
  }

  /// Empty when one of them has to be met anew first: a message of its own does that.
  private Optional<byte[]> encrypt(
      Circle circle, Map<ServiceId.Aci, Access> recipients, byte[] padded) {
    var certificate = recipients.values().iterator().next().certificate();
    return state.transaction(() -> {
      List<SignalProtocolAddress> addresses = new ArrayList<>();
      for (ServiceId.Aci account : recipients.keySet()) {
        if (!isTold(circle, account)) {
          return Optional.empty();
        }
        sessions
            .devices(account)
            .forEach(id -> addresses.add(new SignalProtocolAddress(account.text(), id)));
      }
      try {
        return Optional.of(
            cipher.encryptForMany(addresses, circle.distribution(), padded, certificate));
      } catch (NoSessionException | UntrustedIdentityException e) {
        return Optional.empty();
      }
    });
  }

  /// The XOR of all access keys; of an account that takes everybody's the server takes none.
  private String combined(Map<ServiceId.Aci, Access> recipients) {
    byte[] combined = new byte[ACCESS_KEY_BYTES];
    recipients.forEach((account, access) -> {
      if (!state.peers().isUnrestricted(account)) {
        byte[] key = Base64.getDecoder().decode(access.header());
        for (int i = 0; i < combined.length; i++) {
          combined[i] ^= key[i];
        }
      }
    });
    return Base64.getEncoder().encodeToString(combined);
  }

  private static void sent(Set<ServiceId.Aci> recipients, Reply reply, Round round)
      throws IOException {
    Set<String> unknown = Set.copyOf(reply.json(MultiRecipientResult.class).uuids404());
    for (ServiceId.Aci each : recipients) {
      round
          .outcomes()
          .put(
              each,
              unknown.contains(each.text())
                  ? new SendOutcome.UnknownRecipient()
                  : new SendOutcome.Sent(round.timestamp(), true, true));
    }
  }
}
