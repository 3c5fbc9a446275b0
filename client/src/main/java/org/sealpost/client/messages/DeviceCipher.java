package org.sealpost.client.messages;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.state.ProtocolStore;
import org.sealpost.client.state.Self;
import org.sealpost.client.state.StateUnavailable;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.Uuids;
import org.sealpost.protocol.json.OutgoingMessages.OutgoingMessage;
import org.sealpost.protocol.json.PreKeyBundles.DeviceBundle;
import org.sealpost.protocol.proto.Envelope;
import org.signal.libsignal.metadata.InvalidMetadataMessageException;
import org.signal.libsignal.metadata.InvalidMetadataVersionException;
import org.signal.libsignal.metadata.ProtocolDuplicateMessageException;
import org.signal.libsignal.metadata.ProtocolException;
import org.signal.libsignal.metadata.ProtocolInvalidKeyIdException;
import org.signal.libsignal.metadata.ProtocolNoSessionException;
import org.signal.libsignal.metadata.SealedSessionCipher;
import org.signal.libsignal.metadata.SelfSendException;
import org.signal.libsignal.metadata.certificate.CertificateValidator;
import org.signal.libsignal.metadata.certificate.SenderCertificate;
import org.signal.libsignal.metadata.protocol.UnidentifiedSenderMessageContent;
import org.signal.libsignal.protocol.DuplicateMessageException;
import org.signal.libsignal.protocol.IdentityKey;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.InvalidKeyIdException;
import org.signal.libsignal.protocol.InvalidMessageException;
import org.signal.libsignal.protocol.InvalidRegistrationIdException;
import org.signal.libsignal.protocol.InvalidVersionException;
import org.signal.libsignal.protocol.LegacyMessageException;
import org.signal.libsignal.protocol.NoSessionException;
import org.signal.libsignal.protocol.SessionBuilder;
import org.signal.libsignal.protocol.SessionCipher;
import org.signal.libsignal.protocol.SignalProtocolAddress;
import org.signal.libsignal.protocol.UntrustedIdentityException;
import org.signal.libsignal.protocol.ecc.ECPublicKey;
import org.signal.libsignal.protocol.groups.GroupCipher;
import org.signal.libsignal.protocol.groups.GroupSessionBuilder;
import org.signal.libsignal.protocol.kem.KEMPublicKey;
import org.signal.libsignal.protocol.message.CiphertextMessage;
import org.signal.libsignal.protocol.message.PreKeySignalMessage;
import org.signal.libsignal.protocol.message.SenderKeyDistributionMessage;
import org.signal.libsignal.protocol.message.SignalMessage;
import org.signal.libsignal.protocol.state.PreKeyBundle;

/// Encrypts for and decrypts from single devices, with the sessions in the state. Every call moves
/// a session on, so it belongs into a transaction with what depends on it.
public final class DeviceCipher {
  /// Envelope types (wire interface, messages and websocket, part D).
  private static final int CIPHERTEXT = 1;

  private static final int PREKEY_BUNDLE = 3;
  private static final int UNIDENTIFIED_SENDER = 6;

  private final ClientState state;
  private final Self self;
  private final CertificateValidator certificates;

  public DeviceCipher(ClientState state, Self self, CertificateValidator certificates) {
    this.state = state;
    this.self = self;
    this.certificates = certificates;
  }

  private ProtocolStore store(IdentityType identity) {
    return state.protocol(self, identity);
  }

  /// Starts a session with a device from its prekey bundle.
  ///
  /// @throws UntrustedIdentityException when the account's identity key is not the one known
  /// @throws InvalidKeyException when a key or signature of the bundle is wrong
  void begin(ServiceId peer, Bytes identityKey, DeviceBundle bundle)
      throws UntrustedIdentityException, InvalidKeyException {
    var preKey = bundle.preKey();
    new SessionBuilder(
            store(IdentityType.ACI), new SignalProtocolAddress(peer.text(), bundle.deviceId()))
        .process(
            new PreKeyBundle(
                bundle.registrationId(),
                bundle.deviceId(),
                preKey == null ? PreKeyBundle.NULL_PRE_KEY_ID : Math.toIntExact(preKey.keyId()),
                preKey == null ? null : new ECPublicKey(present(preKey.publicKey())),
                Math.toIntExact(bundle.signedPreKey().keyId()),
                new ECPublicKey(present(bundle.signedPreKey().publicKey())),
                present(bundle.signedPreKey().signature()),
                new IdentityKey(identityKey.toByteArray()),
                Math.toIntExact(bundle.pqPreKey().keyId()),
                new KEMPublicKey(present(bundle.pqPreKey().publicKey())),
                present(bundle.pqPreKey().signature())));
  }

  private static byte[] present(@Nullable Bytes bytes) throws InvalidKeyException {
    if (bytes == null) {
      throw new InvalidKeyException("a prekey bundle without a key or signature");
    }
    return bytes.toByteArray();
  }

  /// The message for one device.
  ///
  /// @param certificate given for a sealed send, in which only the recipient learns who sent it
  /// @throws NoSessionException when there is no session yet
  OutgoingMessage encrypt(
      ServiceId peer, int device, byte[] padded, Optional<SenderCertificate> certificate)
      throws NoSessionException, UntrustedIdentityException {
    ProtocolStore store = store(IdentityType.ACI);
    SignalProtocolAddress address = new SignalProtocolAddress(peer.text(), device);
    if (!store.containsSession(address)) {
      throw new NoSessionException(address, "no session yet");
    }
    SessionCipher cipher = new SessionCipher(store, address);
    int registrationId = cipher.getRemoteRegistrationId();
    if (certificate.isPresent()) {
      try {
        byte[] content =
            new SealedSessionCipher(store, self.aci().uuid(), null, self.deviceId())
                .encrypt(address, certificate.get(), padded);
        return new OutgoingMessage(
            UNIDENTIFIED_SENDER, device, registrationId, Bytes.wrap(content));
      } catch (InvalidKeyException e) {
        throw new IllegalStateException("an own or a stored key cannot be used", e);
      }
    }
    CiphertextMessage message = cipher.encrypt(padded);
    int type = message.getType() == CiphertextMessage.PREKEY_TYPE ? PREKEY_BUNDLE : CIPHERTEXT;
    return new OutgoingMessage(type, device, registrationId, Bytes.wrap(message.serialize()));
  }

  /// This device's sender key of this name, for those who are to decrypt what it encrypts.
  byte[] distribution(UUID name) {
    return new GroupSessionBuilder(store(IdentityType.ACI)).create(ownAddress(), name).serialize();
  }

  /// Takes another device's sender key; one that is damaged is passed over, since what is encrypted
  /// with it will be said to be unreadable.
  void takeDistribution(DeviceAddress sender, Bytes distribution) {
    try {
      new GroupSessionBuilder(store(IdentityType.ACI))
          .process(
              new SignalProtocolAddress(sender.aci().text(), sender.deviceId()),
              new SenderKeyDistributionMessage(distribution.toByteArray()));
    } catch (InvalidMessageException
        | InvalidVersionException
        | LegacyMessageException
        | InvalidKeyException e) {
      // See above.
    }
  }

  /// One message for devices of several accounts, which have been told the sender key.
  ///
  /// @throws NoSessionException when there is no session with one of them
  byte[] encryptForMany(
      List<SignalProtocolAddress> devices,
      UUID senderKey,
      byte[] padded,
      SenderCertificate certificate)
      throws NoSessionException, UntrustedIdentityException {
    ProtocolStore store = store(IdentityType.ACI);
    CiphertextMessage message = new GroupCipher(store, ownAddress()).encrypt(senderKey, padded);
    try {
      return new SealedSessionCipher(store, self.aci().uuid(), null, self.deviceId())
          .multiRecipientEncrypt(
              devices,
              new UnidentifiedSenderMessageContent(
                  message,
                  certificate,
                  UnidentifiedSenderMessageContent.CONTENT_HINT_DEFAULT,
                  Optional.empty()));
    } catch (InvalidKeyException | InvalidRegistrationIdException e) {
      throw new IllegalStateException("an own or a stored key cannot be used", e);
    }
  }

  private SignalProtocolAddress ownAddress() {
    return new SignalProtocolAddress(self.aci().text(), self.deviceId());
  }

  /// Decrypts an envelope. Never throws for what a stranger may send: what the library did not
  /// foresee counts as malformed, or one envelope would stop this device for good.
  ///
  /// @throws StateUnavailable when the state cannot be read or written
  Opened decrypt(Envelope envelope) {
    try {
      return open(envelope);
    } catch (StateUnavailable e) {
      throw e;
    } catch (RuntimeException | AssertionError e) {
      return new Opened.Failed(Incoming.Reason.MALFORMED);
    }
  }

  private Opened open(Envelope envelope) {
    byte[] content = envelope.getContent().toByteArray();
    IdentityType addressed =
        ServiceId.parse(envelope.getDestinationServiceId())
            .map(ServiceId::identityType)
            .orElse(IdentityType.ACI);
    ProtocolStore store = store(addressed);
    return switch (envelope.getType()) {
      case CIPHERTEXT, PREKEY_BUNDLE ->
          sender(envelope)
              .map(sender -> identified(envelope, sender, store, content))
              .orElse(new Opened.Failed(Incoming.Reason.MALFORMED));
      case UNIDENTIFIED_SENDER -> unidentified(envelope, store, content);
      case SERVER_DELIVERY_RECEIPT, PLAINTEXT_CONTENT, UNKNOWN -> new Opened.Nothing();
    };
  }

  private static Optional<DeviceAddress> sender(Envelope envelope) {
    int device = envelope.getSourceDevice();
    return device < 1 || device > DeviceAddress.MAX_DEVICE_ID
        ? Optional.empty()
        : Uuids.parse(envelope.getSourceServiceId())
            .map(uuid -> new DeviceAddress(new ServiceId.Aci(uuid), device));
  }

  private static Opened identified(
      Envelope envelope, DeviceAddress sender, ProtocolStore store, byte[] content) {
    SessionCipher cipher =
        new SessionCipher(store, new SignalProtocolAddress(sender.aci().text(), sender.deviceId()));
    try {
      byte[] padded =
          envelope.getType() == Envelope.Type.PREKEY_BUNDLE
              ? cipher.decrypt(new PreKeySignalMessage(content))
              : cipher.decrypt(new SignalMessage(content));
      return new Opened.Plaintext(sender, false, Bytes.wrap(padded));
    } catch (DuplicateMessageException e) {
      return new Opened.Repeat();
    } catch (NoSessionException | InvalidKeyIdException e) {
      return new Opened.Failed(Incoming.Reason.NO_SESSION);
    } catch (InvalidMessageException
        | InvalidVersionException
        | LegacyMessageException
        | InvalidKeyException
        | UntrustedIdentityException e) {
      return new Opened.Failed(Incoming.Reason.MALFORMED);
    }
  }

  private Opened unidentified(Envelope envelope, ProtocolStore store, byte[] content) {
    try {
      var result =
          new SealedSessionCipher(store, self.aci().uuid(), null, self.deviceId())
              .decrypt(certificates, content, envelope.getServerTimestamp());
      return new Opened.Plaintext(
          new DeviceAddress(
              new ServiceId.Aci(UUID.fromString(result.getSenderUuid())), result.getDeviceId()),
          true,
          Bytes.wrap(result.getPaddedMessage()));
    } catch (ProtocolDuplicateMessageException e) {
      return new Opened.Repeat();
    } catch (SelfSendException e) {
      return new Opened.Nothing();
    } catch (ProtocolNoSessionException | ProtocolInvalidKeyIdException e) {
      return new Opened.Failed(Incoming.Reason.NO_SESSION);
    } catch (InvalidMetadataMessageException e) {
      return new Opened.Failed(Incoming.Reason.BAD_CERTIFICATE);
    } catch (InvalidMetadataVersionException | ProtocolException | IllegalArgumentException e) {
      return new Opened.Failed(Incoming.Reason.MALFORMED);
    }
  }
}
