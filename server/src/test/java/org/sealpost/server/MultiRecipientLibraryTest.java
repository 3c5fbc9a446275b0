package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.testing.SealedForMany;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MultiRecipientMessage;
import org.sealpost.protocol.json.DeliveryCertificate;
import org.sealpost.protocol.json.PreKeyBundles;
import org.sealpost.protocol.json.PreKeyBundles.DeviceBundle;
import org.signal.libsignal.metadata.SealedSessionCipher;
import org.signal.libsignal.metadata.certificate.CertificateValidator;
import org.signal.libsignal.metadata.certificate.SenderCertificate;
import org.signal.libsignal.metadata.protocol.UnidentifiedSenderMessageContent;
import org.signal.libsignal.protocol.IdentityKey;
import org.signal.libsignal.protocol.ServiceId;
import org.signal.libsignal.protocol.SessionBuilder;
import org.signal.libsignal.protocol.SignalProtocolAddress;
import org.signal.libsignal.protocol.ecc.ECPublicKey;
import org.signal.libsignal.protocol.groups.GroupCipher;
import org.signal.libsignal.protocol.groups.GroupSessionBuilder;
import org.signal.libsignal.protocol.kem.KEMPublicKey;
import org.signal.libsignal.protocol.message.SenderKeyDistributionMessage;
import org.signal.libsignal.protocol.state.PreKeyBundle;
import org.signal.libsignal.protocol.state.impl.InMemorySignalProtocolStore;

/// A group message that libsignal encrypts, one body for all, arrives at every device and opens
/// there by libsignal, under the sender certificate that this server issued.
class MultiRecipientLibraryTest {
  private static final byte[] TEXT = "to the whole group".getBytes(StandardCharsets.UTF_8);
  private static final UUID DISTRIBUTION = UUID.randomUUID();

  @TempDir private Path folder;

  @Test
  void whatTheLibrarySealsForManyEachOfThemOpens() throws Exception {
    try (TestServer server = TestServer.start(folder.resolve("data"))) {
      FakeDevice alice = server.accounts().register();
      FakeDevice bob = server.accounts().register();
      FakeDevice tablet = server.accounts().link(bob);
      FakeDevice carol = server.accounts().register();
      FakeDevice dave = server.accounts().register();
      bob.disconnect();
      List<FakeDevice> group = List.of(bob, tablet, carol);

      InMemorySignalProtocolStore store = storeOf(alice);
      for (FakeDevice device : group) {
        begin(store, alice, device);
      }
      SignalProtocolAddress sender = address(alice);
      SenderKeyDistributionMessage key =
          new GroupSessionBuilder(store).create(sender, DISTRIBUTION);
      byte[] body =
          new SealedSessionCipher(store, alice.aci().uuid(), null, 1)
              .multiRecipientEncrypt(
                  group.stream().map(MultiRecipientLibraryTest::address).toList(),
                  new UnidentifiedSenderMessageContent(
                      new GroupCipher(store, sender).encrypt(DISTRIBUTION, TEXT),
                      certificate(alice),
                      UnidentifiedSenderMessageContent.CONTENT_HINT_DEFAULT,
                      Optional.empty()),
                  List.of(new ServiceId.Aci(dave.aci().uuid())));

      MultiRecipientMessage parsed =
          MultiRecipientMessage.parse(Bytes.wrap(body), new MultiRecipientMessage.Bounds(100, 100));
      assertThat(parsed.excluded()).containsExactly(dave.aci());
      assertThat(parsed.recipients()).hasSize(2);

      Call call =
          SealedForMany.call(FakeDevice.nextTimestamp(), Bytes.wrap(body))
              .with("Unidentified-Access-Key", SealedForMany.combined(bob, carol));
      Reply reply = alice.anonymously(call);
      assertThat(reply.status()).isEqualTo(200);

      CertificateValidator validator =
          new CertificateValidator(
              new ECPublicKey(server.profile().unidentifiedSenderTrustRoot().toByteArray()));
      for (FakeDevice device : group) {
        device.connect();
        device.awaitQueueEmpty();
        var envelope = device.awaitEnvelopes(1).getFirst().envelope();
        InMemorySignalProtocolStore own = storeOf(device);
        new GroupSessionBuilder(own)
            .process(sender, new SenderKeyDistributionMessage(key.serialize()));
        var opened =
            new SealedSessionCipher(own, device.aci().uuid(), null, device.deviceId())
                .decrypt(
                    validator, envelope.getContent().toByteArray(), envelope.getServerTimestamp());
        assertThat(opened.getPaddedMessage()).isEqualTo(TEXT);
        assertThat(opened.getSenderUuid()).isEqualTo(alice.aci().text());
      }
      dave.connect();
      assertThat(dave.awaitQueueEmpty()).isZero();
    }
  }

  private static InMemorySignalProtocolStore storeOf(FakeDevice device) {
    return new InMemorySignalProtocolStore(
        device.keys().aciIdentity(), device.keys().registrationId());
  }

  private static SignalProtocolAddress address(FakeDevice device) {
    return new SignalProtocolAddress(device.aci().text(), device.deviceId());
  }

  private static SenderCertificate certificate(FakeDevice device) throws Exception {
    return new SenderCertificate(
        device
            .tunnelled(Call.get("/v1/certificate/delivery?includeE164=false"))
            .json(DeliveryCertificate.class)
            .certificate()
            .toByteArray());
  }

  /// A session from what the server has of the device.
  private static void begin(InMemorySignalProtocolStore store, FakeDevice sender, FakeDevice to)
      throws Exception {
    Call fetch = Call.get("/v2/keys/" + to.aci().text() + "/" + to.deviceId());
    PreKeyBundles bundles = sender.tunnelled(fetch).json(PreKeyBundles.class);
    DeviceBundle device = bundles.devices().getFirst();
    new SessionBuilder(store, address(to))
        .process(
            new PreKeyBundle(
                device.registrationId(),
                device.deviceId(),
                PreKeyBundle.NULL_PRE_KEY_ID,
                null,
                Math.toIntExact(device.signedPreKey().keyId()),
                new ECPublicKey(bytes(device.signedPreKey().publicKey())),
                bytes(device.signedPreKey().signature()),
                new IdentityKey(bundles.identityKey().toByteArray()),
                Math.toIntExact(device.pqPreKey().keyId()),
                new KEMPublicKey(bytes(device.pqPreKey().publicKey())),
                bytes(device.pqPreKey().signature())));
  }

  private static byte[] bytes(@Nullable Bytes bytes) {
    return Objects.requireNonNull(bytes).toByteArray();
  }
}
