package org.sealpost.client.messages;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sealpost.client.connection.Requests;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.state.ProtocolStore;
import org.sealpost.client.state.Self;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.client.transport.UnexpectedReply;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.json.MismatchedDevices;
import org.sealpost.protocol.json.PreKeyBundles;
import org.sealpost.protocol.json.PreKeyBundles.DeviceBundle;
import org.sealpost.protocol.json.StaleDevices;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.SignalProtocolAddress;
import org.signal.libsignal.protocol.UntrustedIdentityException;

/// Keeps the set of devices that there are sessions with in step with what the server says. An
/// empty answer means "go on", any other is how the send ends.
final class Sessions {
  private static final Duration DEFAULT_WAIT = Duration.ofMinutes(1);

  private final ClientState state;
  private final Self self;
  private final DeviceCipher cipher;
  private final Requests requests;

  Sessions(ClientState state, Self self, DeviceCipher cipher, Requests requests) {
    this.state = state;
    this.self = self;
    this.cipher = cipher;
    this.requests = requests;
  }

  private ProtocolStore store() {
    return state.protocol(self, IdentityType.ACI);
  }

  /// The devices of the peer that a message would go to, as far as is known here.
  List<Integer> devices(ServiceId peer) {
    return store().devicesWithSession(peer.text()).stream()
        .filter(device -> !peer.equals(self.aci()) || device != self.deviceId())
        .toList();
  }

  /// The same, with the registration that each session is with; zero where a session cannot be used
  /// any more.
  Map<Integer, Integer> registrations(ServiceId peer) {
    Map<Integer, Integer> registrations = new TreeMap<>();
    for (int device : devices(peer)) {
      registrations.put(
          device, store().registrationOf(new SignalProtocolAddress(peer.text(), device)));
    }
    return registrations;
  }

  /// Makes first contact with an account that there is no session with. Of one's own account this
  /// device may be the only one, so there the server is asked by sending.
  Optional<SendOutcome> ensure(ServiceId peer) throws IOException {
    return peer.equals(self.aci()) || !devices(peer).isEmpty()
        ? Optional.empty()
        : fetch(peer, "*");
  }

  /// After a 409: forgets devices that are gone, meets those that are new.
  Optional<SendOutcome> apply(ServiceId peer, MismatchedDevices mismatched) throws IOException {
    forget(peer, mismatched.extraDevices());
    return fetchEach(peer, mismatched.missingDevices());
  }

  /// After a 410: devices under known ids that are others than before.
  Optional<SendOutcome> apply(ServiceId peer, StaleDevices stale) throws IOException {
    forget(peer, stale.staleDevices());
    return fetchEach(peer, stale.staleDevices());
  }

  private void forget(ServiceId peer, List<Integer> devices) {
    state.transaction(() -> {
      for (int device : devices) {
        store().deleteSession(new SignalProtocolAddress(peer.text(), device));
      }
      return true;
    });
  }

  private Optional<SendOutcome> fetchEach(ServiceId peer, List<Integer> devices)
      throws IOException {
    for (int device : devices) {
      Optional<SendOutcome> end = fetch(peer, Integer.toString(device));
      if (end.isPresent()) {
        return end;
      }
    }
    return Optional.empty();
  }

  private Optional<SendOutcome> fetch(ServiceId peer, String device) throws IOException {
    Call call = Call.get("/v2/keys/" + peer.text() + "/" + device);
    Reply reply = requests.identified(call);
    return switch (reply.status()) {
      case 200 -> begin(peer, reply);
      case 404 -> Optional.of(new SendOutcome.UnknownRecipient());
      case 429 -> Optional.of(new SendOutcome.TryLater(reply.retryAfter().orElse(DEFAULT_WAIT)));
      default -> Optional.of(new SendOutcome.Refused(reply.status()));
    };
  }

  private Optional<SendOutcome> begin(ServiceId peer, Reply reply) throws IOException {
    PreKeyBundles bundles = reply.json(PreKeyBundles.class);
    try {
      state.transaction(() -> {
        for (DeviceBundle bundle : bundles.devices()) {
          if (!peer.equals(self.aci()) || bundle.deviceId() != self.deviceId()) {
            beginOrUndo(peer, bundles, bundle);
          }
        }
        return true;
      });
      return Optional.empty();
    } catch (BundleRefused refused) {
      if (refused.getCause() instanceof UntrustedIdentityException) {
        return Optional.of(new SendOutcome.IdentityChanged(peer));
      }
      throw new UnexpectedReply("the server handed out a prekey bundle that is not valid", reply);
    }
  }

  private void beginOrUndo(ServiceId peer, PreKeyBundles bundles, DeviceBundle bundle) {
    try {
      cipher.begin(peer, bundles.identityKey(), bundle);
    } catch (UntrustedIdentityException | InvalidKeyException | ArithmeticException e) {
      throw new BundleRefused(e);
    }
  }

  /// Carries a refusal through the transaction, which it undoes.
  private static final class BundleRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BundleRefused(Exception cause) {
      super(cause);
    }
  }
}
