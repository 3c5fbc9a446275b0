package org.sealpost.interop;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.signal.libsignal.metadata.certificate.InvalidCertificateException;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.InvalidMessageException;
import org.signal.libsignal.protocol.InvalidVersionException;
import org.signal.libsignal.protocol.LegacyMessageException;
import org.signal.libsignal.protocol.SignalProtocolAddress;
import org.signal.libsignal.protocol.groups.GroupSessionBuilder;
import org.signal.libsignal.protocol.message.SenderKeyDistributionMessage;
import org.whispersystems.signalservice.api.NetworkResult;
import org.whispersystems.signalservice.api.NetworkResultUtil;
import org.whispersystems.signalservice.api.SignalServiceMessageSender;
import org.whispersystems.signalservice.api.SignalServiceMessageSender.IndividualSendEvents;
import org.whispersystems.signalservice.api.SignalSessionLock;
import org.whispersystems.signalservice.api.account.AccountApi;
import org.whispersystems.signalservice.api.attachment.AttachmentApi;
import org.whispersystems.signalservice.api.certificate.CertificateApi;
import org.whispersystems.signalservice.api.crypto.ContentHint;
import org.whispersystems.signalservice.api.crypto.SealedSenderAccess;
import org.whispersystems.signalservice.api.crypto.SignalGroupSessionBuilder;
import org.whispersystems.signalservice.api.crypto.SignalServiceCipher;
import org.whispersystems.signalservice.api.crypto.UnidentifiedAccess;
import org.whispersystems.signalservice.api.crypto.UntrustedIdentityException;
import org.whispersystems.signalservice.api.groupsv2.ClientZkOperations;
import org.whispersystems.signalservice.api.keys.KeysApi;
import org.whispersystems.signalservice.api.link.LinkDeviceApi;
import org.whispersystems.signalservice.api.link.WaitForLinkedDeviceResponse;
import org.whispersystems.signalservice.api.message.MessageApi;
import org.whispersystems.signalservice.api.messages.SendMessageResult;
import org.whispersystems.signalservice.api.messages.SignalServiceDataMessage;
import org.whispersystems.signalservice.api.profiles.ProfileApi;
import org.whispersystems.signalservice.api.push.ServiceId;
import org.whispersystems.signalservice.api.push.SignalServiceAddress;
import org.whispersystems.signalservice.api.services.ProfileService;
import org.whispersystems.signalservice.api.username.UsernameApi;
import org.whispersystems.signalservice.api.websocket.SignalWebSocket;
import org.whispersystems.signalservice.api.websocket.WebSocketConnectionState;
import org.whispersystems.signalservice.internal.push.PushServiceSocket;

/// One device of one account, played by the library: its keys, its two sockets, and the library's
/// doors to the server. Used by one thread at a time.
final class ForeignDevice implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 20;
  private static final AtomicLong CLOCK = new AtomicLong(System.currentTimeMillis());

  private final Person person;
  private final int deviceId;
  private final DeviceKeys keys;
  private final Connections connections;
  private final ReentrantLock sessions = new ReentrantLock();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final SignalServiceMessageSender sender;
  private final Inbox inbox;

  ForeignDevice(Person person, int deviceId, DeviceKeys keys, Connections connections) {
    this.person = person;
    this.deviceId = deviceId;
    this.keys = keys;
    this.connections = connections;
    this.inbox = new Inbox(connections.authenticated(), this::cipher, this::learn);
    this.sender =
        new SignalServiceMessageSender(
            connections.http(),
            keys,
            this::lockSessions,
            new AttachmentApi(connections.authenticated(), connections.http()),
            new MessageApi(connections.authenticated(), connections.anonymous()),
            keysApi(),
            Optional.empty(),
            executor,
            0);
  }

  /// Sends a text as whoever this is, over the sockets.
  SendMessageResult send(SignalServiceAddress to, String text) throws IOException {
    return send(to, text, SealedSenderAccess.NONE);
  }

  /// Sends a text, without saying who sends it where there is an access to do so.
  SendMessageResult send(SignalServiceAddress to, String text, @Nullable SealedSenderAccess access)
      throws IOException {
    var message =
        new SignalServiceDataMessage.Builder().withTimestamp(now()).withBody(text).build();
    return send(to, message, access);
  }

  SendMessageResult send(
      SignalServiceAddress to,
      SignalServiceDataMessage message,
      @Nullable SealedSenderAccess access)
      throws IOException {
    try {
      return sender.sendDataMessage(
          to, access, ContentHint.DEFAULT, message, IndividualSendEvents.EMPTY, true, false);
    } catch (UntrustedIdentityException e) {
      throw new IllegalStateException("stores of this module trust everybody", e);
    }
  }

  /// An access by which this device sends to the other's owner without saying who sends.
  SealedSenderAccess accessTo(ForeignDevice other) throws IOException {
    return SealedSenderAccess.forIndividual(unidentifiedAccess(other.person()));
  }

  /// The owner's access key, beside a certificate of this device.
  UnidentifiedAccess unidentifiedAccess(Person owner) throws IOException {
    try {
      return new UnidentifiedAccess(
          owner.secrets().accessKey(),
          NetworkResultUtil.toBasicLegacy(
              certificateApi().getSenderCertificateForPhoneNumberPrivacy()),
          false);
    } catch (InvalidCertificateException e) {
      throw new IllegalStateException("the server's certificate is none", e);
    }
  }

  /// Waits until the link code with this identifier has let a device in. The library's method takes
  /// a duration of Kotlin's, which is a number behind a name that Java cannot write.
  WaitForLinkedDeviceResponse waitForLinkedDevice(String tokenIdentifier, int seconds)
      throws IOException {
    var method =
        Arrays.stream(LinkDeviceApi.class.getMethods())
            .filter(one -> one.getName().startsWith("waitForLinkedDevice-"))
            .filter(one -> one.getParameterCount() == 2)
            .findFirst()
            .orElseThrow();
    try {
      // Kotlin keeps nanoseconds in the upper 63 bits.
      long duration = TimeUnit.SECONDS.toNanos(seconds) << 1;
      var answer = (NetworkResult<?>) method.invoke(linkDeviceApi(), tokenIdentifier, duration);
      return WaitForLinkedDeviceResponse.class.cast(NetworkResultUtil.toBasicLegacy(answer));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the library has another method now", e);
    }
  }

  /// Uploads as many one-time keys of each kind, for both identities.
  void publishOneTimeKeys(int count) throws IOException {
    NetworkResultUtil.toBasicLegacy(keysApi().setPreKeys(keys.forAci().oneTime(count)));
    NetworkResultUtil.toBasicLegacy(keysApi().setPreKeys(keys.forPni().oneTime(count)));
  }

  /// Waits until the authenticated socket is in this state; it is not asked to change.
  void awaitSocket(WebSocketConnectionState state) {
    var _ =
        authenticated()
            .getState()
            .filter(state::equals)
            .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .blockingFirst();
  }

  /// Opens the authenticated socket if it is not open.
  void connect() throws IOException {
    authenticated().connect();
  }

  /// Closes both sockets; what is sent to this device now has to wait.
  void goOffline() {
    authenticated().disconnect();
    connections.anonymous().disconnect();
  }

  Person person() {
    return person;
  }

  int deviceId() {
    return deviceId;
  }

  SignalServiceAddress address() {
    return person.address();
  }

  DeviceKeys keys() {
    return keys;
  }

  Inbox inbox() {
    return inbox;
  }

  Connections connections() {
    return connections;
  }

  SignalWebSocket.AuthenticatedWebSocket authenticated() {
    return connections.authenticated();
  }

  PushServiceSocket http() {
    return connections.http();
  }

  SignalServiceMessageSender sender() {
    return sender;
  }

  KeysApi keysApi() {
    return new KeysApi(connections.authenticated(), connections.anonymous());
  }

  AccountApi accountApi() {
    return new AccountApi(connections.authenticated());
  }

  ProfileApi profileApi() {
    return new ProfileApi(connections.authenticated(), connections.http());
  }

  /// Reads the profiles of others.
  ProfileService profileService() {
    return new ProfileService(
        ClientZkOperations.create(connections.configuration()).getProfileOperations(),
        connections.authenticated(),
        connections.anonymous());
  }

  UsernameApi usernameApi() {
    return new UsernameApi(connections.anonymous());
  }

  CertificateApi certificateApi() {
    return new CertificateApi(connections.authenticated());
  }

  LinkDeviceApi linkDeviceApi() {
    return new LinkDeviceApi(connections.authenticated());
  }

  /// A time that no other message of this run has.
  static long now() {
    return CLOCK.updateAndGet(last -> Math.max(last + 1, System.currentTimeMillis()));
  }

  @Override
  public void close() {
    goOffline();
    executor.shutdownNow();
  }

  /// Keeps a sender key that somebody hands out, as applications do.
  private void learn(Received received) {
    var handedOut = received.content().senderKeyDistributionMessage;
    if (handedOut != null) {
      try {
        new SignalGroupSessionBuilder(this::lockSessions, new GroupSessionBuilder(keys.aci()))
            .process(
                new SignalProtocolAddress(received.source().toString(), received.sourceDevice()),
                new SenderKeyDistributionMessage(handedOut.toByteArray()));
      } catch (InvalidMessageException
          | InvalidVersionException
          | LegacyMessageException
          | InvalidKeyException e) {
        throw new IllegalStateException("a sender key that is none", e);
      }
    }
  }

  private SignalServiceCipher cipher(ServiceId destination) {
    return new SignalServiceCipher(
        new SignalServiceAddress(destination),
        deviceId,
        keys.get(destination),
        this::lockSessions,
        connections.profile().certificateValidator());
  }

  private SignalSessionLock.Lock lockSessions() {
    sessions.lock();
    return sessions::unlock;
  }
}
