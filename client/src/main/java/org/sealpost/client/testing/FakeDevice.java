package org.sealpost.client.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.sealpost.client.keys.DeviceKeys;
import org.sealpost.client.keys.PreKeys;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.IncomingRequest;
import org.sealpost.client.transport.Reply;
import org.sealpost.client.transport.Service;
import org.sealpost.client.transport.ServiceSocket;
import org.sealpost.client.transport.SocketClosed;
import org.sealpost.client.transport.SocketEvents;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.json.OutgoingMessages;
import org.sealpost.protocol.json.OutgoingMessages.OutgoingMessage;
import org.sealpost.protocol.json.SetKeys;

/// A device that speaks the wire and encrypts nothing: it is registered with real keys, sends any
/// bytes as content, keeps every envelope that comes, acknowledges or does not, stops reading, is
/// cut. Make one with [FakeAccounts]. A device has at most one connection that it looks at, the
/// latest; what earlier ones received stays readable through [#receivedOn].
///
/// Safe for any number of threads, except that connecting is one thread's business.
public final class FakeDevice implements AutoCloseable {
  /// Generous, for machines under load; nothing waits that long unless something is wrong.
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final AtomicLong LAST_TIMESTAMP = new AtomicLong();

  private final Service service;
  private final DeviceAddress address;
  private final ServiceId.Pni pni;
  private final PhoneNumber number;
  private final String password;
  private final DeviceKeys keys;
  private final SecretBytes accessKey;
  private final ArrayList<Inbound> connections = new ArrayList<>();
  private Acknowledging acknowledging = Acknowledging.AT_ONCE;
  private boolean stalled;
  private @Nullable ServiceSocket socket;
  private @Nullable ServiceSocket anonymous;

  FakeDevice(
      Service service,
      DeviceAddress address,
      ServiceId.Pni pni,
      PhoneNumber number,
      String password,
      DeviceKeys keys,
      SecretBytes accessKey) {
    this.service = service;
    this.address = address;
    this.pni = pni;
    this.number = number;
    this.password = password;
    this.keys = keys;
    this.accessKey = accessKey;
  }

  /// The same device, as it meets a server over a copy of its accounts; not connected.
  public FakeDevice onService(Service other) {
    return new FakeDevice(other, address, pni, number, password, keys, accessKey);
  }

  public DeviceAddress address() {
    return address;
  }

  public ServiceId.Aci aci() {
    return address.aci();
  }

  public ServiceId.Pni pni() {
    return pni;
  }

  public int deviceId() {
    return address.deviceId();
  }

  public PhoneNumber number() {
    return number;
  }

  public DeviceKeys keys() {
    return keys;
  }

  public SecretBytes accessKey() {
    return accessKey;
  }

  public String password() {
    return password;
  }

  public Service service() {
    return service;
  }

  /// The account's id, with `.n` for a linked device, and the password.
  public BasicCredentials credentials() {
    String name = aci().text();
    return new BasicCredentials(
        address.isPrimary() ? name : name + "." + address.deviceId(), password);
  }

  /// A request over HTTPS with this device's credentials.
  public Reply http(Call call) throws IOException {
    return service.call(call, credentials());
  }

  /// A request through this device's socket, which is opened if it is not.
  public Reply tunnelled(Call call) throws IOException {
    return openSocket().request(call, PATIENCE);
  }

  /// A request through a socket that nobody is named on.
  public Reply anonymously(Call call) throws IOException {
    if (anonymous == null || !anonymous.isOpen()) {
      anonymous = service.connectAnonymously(SocketEvents.NONE);
    }
    return anonymous.request(call, PATIENCE);
  }

  /// Opens a connection; an earlier one that still stands is left to the server, which displaces
  /// it.
  public FakeDevice connect() throws IOException {
    Inbound inbound = new Inbound(connections.size() + 1, acknowledging, stalled);
    connections.add(inbound);
    try {
      socket = service.connect(credentials(), inbound);
    } catch (IOException e) {
      connections.removeLast(); // it never was one
      throw e;
    }
    return this;
  }

  /// How many connections it has opened.
  public int connections() {
    return connections.size();
  }

  /// How envelopes are treated from now on, on this connection and later ones.
  public FakeDevice acknowledging(Acknowledging how) {
    acknowledging = how;
    connections.forEach(inbound -> inbound.acknowledging(how));
    return this;
  }

  /// Stops taking frames off the wire, answers to requests included, as a device does that is too
  /// slow; [#resume] ends it.
  public FakeDevice stall() {
    stalled = true;
    connections.forEach(inbound -> inbound.stalled(true));
    return this;
  }

  public FakeDevice resume() {
    stalled = false;
    connections.forEach(inbound -> inbound.stalled(false));
    return this;
  }

  /// Ends the connection without a word.
  public void cut() {
    if (socket != null) {
      socket.cut();
    }
  }

  /// Ends the connection in good order.
  public void disconnect() {
    if (socket != null) {
      socket.close();
    }
  }

  /// The open socket, for tests that go below requests.
  public ServiceSocket openSocket() throws IOException {
    if (socket == null || !socket.isOpen()) {
      connect();
    }
    if (socket == null) {
      throw new IllegalStateException("not connected");
    }
    return socket;
  }

  /// Answers an envelope on the present connection. Any status but 2xx leaves it queued.
  public void answer(ReceivedEnvelope envelope, int status) throws IOException {
    openSocket().respond(envelope.requestId(), status, status == 200 ? "OK" : "no");
  }

  public void acknowledge(ReceivedEnvelope envelope) throws IOException {
    answer(envelope, 200);
  }

  /// What the present connection received, in order.
  public List<ReceivedEnvelope> received() {
    return connections.isEmpty() ? List.of() : connections.getLast().envelopes();
  }

  /// What the n-th connection received, counted from 1.
  public List<ReceivedEnvelope> receivedOn(int connection) {
    return connections.get(connection - 1).envelopes();
  }

  /// Waits until the present connection has received that many and returns all it has.
  ///
  /// @throws IllegalStateException when they do not come
  public List<ReceivedEnvelope> awaitEnvelopes(int count) {
    return awaitEnvelopes(count, PATIENCE);
  }

  public List<ReceivedEnvelope> awaitEnvelopes(int count, Duration limit) {
    Inbound inbound = current();
    if (!inbound.awaitEnvelopes(count, limit)) {
      throw new IllegalStateException(
          "waited for " + count + " envelopes, " + inbound.envelopes().size() + " came");
    }
    return inbound.envelopes();
  }

  /// Waits for the end of the backlog; the answer is how many envelopes came before it.
  public int awaitQueueEmpty() {
    Inbound inbound = current();
    if (!inbound.awaitQueueEmpty(PATIENCE)) {
      throw new IllegalStateException("the end of the backlog did not come");
    }
    return inbound.envelopesBeforeQueueEmpty();
  }

  /// The queue-empty requests of the present connection; there should be one.
  public List<IncomingRequest> queueEmptySignals() {
    return current().queueEmpty();
  }

  /// Waits until the present connection has ended.
  public Optional<SocketClosed> awaitClosed() {
    return current().awaitClosed(PATIENCE);
  }

  /// Waits until the n-th connection has ended, counted from 1.
  public Optional<SocketClosed> awaitClosed(int connection) {
    return connections.get(connection - 1).awaitClosed(PATIENCE);
  }

  private Inbound current() {
    if (connections.isEmpty()) {
      throw new IllegalStateException("never connected");
    }
    return connections.getLast();
  }

  /// Message to device `to` with these bytes as ciphertext content, for [#send].
  public static OutgoingMessage message(FakeDevice to, byte[] content) {
    return new OutgoingMessage(1, to.deviceId(), to.keys().registrationId(), Bytes.copyOf(content));
  }

  /// A send as the wire has it; the timestamp is fresh.
  public static Call sendCall(ServiceId recipient, List<OutgoingMessage> messages) {
    return sendCall(recipient, new OutgoingMessages(nextTimestamp(), false, true, messages));
  }

  public static Call sendCall(ServiceId recipient, OutgoingMessages messages) {
    return Call.json("PUT", "/v1/messages/" + recipient.text() + "?story=false", messages);
  }

  /// Sends one content to the devices of one account through the socket.
  public Reply send(byte[] content, FakeDevice... devices) throws IOException {
    return tunnelled(toAll(content, devices));
  }

  public Reply sendText(String text, FakeDevice... devices) throws IOException {
    return send(text.getBytes(StandardCharsets.UTF_8), devices);
  }

  /// The same without waiting for the answer: sends from one thread keep their order.
  public CompletableFuture<Reply> startSend(byte[] content, FakeDevice... devices)
      throws IOException {
    return openSocket().start(toAll(content, devices));
  }

  /// The same over HTTPS.
  public Reply sendOverHttp(byte[] content, FakeDevice... devices) throws IOException {
    return http(toAll(content, devices));
  }

  /// A sealed send (type 6) with the recipient's access key, on the anonymous socket.
  public Reply sendSealed(byte[] content, FakeDevice... devices) throws IOException {
    List<OutgoingMessage> messages =
        Arrays.stream(devices)
            .map(to ->
                new OutgoingMessage(
                    6, to.deviceId(), to.keys().registrationId(), Bytes.copyOf(content)))
            .toList();
    return anonymously(
        sendCall(devices[0].aci(), messages)
            .with("Unidentified-Access-Key", base64(devices[0].accessKey())));
  }

  private static Call toAll(byte[] content, FakeDevice... devices) {
    return sendCall(
        devices[0].aci(), Arrays.stream(devices).map(to -> message(to, content)).toList());
  }

  /// Publishes one-time prekeys of one identity.
  public Reply publishPreKeys(IdentityType identity, int count) throws IOException {
    var pair = identity == IdentityType.ACI ? keys.aciIdentity() : keys.pniIdentity();
    int first = PreKeys.randomId();
    SetKeys upload =
        new SetKeys(
            PreKeys.oneTime(first, count).stream().map(PreKeys::onWire).toList(),
            null,
            PreKeys.oneTimeKyber(pair, first, count, Instant.now()).stream()
                .map(PreKeys::onWire)
                .toList(),
            null);
    String name = identity.name().toLowerCase(Locale.ROOT);
    return tunnelled(Call.json("PUT", "/v2/keys?identity=" + name, upload));
  }

  static String base64(SecretBytes secret) {
    return Base64.getEncoder().encodeToString(secret.reveal());
  }

  /// Milliseconds that never repeat within this process, so that no two sends are the same request.
  public static long nextTimestamp() {
    return LAST_TIMESTAMP.updateAndGet(last -> Math.max(last + 1, System.currentTimeMillis()));
  }

  @Override
  public void close() {
    resume();
    if (socket != null) {
      socket.close();
    }
    if (anonymous != null) {
      anonymous.close();
    }
  }
}
