package org.sealpost.core.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.core.TestClient;
import org.sealpost.core.TestCore;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.Attributes;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.profiles.ProfileView.VersionFields;
import org.sealpost.core.profiles.ReadProfile.Reader;
import org.sealpost.core.profiles.ReadProfileOutcome.CredentialRefused;
import org.sealpost.core.profiles.ReadProfileOutcome.Found;
import org.sealpost.core.profiles.ReadProfileOutcome.NotFound;
import org.sealpost.core.profiles.ReadProfileOutcome.Unauthorized;
import org.sealpost.core.profiles.WriteProfileOutcome.Written;
import org.sealpost.crypto.AccessKeyChecksum;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.ServiceId.Pni;
import org.signal.libsignal.protocol.ServiceId;
import org.signal.libsignal.zkgroup.InvalidInputException;
import org.signal.libsignal.zkgroup.ServerPublicParams;
import org.signal.libsignal.zkgroup.ServerSecretParams;
import org.signal.libsignal.zkgroup.VerificationFailedException;
import org.signal.libsignal.zkgroup.profiles.ClientZkProfileOperations;
import org.signal.libsignal.zkgroup.profiles.ExpiringProfileKeyCredential;
import org.signal.libsignal.zkgroup.profiles.ExpiringProfileKeyCredentialResponse;
import org.signal.libsignal.zkgroup.profiles.ProfileKey;
import org.signal.libsignal.zkgroup.profiles.ProfileKeyCredentialRequestContext;

class ReadProfileTest {
  private static final SecretBytes WRONG_KEY = SecretBytes.wrap(new byte[16]);

  @TempDir Path folder;
  private TestCore core;
  private final TestClient alice = new TestClient("+15550001111");
  private final TestClient bob = new TestClient("+15550002222");
  private final ProfileKey profileKey = key(1);
  private Account account;
  private Reader somebody;
  private Reader keyHolder;
  private Reader stranger;

  @BeforeEach
  void register() {
    core = new TestCore(folder);
    account = alice.register(core);
    AuthenticatedDevice other = bob.primary(core, bob.register(core));
    somebody = new Reader(Optional.of(other), Optional.empty());
    keyHolder = new Reader(Optional.empty(), account.accessKey());
    stranger = new Reader(Optional.empty(), Optional.of(WRONG_KEY));
  }

  @AfterEach
  void close() {
    core.close();
  }

  @Test
  void whoHasAnAccountOrTheAccessKeyIsShownTheProfile() throws Exception {
    write(profileKey);

    for (Reader reader : new Reader[] {somebody, keyHolder}) {
      ProfileView view = found(core.readProfile.read(reader, account.aci(), version(profileKey)));
      assertThat(view.id()).isEqualTo(account.aci());
      assertThat(view.identityKey()).isEqualTo(TestClient.key(alice.aciIdentity));
      assertThat(view.accessKeyChecksum())
          .contains(AccessKeyChecksum.of(account.accessKey().orElseThrow()));
      assertThat(view.unrestrictedAccess()).isFalse();
      assertThat(view.credential()).isEmpty();
      VersionFields fields = view.version().orElseThrow();
      assertThat(fields.name()).contains(bytes(81));
      assertThat(fields.about()).contains(bytes(156));
      assertThat(fields.aboutEmoji()).isEmpty();
      assertThat(fields.paymentAddress()).contains(bytes(582));
      assertThat(fields.phoneNumberSharing()).contains(bytes(29));
      assertThat(found(core.readProfile.read(reader, account.aci())).version()).isEmpty();
    }
  }

  @Test
  void aWrongKeyNoKeyAndAnAccountThatIsNotThereLookTheSame() throws Exception {
    write(profileKey);
    Reader keyless = new Reader(Optional.empty(), Optional.empty());
    Aci nobody = new Aci(UUID.randomUUID());
    Bytes request = bytes(context(profileKey).getRequest().serialize());

    for (Reader reader : new Reader[] {stranger, keyless}) {
      for (Aci target : new Aci[] {account.aci(), nobody}) {
        assertThat(core.readProfile.read(reader, target)).isInstanceOf(Unauthorized.class);
        assertThat(core.readProfile.read(reader, target, version(profileKey)))
            .isInstanceOf(Unauthorized.class);
        assertThat(core.readProfile.read(reader, target, version(profileKey), request))
            .isInstanceOf(Unauthorized.class);
      }
    }
    assertThat(core.readProfile.read(keyHolder, nobody)).isInstanceOf(Unauthorized.class);
    assertThat(core.readProfile.read(somebody, nobody)).isInstanceOf(NotFound.class);
  }

  @Test
  void aPniShowsItsOwnIdentityKeyAndNothingOfTheAccessKey() {
    core.changeAttributes.change(
        alice.primary(core, account), unrestricted(TestClient.attributes()));
    Pni pni = account.pni();

    ProfileView view = found(core.readProfile.read(somebody, pni));

    assertThat(view.id()).isEqualTo(pni);
    assertThat(view.identityKey()).isEqualTo(TestClient.key(alice.pniIdentity));
    assertThat(view.accessKeyChecksum()).isEmpty();
    assertThat(view.unrestrictedAccess()).isFalse();
    assertThat(found(core.readProfile.read(somebody, account.aci())).unrestrictedAccess()).isTrue();
    assertThat(core.readProfile.read(keyHolder, pni)).isInstanceOf(Unauthorized.class);
    assertThat(found(core.readProfile.read(stranger, account.aci())).unrestrictedAccess())
        .as("any key does")
        .isTrue();
  }

  @Test
  void anUnknownVersionHasNoFields() throws Exception {
    write(profileKey);

    ProfileView view = found(core.readProfile.read(somebody, account.aci(), version(key(2))));
    assertThat(view.version()).isEmpty();
    assertThat(view.accessKeyChecksum()).isPresent();

    Bytes request = bytes(context(key(2)).getRequest().serialize());
    ProfileView asked =
        found(core.readProfile.read(somebody, account.aci(), version(key(2)), request));
    assertThat(asked.version()).isEmpty();
    assertThat(asked.credential()).isEmpty();
  }

  @Test
  void thePaymentAddressIsTheCurrentVersionsAlone() throws Exception {
    write(profileKey);
    write(key(2));

    VersionFields old = fields(version(profileKey));
    assertThat(old.name()).isPresent();
    assertThat(old.paymentAddress()).isEmpty();
    assertThat(fields(version(key(2))).paymentAddress()).isPresent();
  }

  @Test
  void aCredentialProvesTheProfileKeyToTheServerForLessThanSevenDays() throws Exception {
    write(profileKey);
    ProfileKeyCredentialRequestContext context = context(profileKey);

    ProfileView view =
        found(
            core.readProfile.read(
                keyHolder,
                account.aci(),
                version(profileKey),
                bytes(context.getRequest().serialize())));

    assertThat(view.version()).isPresent();
    Bytes issued = view.credential().orElseThrow();
    assertThat(issued.size()).isEqualTo(497);
    Instant now = core.clock.instant();
    ExpiringProfileKeyCredential credential =
        client()
            .receiveExpiringProfileKeyCredential(
                context, new ExpiringProfileKeyCredentialResponse(issued.toByteArray()), now);
    Instant ends = credential.getExpirationTime();
    assertThat(ends.getEpochSecond() % Duration.ofDays(1).toSeconds()).isZero();
    assertThat(ends)
        .isAfter(now.plus(Duration.ofDays(6)))
        .isBeforeOrEqualTo(now.plus(Duration.ofDays(7)));
  }

  @Test
  void aRequestForAnotherProfileKeyOrAccountIsRefused() throws Exception {
    write(profileKey);
    Bytes other = bytes(context(key(2)).getRequest().serialize());
    Bytes noise = Bytes.wrap(new SecureRandom().generateSeed(329));

    for (Bytes request : new Bytes[] {other, noise, Bytes.EMPTY}) {
      assertThat(core.readProfile.read(keyHolder, account.aci(), version(profileKey), request))
          .isInstanceOf(CredentialRefused.class);
    }
    assertThat(core.readProfile.read(keyHolder, account.aci(), version(key(3)), noise))
        .as("what is no request is none for an unknown version either")
        .isInstanceOf(CredentialRefused.class);
  }

  /// Issued under the parameters that clients are configured with: another server's are none.
  @Test
  void aCredentialOfAnotherServerIsNoneHere() throws Exception {
    write(profileKey);
    ProfileKeyCredentialRequestContext context = context(profileKey);
    ProfileView view =
        found(
            core.readProfile.read(
                keyHolder,
                account.aci(),
                version(profileKey),
                bytes(context.getRequest().serialize())));
    var strangers = new ClientZkProfileOperations(ServerSecretParams.generate().getPublicParams());

    assertThatThrownBy(() ->
            strangers.receiveExpiringProfileKeyCredential(
                context,
                new ExpiringProfileKeyCredentialResponse(
                    view.credential().orElseThrow().toByteArray()),
                core.clock.instant()))
        .isInstanceOf(VerificationFailedException.class);
  }

  @Test
  void anAccountHasACapabilityAsItsDevicesHave() {
    AuthenticatedDevice primary = alice.primary(core, account);
    core.changeCapabilities.change(
        primary, Set.of("storage", "ssre2", "spqr", "attachmentBackfill", "unheardOf"));
    assertThat(capabilities())
        .isEqualTo(
            Map.of(
                "storage", true,
                "deleteSync", false,
                "ssre2", true,
                "spqr", true,
                "attachmentBackfill", true));

    core.linkDevice.link(
        alice.link(alice.linkCode(core, account), TestClient.attributes(Set.of("ssre2"))));
    assertThat(capabilities())
        .containsEntry("storage", true)
        .containsEntry("ssre2", true)
        .containsEntry("spqr", false)
        .containsEntry("attachmentBackfill", true);

    core.changeCapabilities.change(primary, Set.of());
    assertThat(capabilities()).doesNotContainValue(true);
    assertThat(core.accounts.find(account.aci()).orElseThrow().devices().getFirst().capabilities())
        .isEmpty();
  }

  @Test
  void aDeviceThatIsOverChangesNoCapabilities() {
    AuthenticatedDevice before = alice.primary(core, account);
    alice.register(core);

    assertThat(core.changeCapabilities.change(before, Set.of("ssre2"))).isFalse();
    assertThat(capabilities()).containsEntry("ssre2", false);
  }

  private Map<String, Boolean> capabilities() {
    return found(core.readProfile.read(somebody, account.aci())).capabilities();
  }

  private VersionFields fields(String version) {
    return found(core.readProfile.read(somebody, account.aci(), version)).version().orElseThrow();
  }

  private void write(ProfileKey key) throws Exception {
    WriteProfileOutcome outcome =
        core.writeProfile.write(
            alice.primary(core, account),
            new Profile(
                version(key),
                bytes(81),
                Optional.of(bytes(156)),
                Optional.empty(),
                Optional.of(bytes(582)),
                Optional.of(bytes(29)),
                bytes(key.getCommitment(aci()).serialize()),
                Profile.Avatar.NONE));
    assertThat(outcome).isInstanceOf(Written.class);
  }

  private ProfileKeyCredentialRequestContext context(ProfileKey key) throws Exception {
    return client().createProfileKeyCredentialRequestContext(aci(), key);
  }

  private ClientZkProfileOperations client() throws Exception {
    return new ClientZkProfileOperations(
        new ServerPublicParams(
            core.serverKeys.secrets().clientParameters().zkGroup().toByteArray()));
  }

  private String version(ProfileKey key) {
    return key.getProfileKeyVersion(aci()).serialize();
  }

  private ServiceId.Aci aci() {
    return new ServiceId.Aci(account.aci().uuid());
  }

  private static ProfileView found(ReadProfileOutcome outcome) {
    if (outcome instanceof Found(ProfileView view)) {
      return view;
    }
    throw new AssertionError("not found: " + outcome);
  }

  private static Attributes unrestricted(Attributes attributes) {
    return new Attributes(
        attributes.registrationId(),
        attributes.pniRegistrationId(),
        attributes.fetchesMessages(),
        attributes.registrationLock(),
        attributes.accessKey(),
        true,
        attributes.discoverable(),
        attributes.capabilities(),
        attributes.name(),
        attributes.recoveryPassword());
  }

  private static ProfileKey key(int seed) {
    byte[] key = new byte[32];
    key[0] = (byte) seed;
    try {
      return new ProfileKey(key);
    } catch (InvalidInputException e) {
      throw new AssertionError(e);
    }
  }

  private static Bytes bytes(int size) {
    return Bytes.wrap(new byte[size]);
  }

  private static Bytes bytes(byte[] bytes) {
    return Bytes.wrap(bytes);
  }
}
