package org.sealpost.client.messages;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sealpost.client.connection.Requests;
import org.sealpost.client.keys.DeviceKeys;
import org.sealpost.client.keys.PreKeys;
import org.sealpost.client.profile.Profiles;
import org.sealpost.client.state.Self;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.json.AccountMismatchedDevices;
import org.sealpost.protocol.json.AccountStaleDevices;
import org.sealpost.protocol.json.DeliveryCertificate;
import org.sealpost.protocol.json.MismatchedDevices;
import org.sealpost.protocol.json.MultiRecipientResult;
import org.sealpost.protocol.json.OneTimePreKey;
import org.sealpost.protocol.json.OutgoingMessages;
import org.sealpost.protocol.json.OutgoingMessages.OutgoingMessage;
import org.sealpost.protocol.json.PreKeyBundles;
import org.sealpost.protocol.json.PreKeyBundles.DeviceBundle;
import org.sealpost.protocol.json.SendResult;
import org.sealpost.protocol.json.SignedPreKey;
import org.sealpost.protocol.json.StaleDevices;
import org.sealpost.protocol.json.WireJson;
import org.sealpost.protocol.proto.Envelope;
import org.signal.libsignal.metadata.certificate.ServerCertificate;
import org.signal.libsignal.protocol.ecc.ECKeyPair;
import org.signal.libsignal.protocol.ecc.ECPublicKey;

/// As much of a server as sending needs, on paper: devices, prekeys, the device check, inboxes, one
/// sender certificate. One thread at a time.
final class PaperServer {
  /// A registered device and what waits for it.
  static final class Device {
    final Self self;
    final DeviceKeys keys;
    final Deque<OneTimePreKey> oneTime = new ArrayDeque<>();
    final Deque<SignedPreKey> kyber = new ArrayDeque<>();
    final Deque<Envelope> inbox = new ArrayDeque<>();

    Device(Self self, DeviceKeys keys) {
      this.self = self;
      this.keys = keys;
    }
  }

  /// What concerns an account itself.
  interface AccountDoor {
    Reply answer(Call call, Self asking) throws IOException;
  }

  AccountDoor accountDoor = (_, _) -> status(404);

  private final Map<ServiceId, Map<Integer, Device>> accounts = new LinkedHashMap<>();

  private static <K, V> V known(Map<K, V> map, K key) {
    return Objects.requireNonNull(map.get(key));
  }

  private final ECKeyPair trustRoot = ECKeyPair.generate();
  private final ECKeyPair serverKey = ECKeyPair.generate();
  private final ServerCertificate certificate =
      new ServerCertificate(trustRoot.getPrivateKey(), 1, serverKey.getPublicKey());

  /// Every call that came, by its label and status.
  final List<String> trace = new ArrayList<>();

  /// Whether sends over a socket never arrive, and whether they do over HTTP.
  boolean socketsBreak;

  boolean httpServed = true;

  Duration certificateLife = Duration.ofDays(7);

  /// Whether all accounts take sealed sends from anybody.
  boolean unrestricted;

  /// Breaks that many of the next sends after they were stored.
  int answersToLose;

  /// Nobody reaches the server any more once this many sends were answered.
  int sendsUntilAway = Integer.MAX_VALUE;

  /// Answered to all sends to several accounts.
  Optional<Reply> refusesMany = Optional.empty();

  /// Answered to all sends to these.
  final Map<ServiceId, Reply> refuses = new LinkedHashMap<>();

  /// The bodies of sends to several accounts, as they came.
  final List<Bytes> toMany = new ArrayList<>();

  ECPublicKey trustRoot() {
    return trustRoot.getPublicKey();
  }

  Device add(Self self, DeviceKeys keys) {
    Device device = new Device(self, keys);
    accounts.computeIfAbsent(self.aci(), _ -> new TreeMap<>()).put(self.deviceId(), device);
    return device;
  }

  void remove(Self self) {
    accounts.getOrDefault(self.aci(), new TreeMap<>()).remove(self.deviceId());
  }

  Requests requestsOf(Self self) {
    return new Requests() {
      @Override
      public Reply identified(Call call) throws IOException {
        breakIfWanted(call);
        return traced(call, handle(call, self));
      }

      @Override
      public Reply anonymous(Call call) throws IOException {
        breakIfWanted(call);
        return traced(call, handle(call, null));
      }

      @Override
      public Reply overHttp(Call call, boolean anonymous) throws IOException {
        if (!httpServed) {
          throw new IOException("no HTTP either");
        }
        return traced(call, handle(call, anonymous ? null : self));
      }

      private void breakIfWanted(Call call) throws IOException {
        if (socketsBreak && call.method().equals("PUT")) {
          throw new IOException("the socket breaks");
        }
      }
    };
  }

  private Reply traced(Call call, Reply reply) throws IOException {
    trace.add(call.label() + " " + reply.status());
    if (call.method().equals("PUT") && reply.status() == 200 && answersToLose > 0) {
      answersToLose--;
      throw new IOException("lost");
    }
    return reply;
  }

  private Reply handle(Call call, @Nullable Self asking) throws IOException {
    if (call.method().equals("PUT") && sendsUntilAway-- <= 0) {
      throw new IOException("nobody there");
    }
    String[] steps = call.path().split("[/?]", -1);
    return switch (steps[2]) {
      case "keys" -> keys(accounts.get(ServiceId.parse(steps[3]).orElseThrow()), steps[4]);
      case "messages" ->
          steps[3].equals("multi_recipient")
              ? sendToMany(call)
              : send(call, ServiceId.parse(steps[3]).orElseThrow(), asking);
      case "accounts" -> asking == null ? status(401) : accountDoor.answer(call, asking);
      case "certificate" -> asking == null ? status(401) : certificate(asking);
      default -> status(404);
    };
  }

  private Reply certificate(Self asking) {
    var issued =
        certificate.issue(
            serverKey.getPrivateKey(),
            asking.aci().text(),
            Optional.empty(),
            asking.deviceId(),
            asking.aciIdentity().getPublicKey().getPublicKey(),
            Instant.now().plus(certificateLife).toEpochMilli());
    return json(200, new DeliveryCertificate(Bytes.wrap(issued.getSerialized())));
  }

  private static Reply keys(@Nullable Map<Integer, Device> account, String wanted) {
    if (account == null) {
      return status(404);
    }
    List<DeviceBundle> bundles = new ArrayList<>();
    for (Device device : account.values()) {
      if (wanted.equals("*") || wanted.equals(Integer.toString(device.self.deviceId()))) {
        SignedPreKey kyber = device.kyber.poll();
        bundles.add(
            new DeviceBundle(
                device.self.deviceId(),
                device.keys.registrationId(),
                PreKeys.onWire(device.keys.aci().signed()),
                device.oneTime.poll(),
                kyber == null ? PreKeys.onWire(device.keys.aci().lastResort()) : kyber));
      }
    }
    Device any = account.values().iterator().next();
    return bundles.isEmpty()
        ? status(404)
        : json(
            200,
            new PreKeyBundles(
                Bytes.wrap(any.keys.aciIdentity().getPublicKey().serialize()), bundles));
  }

  private Reply send(Call call, ServiceId to, @Nullable Self from) throws IOException {
    Map<Integer, Device> account = accounts.get(to);
    if (from == null) {
      boolean mayName =
          account != null
              && (Base64.getEncoder()
                      .encodeToString(
                          Profiles.accessKey(account.values().iterator().next().self.profileKey())
                              .unsafeArray())
                      .equals(call.headers().get("Unidentified-Access-Key"))
                  || (unrestricted && call.headers().containsKey("Unidentified-Access-Key")));
      if (!mayName) {
        return status(401);
      }
    }
    if (account == null) {
      return status(404);
    }
    Reply refusal = refuses.get(to);
    if (refusal != null) {
      return refusal;
    }
    OutgoingMessages messages;
    try {
      messages = WireJson.read(call.body(), OutgoingMessages.class);
    } catch (WireJson.BadJson e) {
      throw new IOException(e);
    }
    List<OutgoingMessage> sent = Objects.requireNonNull(messages.messages());
    Set<Integer> expected = new TreeSet<>(account.keySet());
    if (from != null && from.aci().equals(to)) {
      expected.remove(from.deviceId());
    }
    Set<Integer> missing = new TreeSet<>(expected);
    Set<Integer> extra = new TreeSet<>();
    Set<Integer> stale = new TreeSet<>();
    for (OutgoingMessage message : sent) {
      int id = message.destinationDeviceId();
      missing.remove(id);
      if (!expected.contains(id)) {
        extra.add(id);
      } else if (known(account, id).keys.registrationId() != message.destinationRegistrationId()) {
        stale.add(id);
      }
    }
    if (!stale.isEmpty()) {
      return json(410, new StaleDevices(List.copyOf(stale)));
    }
    if (!missing.isEmpty() || !extra.isEmpty()) {
      return json(409, new MismatchedDevices(List.copyOf(missing), List.copyOf(extra)));
    }
    for (OutgoingMessage message : sent) {
      known(account, message.destinationDeviceId())
          .inbox
          .add(envelope(message, messages, to, from));
    }
    boolean needsSync =
        from != null && !from.aci().equals(to) && known(accounts, from.aci()).size() > 1;
    return json(200, new SendResult(needsSync));
  }

  /// Accounts take everybody's, or the combined key is looked at. A repeat is stored once.
  private Reply sendToMany(Call call) {
    boolean repeat = toMany.contains(call.body());
    toMany.add(call.body());
    if (refusesMany.isPresent()) {
      return refusesMany.get();
    }
    PaperMany many = PaperMany.parse(call.body());
    byte[] combined = new byte[16];
    List<AccountMismatchedDevices> others = new ArrayList<>();
    List<AccountStaleDevices> anew = new ArrayList<>();
    for (PaperMany.Recipient each : many.recipients()) {
      Map<Integer, Device> account = known(accounts, each.account());
      byte[] key =
          Profiles.accessKey(account.values().iterator().next().self.profileKey()).unsafeArray();
      for (int i = 0; i < combined.length; i++) {
        combined[i] ^= key[i];
      }
      Set<Integer> missing = new TreeSet<>(account.keySet());
      missing.removeAll(each.devices().keySet());
      if (!missing.isEmpty()) {
        others.add(
            new AccountMismatchedDevices(
                each.account().text(), new MismatchedDevices(List.copyOf(missing), List.of())));
      }
      Set<Integer> stale = new TreeSet<>(each.devices().keySet());
      stale.removeIf(id ->
          Optional.ofNullable(account.get(id))
              .map(device -> device.keys.registrationId())
              .equals(Optional.ofNullable(each.devices().get(id))));
      if (!stale.isEmpty()) {
        anew.add(
            new AccountStaleDevices(each.account().text(), new StaleDevices(List.copyOf(stale))));
      }
    }
    if (!Base64.getEncoder()
        .encodeToString(combined)
        .equals(call.headers().get("Unidentified-Access-Key"))) {
      return status(401);
    }
    if (!others.isEmpty()) {
      return json(409, others);
    }
    if (!anew.isEmpty()) {
      return json(410, anew);
    }
    if (!repeat) {
      many.recipients().forEach(this::put);
    }
    return json(200, new MultiRecipientResult(List.of()));
  }

  private void put(PaperMany.Recipient recipient) {
    for (int device : recipient.devices().keySet()) {
      known(known(accounts, recipient.account()), device)
          .inbox
          .add(
              Envelope.newBuilder()
                  .setType(Envelope.Type.UNIDENTIFIED_SENDER)
                  .setServerTimestamp(Instant.now().toEpochMilli())
                  .setDestinationServiceId(recipient.account().text())
                  .setContent(ByteString.copyFrom(recipient.content().unsafeArray()))
                  .build());
    }
  }

  private static Envelope envelope(
      OutgoingMessage message, OutgoingMessages all, ServiceId to, @Nullable Self from) {
    Envelope.Builder envelope =
        Envelope.newBuilder()
            .setType(Envelope.Type.forNumber(message.type()))
            .setClientTimestamp(all.timestamp())
            .setServerTimestamp(Instant.now().toEpochMilli())
            .setServerGuid(UUID.randomUUID().toString())
            .setDestinationServiceId(to.text())
            .setContent(
                ByteString.copyFrom(Objects.requireNonNull(message.content()).unsafeArray()));
    if (from != null) {
      envelope.setSourceServiceId(from.aci().text()).setSourceDevice(from.deviceId());
    }
    return envelope.build();
  }

  private static Reply json(int status, Object body) {
    return new Reply(status, Map.of(), WireJson.write(body));
  }

  static Reply status(int status) {
    return new Reply(status, Map.of(), Bytes.EMPTY);
  }
}
