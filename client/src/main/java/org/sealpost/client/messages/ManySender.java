package org.sealpost.client.messages;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.sealpost.client.connection.Requests;
import org.sealpost.client.content.ContentCodec;
import org.sealpost.client.messages.SealedAccess.Access;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
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
/// [Sender]. One send at a time; safe for any number of threads.
public final class ManySender {
  private static final int TRIES = 4;
  private static final int ACCESS_KEY_BYTES = 16;

  /// Sets of recipients that sender keys are remembered for.
  private static final int MAX_CIRCLES = 16;

  /// A sender key, and who has been told it.
  private record Circle(UUID distribution, Set<DeviceAddress> told) {}

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

  /// How it ended for each.
  public Map<ServiceId.Aci, SendOutcome> send(
      Set<ServiceId.Aci> recipients, byte[] padded, long timestamp) throws IOException {
    turn.lock();
    try {
      Map<ServiceId.Aci, SendOutcome> outcomes = new LinkedHashMap<>();
      Map<ServiceId.Aci, Access> together = new LinkedHashMap<>();
      for (ServiceId.Aci each : recipients) {
        sealed.to(each).ifPresent(access -> together.put(each, access));
      }
      if (together.size() > 1) {
        outcomes.putAll(sendTogether(together, padded, timestamp));
      }
      for (ServiceId.Aci each : recipients) {
        if (!outcomes.containsKey(each)) {
          outcomes.put(each, sender.send(each, padded, timestamp, Urgency.HIGH));
        }
      }
      return outcomes;
    } finally {
      turn.unlock();
    }
  }

  /// Says nothing of those for whom it did not work.
  private Map<ServiceId.Aci, SendOutcome> sendTogether(
      Map<ServiceId.Aci, Access> recipients, byte[] padded, long timestamp) throws IOException {
    Circle circle = circle(recipients.keySet());
    for (int tries = 0; tries < TRIES; tries++) {
      if (!tell(circle, recipients.keySet(), timestamp)) {
        return Map.of();
      }
      Optional<byte[]> body = encrypt(circle, recipients, padded);
      if (body.isEmpty()) {
        return Map.of();
      }
      Call call =
          new Call(
              "PUT",
              "/v1/messages/multi_recipient?ts="
                  + timestamp
                  + "&online=false&urgent=true&story=false",
              Map.of(
                  "content-type",
                  "application/vnd.signal-messenger.mrm",
                  "Unidentified-Access-Key",
                  combined(recipients)),
              Bytes.wrap(body.get()));
      Reply reply = requests.anonymous(call);
      switch (reply.status()) {
        case 200 -> {
          return sent(recipients.keySet(), reply, timestamp);
        }
        case 409 -> {
          if (!meet(circle, List.of(reply.json(AccountMismatchedDevices[].class)))) {
            return Map.of();
          }
        }
        case 410 -> {
          if (!meetAnew(circle, List.of(reply.json(AccountStaleDevices[].class)))) {
            return Map.of();
          }
        }
        default -> {
          return Map.of();
        }
      }
    }
    return Map.of();
  }

  private Circle circle(Set<ServiceId.Aci> recipients) {
    Circle known = circles.remove(recipients);
    Circle circle = known == null ? new Circle(UUID.randomUUID(), new HashSet<>()) : known;
    circles.put(Set.copyOf(recipients), circle);
    if (circles.size() > MAX_CIRCLES) {
      circles.remove(circles.keySet().iterator().next());
    }
    return circle;
  }

  /// Sees to it that every device has the sender key; false when one account cannot be told.
  private boolean tell(Circle circle, Set<ServiceId.Aci> recipients, long timestamp)
      throws IOException {
    for (ServiceId.Aci each : recipients) {
      if (!circle.told().containsAll(devices(each)) || devices(each).isEmpty()) {
        byte[] key = cipher.distribution(circle.distribution());
        SendOutcome outcome =
            sender.send(
                each, ContentCodec.encodeSenderKey(Bytes.wrap(key)), timestamp, Urgency.LOW);
        if (!(outcome instanceof SendOutcome.Sent)) {
          return false;
        }
        circle.told().addAll(devices(each));
      }
    }
    return true;
  }

  private List<DeviceAddress> devices(ServiceId.Aci account) {
    return sessions.devices(account).stream().map(id -> new DeviceAddress(account, id)).toList();
  }

  private Optional<byte[]> encrypt(
      Circle circle, Map<ServiceId.Aci, Access> recipients, byte[] padded) {
    List<SignalProtocolAddress> addresses = new ArrayList<>();
    recipients
        .keySet()
        .forEach(account ->
            sessions
                .devices(account)
                .forEach(id -> addresses.add(new SignalProtocolAddress(account.text(), id))));
    var certificate = recipients.values().iterator().next().certificate();
    return state.transaction(() -> {
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

  private static Map<ServiceId.Aci, SendOutcome> sent(
      Set<ServiceId.Aci> recipients, Reply reply, long timestamp) throws IOException {
    Set<String> unknown = Set.copyOf(reply.json(MultiRecipientResult.class).uuids404());
    Map<ServiceId.Aci, SendOutcome> outcomes = new LinkedHashMap<>();
    for (ServiceId.Aci each : recipients) {
      outcomes.put(
          each,
          unknown.contains(each.text())
              ? new SendOutcome.UnknownRecipient()
              : new SendOutcome.Sent(timestamp, true, true));
    }
    return outcomes;
  }

  private boolean meet(Circle circle, List<AccountMismatchedDevices> others) throws IOException {
    for (AccountMismatchedDevices each : others) {
      Optional<ServiceId> account = ServiceId.parse(each.uuid());
      if (account.isEmpty() || sessions.apply(account.get(), each.devices()).isPresent()) {
        return false;
      }
      forget(circle, account.get(), each.devices().missingDevices());
    }
    return true;
  }

  private boolean meetAnew(Circle circle, List<AccountStaleDevices> others) throws IOException {
    for (AccountStaleDevices each : others) {
      Optional<ServiceId> account = ServiceId.parse(each.uuid());
      if (account.isEmpty() || sessions.apply(account.get(), each.devices()).isPresent()) {
        return false;
      }
      forget(circle, account.get(), each.devices().staleDevices());
    }
    return true;
  }

  private static void forget(Circle circle, ServiceId account, List<Integer> devices) {
    Set<Integer> gone = new LinkedHashSet<>(devices);
    circle.told().removeIf(each -> each.aci().equals(account) && gone.contains(each.deviceId()));
  }
}
