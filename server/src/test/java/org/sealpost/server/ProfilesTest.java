package org.sealpost.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sealpost.server.ProfileScenario.capabilities;
import static org.sealpost.server.ProfileScenario.key;
import static org.sealpost.server.ProfileScenario.withKey;
import static org.sealpost.server.ProfileScenario.zeros;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.keys.DeviceKeys;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.config.SealpostConfig;
import org.sealpost.crypto.IdentityFingerprint;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.json.AvatarUploadForm;
import org.sealpost.protocol.json.Capabilities;
import org.sealpost.protocol.json.ChangedIdentities;
import org.sealpost.protocol.json.IdentityCheck;
import org.sealpost.protocol.json.ProfileBody;
import org.sealpost.server.boot.SealpostServer;

/// Profiles as clients ask for them: which request is answered what (wire interface, profiles and
/// certificates, section 2).
class ProfilesTest {
  private static final SecretBytes WRONG_KEY = SecretBytes.wrap(new byte[16]);

  @TempDir private static Path folder;
  private static TestServer server;
  private ProfileScenario scenario;
  private FakeDevice alice;
  private FakeDevice bob;

  @BeforeAll
  static void start() {
    server = TestServer.start(folder.resolve("data"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void register() throws IOException {
    scenario = new ProfileScenario(server);
    alice = scenario.alice;
    bob = scenario.bob;
  }

  @Test
  void aProfileIsWrittenAndReadByWhoeverMay() throws Exception {
    scenario.run();
  }

  @Test
  void strangersLearnNothing() throws IOException {
    alice.http(scenario.write(scenario.profileKey, 0));
    String nobody = "/v1/profile/" + UUID.randomUUID();
    String credential = scenario.credentialPath(scenario.context(scenario.profileKey));
    List<Call> calls =
        List.of(
            Call.get(scenario.path()),
            Call.get(scenario.path(scenario.profileKey)),
            Call.get(credential),
            Call.get(nobody),
            Call.get(nobody + "/" + "0".repeat(64)));
    for (Call call : calls) {
      assertThat(answers(call, null)).as(call.path()).containsOnly(401);
      assertThat(answers(call, WRONG_KEY)).as(call.path()).containsOnly(401);
    }
    assertThat(answers(Call.get("/v1/profile/" + alice.pni().text()), alice.accessKey()))
        .containsOnly(401);
    assertThat(bob.http(Call.get(nobody)).status()).isEqualTo(404);
    assertThat(bob.tunnelled(Call.get(nobody + "/" + "0".repeat(64))).status()).isEqualTo(404);
  }

  @Test
  void groupSendTokensAreNotServedAndGoAlone() throws IOException {
    Call call = Call.get(scenario.path()).with("Group-Send-Token", "AAAA");
    assertThat(answers(call, null)).containsOnly(401);
    assertThat(answers(call, alice.accessKey())).containsOnly(400);
    assertThat(bob.http(call).status()).isEqualTo(400);
  }

  @Test
  void aVersionNobodyWroteIsAnsweredWithNulls() throws IOException {
    Reply reply = bob.http(Call.get(scenario.path(key(3))));
    assertThat(reply.status()).isEqualTo(200);
    ProfileBody body = reply.json(ProfileBody.class);
    assertThat(body.name()).isNull();
    assertThat(body.paymentAddress()).isNull();
    assertThat(body.identityKey()).isNotNull();
    assertThat(text(reply)).contains("\"badges\":[]", "\"avatar\":null", "\"storage\":");
  }

  @Test
  void aPniShowsItsOwnIdentityToDevicesAlone() throws IOException {
    ProfileBody body =
        bob.http(Call.get("/v1/profile/" + alice.pni().text())).json(ProfileBody.class);
    assertThat(body.uuid()).isEqualTo(alice.pni().text());
    assertThat(body.identityKey()).isEqualTo(pniKey(alice.keys()));
    assertThat(body.unidentifiedAccess()).isNull();
    assertThat(body.unrestrictedUnidentifiedAccess()).isFalse();
    assertThat(bob.http(Call.get("/v1/profile/" + alice.pni().text() + "/0")).status())
        .isEqualTo(404);
  }

  @Test
  void aCredentialRequestThatIsNoneIsRefused() throws IOException {
    alice.http(scenario.write(scenario.profileKey, 0));
    String path = scenario.path(scenario.profileKey) + "/";
    String type = "?credentialType=expiringProfileKey";
    String another = scenario.credentialPath(scenario.context(key(9))).replace(type, "");

    String good = scenario.credentialPath(scenario.context(scenario.profileKey)).replace(type, "");

    for (String bad :
        List.of(
            another + type,
            path + "00".repeat(329) + type,
            path + "00".repeat(328) + type,
            path + "zz".repeat(329) + type,
            good,
            good + "?credentialType=profileKey")) {
      assertThat(bob.http(Call.get(bad)).status()).as(bad).isEqualTo(400);
    }
    assertThat(answers(Call.get(another + type), WRONG_KEY)).containsOnly(401);
  }

  /// The wire wants these fields in the standard alphabet with padding: older clients fail the
  /// whole answer otherwise.
  @Test
  void credentialsAreStandardPaddedBase64() throws IOException {
    alice.http(scenario.write(scenario.profileKey, 0));
    Reply reply =
        bob.http(Call.get(scenario.credentialPath(scenario.context(scenario.profileKey))));
    assertThat(text(reply))
        .matches("(?s).*\"credential\":\"[A-Za-z0-9+/]{663}=\".*")
        .matches("(?s).*\"paymentAddress\":\"[A-Za-z0-9+/]{776}\".*");
  }

  @Test
  void aNewAvatarIsAnsweredWithAFormAndNamedByTheProfile() throws IOException {
    Call wanted =
        Call.json("PUT", "/v1/profile", scenario.body(scenario.profileKey, 156, true, false));
    AvatarUploadForm form = alice.http(wanted).json(AvatarUploadForm.class);
    assertThat(form.key()).matches("profiles/[A-Za-z0-9_-]{22}");
    assertThat(form.policy()).isNotEmpty();
    assertThat(form.signature()).matches("[0-9a-f]{64}");
    assertThat(avatar()).isEqualTo(form.key());

    Reply same =
        alice.http(
            Call.json("PUT", "/v1/profile", scenario.body(scenario.profileKey, 156, true, true)));
    assertThat(same.status()).isEqualTo(200);
    assertThat(text(same)).isEmpty();
    assertThat(avatar()).isEqualTo(form.key());

    assertThat(alice.http(scenario.write(scenario.profileKey, 0)).status()).isEqualTo(200);
    assertThat(avatar()).isNull();
  }

  private @Nullable String avatar() throws IOException {
    return bob.http(Call.get(scenario.path(scenario.profileKey))).json(ProfileBody.class).avatar();
  }

  @Test
  void changedIdentityKeysAreTold() throws IOException {
    Bytes right = IdentityFingerprint.of(pniKey(alice.keys()));
    Bytes wrong = zeros(4);
    Call call =
        check(
            element(alice.pni().text(), right),
            element(bob.pni().text(), wrong),
            element(UUID.randomUUID().toString(), wrong));

    for (Reply reply : List.of(server.service().call(call), bob.anonymously(call))) {
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.json(ChangedIdentities.class).elements())
          .containsExactly(new ChangedIdentities.Element(bob.pni().text(), pniKey(bob.keys())));
    }
  }

  @Test
  void checksThatAreNoneAreRefused() throws IOException {
    IdentityCheck.Element good = element(alice.aci().text(), zeros(4));
    for (Call bad :
        List.of(
            check(element("nobody", zeros(4))),
            check(element(alice.aci().text(), zeros(5))),
            check(element(alice.aci().text(), null)),
            check(element(null, zeros(4))),
            Call.json("POST", "/v1/profile/identity_check/batch", new IdentityCheck(null)),
            Call.json(
                "POST",
                "/v1/profile/identity_check/batch",
                new IdentityCheck(Collections.nCopies(1001, good))))) {
      assertThat(server.service().call(bad).status()).isEqualTo(422);
    }
    assertThat(
            server
                .service()
                .call(
                    Call.json(
                        "POST",
                        "/v1/profile/identity_check/batch",
                        new IdentityCheck(Collections.nCopies(1000, good))))
                .status())
        .isEqualTo(200);
  }

  @Test
  void aDeviceSaysItsCapabilities() throws IOException {
    assertThat(alice.tunnelled(capabilities(Map.of("ssre2", true, "deleteSync", false))).status())
        .isEqualTo(204);
    Map<String, @Nullable Boolean> withNull = new HashMap<>();
    withNull.put("ssre2", null);
    withNull.put("deleteSync", true);
    assertThat(
            bob.http(Call.json("PUT", "/v1/devices/capabilities", new Capabilities(withNull)))
                .status())
        .isEqualTo(204);
    assertThat(capabilitiesOf(alice))
        .containsEntry("ssre2", true)
        .containsEntry("deleteSync", false);
    assertThat(capabilitiesOf(bob)).containsEntry("ssre2", false).containsEntry("deleteSync", true);
    assertThat(
            alice.http(new Call("PUT", "/v1/devices/capabilities", Map.of(), bytes("[]"))).status())
        .isEqualTo(422);
  }

  @Test
  void readingAgainAndAgainHasToWait() throws IOException {
    String few = "{burst: 2, every: 1h}";
    Path file =
        Files.writeString(
            folder.resolve("few.yml"),
            "listener: {port: 0}\nlimits: {profiles: %s, anonymousProfiles: %s, identityCheck: %s}\n"
                .formatted(few, few, few));
    try (TestServer limited =
        TestServer.start(
            folder.resolve("limited"),
            _ -> SealpostConfig.read(file, SealpostServer.standardLimits()))) {
      ProfileScenario there = new ProfileScenario(limited);
      Call named = Call.get(there.path());
      Call keyed = withKey(named, there.alice.accessKey());
      Call check = check();
      assertThat(three(() -> there.bob.http(named))).containsExactly(200, 200, 429);
      assertThat(three(() -> limited.service().call(keyed))).containsExactly(200, 200, 429);
      assertThat(three(() -> limited.service().call(check))).containsExactly(200, 200, 429);
    }
  }

  private interface Asking {
    Reply ask() throws IOException;
  }

  private static List<Integer> three(Asking asking) throws IOException {
    return List.of(asking.ask().status(), asking.ask().status(), asking.ask().status());
  }

  private Map<String, Boolean> capabilitiesOf(FakeDevice device) throws IOException {
    return alice
        .http(Call.get("/v1/profile/" + device.aci().text()))
        .json(ProfileBody.class)
        .capabilities();
  }

  /// Over HTTP and through a socket.
  private List<Integer> answers(Call call, @Nullable SecretBytes key) throws IOException {
    Call asked = key == null ? call : withKey(call, key);
    return List.of(server.service().call(asked).status(), bob.anonymously(asked).status());
  }

  private static Call check(IdentityCheck.Element... elements) {
    return Call.json(
        "POST", "/v1/profile/identity_check/batch", new IdentityCheck(List.of(elements)));
  }

  private static IdentityCheck.Element element(@Nullable String id, @Nullable Bytes fingerprint) {
    return new IdentityCheck.Element(id, fingerprint);
  }

  private static Bytes pniKey(DeviceKeys keys) {
    return Bytes.wrap(keys.pniIdentity().getPublicKey().serialize());
  }

  private static String text(Reply reply) {
    return new String(reply.body().toByteArray(), StandardCharsets.UTF_8);
  }

  private static Bytes bytes(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
