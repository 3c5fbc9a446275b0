package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.json.Capabilities;
import org.sealpost.protocol.json.ProfileBody;
import org.sealpost.protocol.json.ProfileWrite;
import org.signal.libsignal.protocol.ServiceId;
import org.signal.libsignal.zkgroup.InvalidInputException;
import org.signal.libsignal.zkgroup.ServerPublicParams;
import org.signal.libsignal.zkgroup.VerificationFailedException;
import org.signal.libsignal.zkgroup.profiles.ClientZkProfileOperations;
import org.signal.libsignal.zkgroup.profiles.ExpiringProfileKeyCredentialResponse;
import org.signal.libsignal.zkgroup.profiles.ProfileKey;
import org.signal.libsignal.zkgroup.profiles.ProfileKeyCredentialRequestContext;

/// A profile that is written and read by whoever may, over HTTP and through sockets: the same on
/// every store.
final class ProfileScenario {
  private final TestServer server;
  final FakeDevice alice;
  final FakeDevice bob;
  final ProfileKey profileKey;

  ProfileScenario(TestServer server) throws IOException {
    this.server = server;
    this.alice = server.accounts().register();
    this.bob = server.accounts().register();
    this.profileKey = key(7);
  }

  /// The whole of it.
  void run() throws Exception {
    assertThat(alice.tunnelled(write(profileKey, 156)).status()).isEqualTo(200);

    for (Reply reply :
        List.of(
            bob.http(Call.get(path(profileKey))),
            bob.tunnelled(Call.get(path(profileKey))),
            bob.anonymously(withKey(Call.get(path(profileKey)), alice.accessKey())),
            server.service().call(withKey(Call.get(path(profileKey)), alice.accessKey())))) {
      assertThat(reply.status()).isEqualTo(200);
      ProfileBody body = reply.json(ProfileBody.class);
      assertThat(body.uuid()).isEqualTo(alice.aci().text());
      assertThat(body.name()).isEqualTo(zeros(81));
      assertThat(body.about()).isEqualTo(zeros(156));
      assertThat(body.paymentAddress()).isEqualTo(zeros(582));
      assertThat(body.avatar()).isNull();
      assertThat(body.credential()).isNull();
    }

    presentCredential();

    ProfileKey next = key(8);
    assertThat(alice.http(write(next, 282)).status()).isEqualTo(200);
    ProfileBody old = bob.http(Call.get(path(profileKey))).json(ProfileBody.class);
    assertThat(old.about()).isEqualTo(zeros(156));
    assertThat(old.paymentAddress()).isNull();
    assertThat(bob.http(Call.get(path(next))).json(ProfileBody.class).about())
        .isEqualTo(zeros(282));
    assertThat(alice.http(capabilities(Map.of("ssre2", true))).status()).isEqualTo(204);
    assertThat(bob.http(Call.get(path())).json(ProfileBody.class).capabilities())
        .containsEntry("ssre2", true);
  }

  /// Asks for a credential, and sees that it is one for this profile key, of this server.
  void presentCredential() throws IOException {
    ProfileKeyCredentialRequestContext context = context(profileKey);
    Reply reply = bob.anonymously(withKey(Call.get(credentialPath(context)), alice.accessKey()));
    assertThat(reply.status()).isEqualTo(200);
    Bytes credential = reply.json(ProfileBody.class).credential();
    assertThat(credential).isNotNull();
    try {
      client()
          .receiveExpiringProfileKeyCredential(
              context,
              new ExpiringProfileKeyCredentialResponse(credential.toByteArray()),
              Instant.now());
    } catch (VerificationFailedException | InvalidInputException e) {
      throw new AssertionError("not a credential of this server", e);
    }
  }

  Call write(ProfileKey key, int aboutBytes) {
    return Call.json("PUT", "/v1/profile", body(key, aboutBytes, false, false));
  }

  ProfileWrite body(ProfileKey key, int aboutBytes, boolean avatar, boolean sameAvatar) {
    return new ProfileWrite(
        version(key),
        zeros(81),
        zeros(aboutBytes),
        null,
        zeros(582),
        zeros(29),
        avatar,
        sameAvatar,
        commitment(key));
  }

  String path() {
    return "/v1/profile/" + alice.aci().text();
  }

  String path(ProfileKey key) {
    return path() + "/" + version(key);
  }

  String credentialPath(ProfileKeyCredentialRequestContext context) {
    return path(profileKey)
        + "/"
        + HexFormat.of().formatHex(context.getRequest().serialize())
        + "?credentialType=expiringProfileKey";
  }

  ProfileKeyCredentialRequestContext context(ProfileKey key) {
    return client().createProfileKeyCredentialRequestContext(aci(), key);
  }

  private ClientZkProfileOperations client() {
    try {
      return new ClientZkProfileOperations(
          new ServerPublicParams(server.profile().zkGroupServerPublicParams().toByteArray()));
    } catch (InvalidInputException e) {
      throw new AssertionError(e);
    }
  }

  static Call capabilities(Map<String, Boolean> names) {
    return Call.json("PUT", "/v1/devices/capabilities", new Capabilities(Map.copyOf(names)));
  }

  static Call withKey(Call call, SecretBytes accessKey) {
    return call.with(
        "Unidentified-Access-Key", Base64.getEncoder().encodeToString(accessKey.reveal()));
  }

  static ProfileKey key(int seed) {
    byte[] key = new byte[32];
    key[0] = (byte) seed;
    try {
      return new ProfileKey(key);
    } catch (InvalidInputException e) {
      throw new AssertionError(e);
    }
  }

  static Bytes zeros(int count) {
    return Bytes.wrap(new byte[count]);
  }

  private Bytes commitment(ProfileKey key) {
    return Bytes.wrap(key.getCommitment(aci()).serialize());
  }

  private String version(ProfileKey key) {
    return key.getProfileKeyVersion(aci()).serialize();
  }

  private ServiceId.Aci aci() {
    return new ServiceId.Aci(alice.aci().uuid());
  }
}
