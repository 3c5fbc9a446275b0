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
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.json.DeliveryCertificate;
import org.signal.libsignal.metadata.certificate.InvalidCertificateException;
import org.signal.libsignal.metadata.certificate.SenderCertificate;
import org.signal.libsignal.zkgroup.InvalidInputException;
import org.signal.libsignal.zkgroup.profiles.ProfileKey;

/// What a sealed send needs: the recipient's access key, which follows from the profile key that
/// the recipient once told, and this device's own certificate (wire interface, profiles and
/// certificates, sections 5 and 6).
final class SealedAccess {
  /// A certificate is renewed this long before it ends. Servers issue them for a week; recipients
  /// look at the server's clock, so one that this clock still takes for good may be over, and what
  /// is sent with it is lost.
  private static final Duration MARGIN = Duration.ofDays(2);

  /// @param header value of `Unidentified-Access-Key`
  record Access(String header, SenderCertificate certificate) {
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

  /// Empty when the recipient has told no profile key, refused the last, or is this account.
  Optional<Access> to(ServiceId recipient) throws IOException {
    if (!(recipient instanceof ServiceId.Aci) || recipient.equals(self.aci())) {
      return Optional.empty();
    }
    Optional<Bytes> profileKey = state.peers().profileKey(recipient);
    if (profileKey.isEmpty()) {
      return Optional.empty();
    }
    Optional<SenderCertificate> certificate = certificate();
    return certificate.map(
        present -> new Access(accessKey(profileKey.get().toByteArray()), present));
  }

  private static String accessKey(byte[] profileKey) {
    try {
      return Base64.getEncoder().encodeToString(new ProfileKey(profileKey).deriveAccessKey());
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
