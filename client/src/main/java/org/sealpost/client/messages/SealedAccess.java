package org.sealpost.client.messages;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sealpost.client.connection.Requests;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.state.Self;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.json.DeliveryCertificate;
import org.signal.libsignal.metadata.certificate.InvalidCertificateException;
import org.signal.libsignal.metadata.certificate.SenderCertificate;
import org.signal.libsignal.zkgroup.InvalidInputException;
import org.signal.libsignal.zkgroup.profiles.ProfileKey;

/// What a sealed send needs: the recipient's access key, which follows from the profile key that
/// the recipient once told (zeros where the recipient's profile says that it takes sealed sends
/// from anybody), and this device's own certificate (wire interface, profiles and certificates,
/// sections 5 and 6). None is needed, and none would be right, for this account's own other
/// devices: whom the server does not know it cannot leave out of an account's devices.
final class SealedAccess {
  /// A certificate is renewed this long before it ends. Servers issue them for a week; recipients
  /// look at the server's clock, so one that this clock still takes for good may be over, and what
  /// is sent with it is lost.
  private static final Duration MARGIN = Duration.ofDays(2);

  private static final byte[] ZEROS = new byte[16];

  /// @param header value of `Unidentified-Access-Key`
  /// @param byKey whether it follows from the recipient's profile key
  record Access(String header, SenderCertificate certificate, boolean byKey) {
    @Override
    public String toString() {
      return "Access[redacted]";
    }
  }

  private final ClientState state;
  private final Self self;
  private final Requests requests;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable SenderCertificate current;

  SealedAccess(ClientState state, Self self, Requests requests, Clock clock) {
    this.state = state;
    this.self = self;
    this.requests = requests;
    this.clock = clock;
  }

  /// Empty when the recipient has told no profile key and takes not everybody's, refused what is
  /// known, or is this account.
  Optional<Access> to(ServiceId recipient) throws IOException {
    if (!(recipient instanceof ServiceId.Aci) || recipient.equals(self.aci())) {
      return Optional.empty();
    }
    Optional<byte[]> byKey =
        state.peers().profileKey(recipient).map(key -> accessKey(key.toByteArray()));
    if (byKey.isEmpty() && !state.peers().isUnrestricted(recipient)) {
      return Optional.empty();
    }
    String header = Base64.getEncoder().encodeToString(byKey.orElse(ZEROS));
    return certificate().map(present -> new Access(header, present, byKey.isPresent()));
  }

  /// The server answered 401: this access is not tried again before something new is known.
  void refused(ServiceId recipient, Access access) {
    if (access.byKey()) {
      state.peers().sealedRefused(recipient);
    } else {
      state.peers().saveUnrestricted(recipient, false);
    }
  }

  private static byte[] accessKey(byte[] profileKey) {
    try {
      return new ProfileKey(profileKey).deriveAccessKey();
    } catch (InvalidInputException e) {
      throw new IllegalArgumentException("a profile key has 32 bytes", e);
    }
  }

  /// The server may have none to give: then sends are identified.
  private Optional<SenderCertificate> certificate() throws IOException {
    lock.lock();
    try {
      SenderCertificate held = current;
      if (held != null && held.getExpiration() > clock.millis() + MARGIN.toMillis()) {
        return Optional.of(held);
      }
      Reply reply = requests.identified(Call.get("/v1/certificate/delivery?includeE164=false"));
      if (!reply.isSuccess()) {
        return Optional.empty();
      }
      SenderCertificate fresh =
          new SenderCertificate(reply.json(DeliveryCertificate.class).certificate().toByteArray());
      current = fresh;
      return Optional.of(fresh);
    } catch (InvalidCertificateException e) {
      throw new IOException("the server's delivery certificate cannot be read", e);
    } finally {
      lock.unlock();
    }
  }
}
