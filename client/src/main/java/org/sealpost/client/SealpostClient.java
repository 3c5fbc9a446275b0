package org.sealpost.client;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.sealpost.client.connection.AnonymousSocket;
import org.sealpost.client.connection.ConnectionEvents;
import org.sealpost.client.connection.ConnectionState;
import org.sealpost.client.connection.KeptConnection;
import org.sealpost.client.connection.Requests;
import org.sealpost.client.media.MediaHost;
import org.sealpost.client.media.Pause;
import org.sealpost.client.messages.DeviceCipher;
import org.sealpost.client.messages.Disappearing;
import org.sealpost.client.messages.Handover;
import org.sealpost.client.messages.Incoming;
import org.sealpost.client.messages.ReceiptSender;
import org.sealpost.client.messages.Receiver;
import org.sealpost.client.messages.Sender;
import org.sealpost.client.messages.TranscriptSender;
import org.sealpost.client.number.ChangeNumber;
import org.sealpost.client.prekeys.PreKeySupply;
import org.sealpost.client.profile.Avatars;
import org.sealpost.client.registration.Registration;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.state.Self;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.IncomingRequest;
import org.sealpost.client.transport.Reply;
import org.sealpost.client.transport.Service;
import org.sealpost.client.transport.ServiceSocket;
import org.sealpost.client.username.Usernames;
import org.sealpost.client.work.Errand;
import org.sealpost.client.work.Watched;
import org.sealpost.protocol.ServiceId;
import org.signal.libsignal.metadata.certificate.CertificateValidator;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.ecc.ECPublicKey;

/// One device, at work: keeps its connection, receives, answers with receipts, keeps the server
/// supplied with prekeys. What one says goes through [#messages], who one is through [#profiles],
/// the account's devices are at [#account]. The state must hold an account: see [Enrolment]. What
/// comes is handed to one handler, in order, on a thread that is not the connection's; the handler
/// may send. Safe for any number of threads. Closing it leaves state and service open.
public final class SealpostClient implements AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(30);

  /// How long a request waits for a socket before it goes over HTTP.
  private static final Duration SOCKET = Duration.ofSeconds(10);

  private static final Duration SUPPLY_AGAIN = Duration.ofHours(12);

  private final ClientState state;
  private final Self self;
  private final Service service;
  private final KeptConnection connection;
  private final AnonymousSocket anonymous;
  private final Receiver receiver;
  private final Handover handover;
  private final ReceiptSender receipts;
  private final TranscriptSender transcripts;
  private final Disappearing disappearing;
  private final PreKeySupply preKeys;
  private final Errand supply;
  private final Watched<Optional<RuntimeException>> failure = new Watched<>(Optional.empty());
  private final Watched<Boolean> caughtUp = new Watched<>(false);
  private final Requests requests = new Carrying();
  private final Messages messages;
  private final ProfileBook profiles;
  private final ChangeNumber numbers;
  private final Account account;
  private final Usernames usernames;
  private final Attachments attachments;
  private volatile Consumer<ConnectionState> watcher = _ -> {};

  private SealpostClient(
      Service service, ClientState state, Self self, Clock clock, Consumer<Incoming> handler) {
    this.service = service;
    this.state = state;
    this.self = self;
    this.connection = new KeptConnection(service, self.credentials(), new FromServer());
    this.anonymous = new AnonymousSocket(service);
    DeviceCipher cipher = new DeviceCipher(state, self, validator(service));
    Sender sender = new Sender(state, self, cipher, requests, clock);
    this.receiver = new Receiver(state, self, cipher, clock, new FromReceiver());
    this.handover = new Handover(state, clock, each -> hand(handler, each), this::fail);
    this.receipts = new ReceiptSender(state, sender, clock, this::fail);
    this.preKeys = new PreKeySupply(state, self, requests, clock);
    this.supply = new Errand("sealpost-prekeys", SUPPLY_AGAIN, this::supply, this::fail);
    OtherDevices others = new OtherDevices(self, requests, clock);
    this.transcripts = new TranscriptSender(state, self.aci(), sender, others::exist, this::fail);
    this.disappearing = new Disappearing(state, self, clock, handover::more, this::fail);
    this.messages =
        new Messages(state, self, clock, sender, receipts, transcripts, disappearing, others);
    MediaHost media = new MediaHost(service.base());
    this.attachments = new Attachments(requests, service.transfers(), media, clock, Pause.REAL);
    this.profiles =
        new ProfileBook(state, self, requests, new Avatars(service.transfers(), media, Pause.REAL));
    this.usernames = new Usernames(state.secrets(), requests);
    this.numbers =
        new ChangeNumber(
            state,
            self,
            new Registration(service)::verify,
            requests,
            sender.siblings(),
            clock,
            supply::ask);
    this.account = new Account(state, self, requests, others, numbers);
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
    client.disappearing.start();
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

  /// This device as it is now: the number may change.
  public Self self() {
    return account.present();
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

  /// What one says to others.
  public Messages messages() {
    return messages;
  }

  /// Files that go beside what one says.
  public Attachments attachments() {
    return attachments;
  }

  /// One's own profile, and others'.
  public ProfileBook profiles() {
    return profiles;
  }

  /// One's own username, and whoever has one.
  public Usernames usernames() {
    return usernames;
  }

  /// The account's devices and what else the server keeps of it.
  public Account account() {
    return account;
  }

  /// Publishes one-time prekeys where few are left; also done after every connection.
  public void supplyPreKeys() throws IOException {
    preKeys.refill();
  }

  /// Takes the peer's next identity key: a person decided so after a change was reported.
  public void acceptIdentity(ServiceId.Aci peer) {
    state.peers().forgetIdentity(peer);
  }

  private void supply() {
    try {
      var _ = numbers.resume();
      supplyPreKeys();
    } catch (IOException e) {
      // The next connection tries again.
    }
  }

  private void hand(Consumer<Incoming> handler, Incoming incoming) {
    if (incoming instanceof Incoming.NumberChanged) {
      supply.ask();
    }
    handler.accept(incoming);
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
    disappearing.close();
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
      disappearing.wake();
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
