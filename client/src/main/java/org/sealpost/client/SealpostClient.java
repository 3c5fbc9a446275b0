package org.sealpost.client;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.sealpost.client.connection.AnonymousSocket;
import org.sealpost.client.connection.ConnectionEvents;
import org.sealpost.client.connection.ConnectionState;
import org.sealpost.client.connection.KeptConnection;
import org.sealpost.client.connection.Requests;
import org.sealpost.client.content.ContentCodec;
import org.sealpost.client.content.Message;
import org.sealpost.client.linking.LinkApproval;
import org.sealpost.client.linking.ProvisioningUri;
import org.sealpost.client.messages.DeviceCipher;
import org.sealpost.client.messages.Handover;
import org.sealpost.client.messages.Incoming;
import org.sealpost.client.messages.ReceiptSender;
import org.sealpost.client.messages.Receiver;
import org.sealpost.client.messages.SendOutcome;
import org.sealpost.client.messages.Sender;
import org.sealpost.client.messages.TranscriptSender;
import org.sealpost.client.prekeys.PreKeySupply;
import org.sealpost.client.profile.Profiles;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.state.Self;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.IncomingRequest;
import org.sealpost.client.transport.Reply;
import org.sealpost.client.transport.Service;
import org.sealpost.client.transport.ServiceSocket;
import org.sealpost.client.work.Errand;
import org.sealpost.client.work.Watched;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.json.AccountAttributes;
import org.sealpost.protocol.json.DeviceList;
import org.signal.libsignal.metadata.certificate.CertificateValidator;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.ecc.ECPublicKey;

/// One device, at work: keeps its connection, sends, receives, answers with receipts, keeps the
/// server supplied with prekeys. The state must hold an account: see [Enrolment]. What comes is
/// handed to one handler, in order, on a thread that is not the connection's; the handler may send.
/// Safe for any number of threads. Closing it leaves state and service open.
public final class SealpostClient implements AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(30);

  /// How long a request waits for a socket before it goes over HTTP.
  private static final Duration SOCKET = Duration.ofSeconds(10);

  private static final Duration SUPPLY_AGAIN = Duration.ofHours(12);

  /// Texts of one author are told apart by their millisecond.
  private final AtomicLong lastSentAt = new AtomicLong();

  private final ClientState state;
  private final Self self;
  private final Clock clock;
  private final Service service;
  private final KeptConnection connection;
  private final AnonymousSocket anonymous;
  private final Receiver receiver;
  private final Handover handover;
  private final ReceiptSender receipts;
  private final TranscriptSender transcripts;
  private final Sender sender;
  private final PreKeySupply preKeys;
  private final Errand supply;
  private final Watched<Optional<RuntimeException>> failure = new Watched<>(Optional.empty());
  private final Watched<Boolean> caughtUp = new Watched<>(false);
  private final Requests requests = new Carrying();
  private final OtherDevices others;
  private volatile Consumer<ConnectionState> watcher = _ -> {};

  private SealpostClient(
      Service service, ClientState state, Self self, Clock clock, Consumer<Incoming> handler) {
    this.service = service;
    this.state = state;
    this.self = self;
    this.clock = clock;
    this.connection = new KeptConnection(service, self.credentials(), new FromServer());
    this.anonymous = new AnonymousSocket(service);
    DeviceCipher cipher = new DeviceCipher(state, self, validator(service));
    this.sender = new Sender(state, self, cipher, requests, clock);
    this.receiver = new Receiver(state, self, cipher, new FromReceiver());
    this.handover = new Handover(state, handler, this::fail);
    this.receipts = new ReceiptSender(state, sender, clock, this::fail);
    this.preKeys = new PreKeySupply(state, self, requests, clock);
    this.supply = new Errand("sealpost-prekeys", SUPPLY_AGAIN, this::supply, this::fail);
    this.others = new OtherDevices(self, requests, clock);
    this.transcripts = new TranscriptSender(state, self.aci(), sender, others::exist, this::fail);
  }

  /// Begins to work offline: what an earlier run left unhandled is handed over at once.
  ///
  /// @throws IllegalStateException when the state holds no account
  public static SealpostClient open(
      Service service, ClientState state, Clock clock, Consumer<Incoming> handler) {
    Self self =
        state.self().orElseThrow(() -> new IllegalStateException("the state holds no account"));
    SealpostClient client = new SealpostClient(service, state, self, clock, handler);
    client.receiver.start();
    client.handover.start();
    client.receipts.start();
    client.transcripts.start();
    client.supply.start();
    return client;
  }

  private static CertificateValidator validator(Service service) {
    try {
      return new CertificateValidator(
          new ECPublicKey(service.profile().unidentifiedSenderTrustRoot().toByteArray()));
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException("the client profile's trust root is not a key", e);
    }
  }

  public Self self() {
    return self;
  }

  public ServiceId.Aci aci() {
    return self.aci();
  }

  /// Connects, and again whenever the connection ends.
  public void goOnline() {
    caughtUp.set(false);
    connection.start();
  }

  public void goOffline() {
    connection.stop();
    anonymous.close();
  }

  /// Tells the watcher of each change of the connection, on the thread that changes it: it returns
  /// at once and asks nothing of this client.
  public void watchConnection(Consumer<ConnectionState> next) {
    watcher = next;
  }

  public ConnectionState connectionState() {
    return connection.state();
  }

  /// Waits until the connection is in this state; false when the time is over first.
  public boolean awaitConnection(ConnectionState wanted, Duration limit)
      throws InterruptedException {
    return connection.await(wanted, limit);
  }

  /// Waits until everything that waited at the server when this device connected has been handled.
  public boolean awaitCaughtUp(Duration limit) throws InterruptedException {
    return caughtUp.await(reached -> reached, limit) && handover.awaitIdle(limit);
  }

  /// Sends a text; a transcript goes to this account's other devices, now or later.
  ///
  /// @throws IOException when nobody knows whether the server has it, over the socket or over HTTP
  public SendOutcome sendText(ServiceId.Aci to, String body) throws IOException {
    return send(to, new Message.Text(body, nextSentAt()));
  }

  /// Asks the recipient to delete an earlier text of this account.
  public SendOutcome deleteForEveryone(ServiceId.Aci to, long sentAt) throws IOException {
    return send(to, new Message.DeleteForEveryone(sentAt, nextSentAt()));
  }

  private SendOutcome send(ServiceId.Aci to, Message.Personal message) throws IOException {
    if (to.equals(aci())) {
      // A note to oneself is known to this device; the others get the transcript.
      byte[] transcript =
          ContentCodec.encode(new Message.Transcript(to, message), Optional.empty());
      return sender.send(aci(), transcript, ContentCodec.sentAt(message), true);
    }
    byte[] content =
        ContentCodec.encode(message, Optional.of(Bytes.copyOf(self.profileKey().reveal())));
    SendOutcome outcome = sender.send(to, content, ContentCodec.sentAt(message), true);
    if (outcome instanceof SendOutcome.Sent sent
        && (sent.sealedSender() ? !others.knownToBeNone() : sent.needsSync())) {
      transcripts.sent(to, message);
    }
    return outcome;
  }

  private long nextSentAt() {
    return lastSentAt.updateAndGet(last -> Math.max(last + 1, clock.millis()));
  }

  /// Publishes one-time prekeys where few are left; also done after every connection.
  public void supplyPreKeys() throws IOException {
    preKeys.refill();
  }

  /// Stores the profile, encrypted, without an avatar.
  public void writeProfile(String name) throws IOException {
    Call write = Profiles.write(self, name);
    var _ = requests.identified(write).orThrow(write);
  }

  /// Tells the server again what this device can do and how sealed sends to it are authorized.
  public void writeAttributes() throws IOException {
    Call write = Call.json("PUT", "/v1/accounts/attributes", attributes(self));
    var _ = requests.identified(write).orThrow(write);
  }

  /// Lets the device that shows this URI into the account. Only on the primary.
  public LinkApproval.Outcome approveLink(ProvisioningUri uri) throws IOException {
    others.mayJoin();
    return LinkApproval.approve(self, uri, requests);
  }

  public List<DeviceList.Device> devices() throws IOException {
    return others.list();
  }

  /// Removes a device from the account. Only on the primary, or on that device itself.
  public void unlink(int device) throws IOException {
    Call remove = Call.delete("/v1/devices/" + device);
    var _ = requests.identified(remove).orThrow(remove);
    others.unknown();
  }

  /// Takes the peer's next identity key: a person decided so after a change was reported.
  public void acceptIdentity(ServiceId.Aci peer) {
    state.peers().forgetIdentity(peer);
  }

  static AccountAttributes attributes(Self self) {
    return attributes(self.registrationId(), self.pniRegistrationId(), self.profileKey());
  }

  static AccountAttributes attributes(
      int registrationId, int pniRegistrationId, SecretBytes profileKey) {
    return new AccountAttributes(
        registrationId,
        pniRegistrationId,
        true,
        null,
        Profiles.accessKey(profileKey),
        false,
        true,
        Map.of("storage", true),
        null,
        null);
  }

  private void supply() {
    try {
      supplyPreKeys();
    } catch (IOException e) {
      // The next connection tries again.
    }
  }

  private void fail(RuntimeException cause) {
    failure.set(Optional.of(cause));
    var _ = Thread.ofVirtual().name("sealpost-failed").start(this::goOffline);
  }

  /// Why this client went offline by itself: its state cannot be read or written. What the server
  /// has is still there, and comes to the next client on a state that works.
  public Optional<RuntimeException> failure() {
    return failure.get();
  }

  /// Goes offline and stops; nothing that was acknowledged is lost.
  @Override
  public void close() {
    goOffline();
    receipts.close();
    transcripts.close();
    supply.close();
    receiver.close();
    handover.close();
  }

  private final class Carrying implements Requests {
    @Override
    public Reply identified(Call call) throws IOException {
      Optional<ServiceSocket> socket = connection.awaitSocket(SOCKET);
      return socket.isPresent()
          ? socket.get().request(call, ANSWER)
          : service.call(call, self.credentials());
    }

    /// While the server is away this waits as the device's own requests do.
    @Override
    public Reply anonymous(Call call) throws IOException {
      Optional<ServiceSocket> own = connection.awaitSocket(SOCKET);
      Optional<ServiceSocket> socket = own.flatMap(_ -> anonymous.socket());
      return socket.isPresent() ? socket.get().request(call, ANSWER) : service.call(call);
    }

    @Override
    public Reply overHttp(Call call, boolean unnamed) throws IOException {
      if (connection.state() == ConnectionState.OFFLINE) {
        throw new IOException("this device is offline");
      }
      return unnamed ? service.call(call) : service.call(call, self.credentials());
    }
  }

  private final class FromServer implements ConnectionEvents {
    @Override
    public void request(ServiceSocket socket, IncomingRequest request) {
      receiver.accept(socket, request);
    }

    @Override
    public void state(ConnectionState now) {
      watcher.accept(now);
    }
  }

  private final class FromReceiver implements Receiver.Events {
    @Override
    public void stored() {
      handover.more();
      receipts.wake();
    }

    @Override
    public void caughtUp() {
      handover.more();
      caughtUp.set(true);
      transcripts.wake();
      supply.ask();
    }

    @Override
    public void failed(RuntimeException cause) {
      fail(cause);
    }
  }
}
