package org.sealpost.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.whispersystems.signalservice.api.NetworkResultUtil.toBasicLegacy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.signal.libsignal.protocol.IdentityKey;
import org.signal.libsignal.zkgroup.groups.GroupSecretParams;
import org.signal.libsignal.zkgroup.profiles.ProfileKey;
import org.whispersystems.signalservice.api.crypto.ProfileCipher;
import org.whispersystems.signalservice.api.crypto.SealedSenderAccess;
import org.whispersystems.signalservice.api.crypto.UnidentifiedAccess;
import org.whispersystems.signalservice.api.groupsv2.ClientZkOperations;
import org.whispersystems.signalservice.api.profiles.AvatarUploadParams;
import org.whispersystems.signalservice.api.profiles.ProfileAndCredential;
import org.whispersystems.signalservice.api.profiles.SignalServiceProfile;
import org.whispersystems.signalservice.api.profiles.SignalServiceProfile.RequestType;
import org.whispersystems.signalservice.api.push.ServiceId;
import org.whispersystems.signalservice.api.push.SignalServiceAddress;
import org.whispersystems.signalservice.internal.ServiceResponse;
import org.whispersystems.signalservice.internal.push.IdentityCheckResponse.ServiceIdentityPair;

/// What one person is shown of another: with the profile key, with an account alone, with the wrong
/// key.
@ExtendWith(SealpostServer.class)
final class ProfilesTest {

  private static final AvatarUploadParams NO_AVATAR = AvatarUploadParams.unchanged(false);

  private final ForeignClients clients;
  private final ForeignDevice alice;
  private final ForeignDevice bob;

  ProfilesTest(ServerProcess server) throws IOException {
    this.clients = new ForeignClients(server);
    this.alice = clients.register();
    this.bob = clients.register();
    write(alice.person().secrets().profileKey(), "Alice", NO_AVATAR);
    clients.trace().clear();
  }

  @AfterEach
  void close() {
    clients.close();
  }

  @Test
  void whoHasTheProfileKeyReadsTheProfileWithoutSayingWhoReads() throws Exception {
    var key = alice.person().secrets().profileKey();

    var profile = read(Optional.of(key), access(alice.person().secrets().accessKey()));

    var cipher = new ProfileCipher(key);
    assertThat(cipher.decryptString(decode(profile.getName()))).isEqualTo("Alice");
    assertThat(cipher.decryptString(decode(profile.getAbout()))).isEqualTo("reads a lot");
    assertThat(cipher.decryptString(decode(profile.getAboutEmoji()))).isEmpty();
    assertThat(cipher.decryptBoolean(decode(profile.getPhoneNumberSharing()))).contains(true);
    assertThat(cipher.verifyUnidentifiedAccess(decode(profile.getUnidentifiedAccess()))).isTrue();
    assertThat(profile.isUnrestrictedUnidentifiedAccess()).isFalse();
    assertThat(profile.getServiceId()).isEqualTo(alice.person().aci());
    assertThat(decode(profile.getIdentityKey()))
        .isEqualTo(alice.person().secrets().aciIdentity().getPublicKey().serialize());
    assertThat(profile.getAvatar()).isNull();
    assertThat(clients.trace().calls(Trace.Way.ANONYMOUS_SOCKET))
        .extracting(Trace.Call::status)
        .containsExactly(200);
    assertThat(clients.trace().calls(Trace.Way.AUTHENTICATED_SOCKET))
        .allMatch(call -> !call.path().startsWith("/v1/profile"));
  }

  @Test
  void aWrongAccessKeyEndsInAReadWithTheAccount() throws Exception {
    var key = alice.person().secrets().profileKey();

    var profile = read(Optional.of(key), access(new byte[16]));

    assertThat(new ProfileCipher(key).decryptString(decode(profile.getName()))).isEqualTo("Alice");
    assertThat(statuses(Trace.Way.ANONYMOUS_SOCKET)).containsExactly(401);
    assertThat(statuses(Trace.Way.AUTHENTICATED_SOCKET)).containsExactly(200);
  }

  @Test
  void anAccountAloneIsShownWhatIsOpen() throws Exception {
    var profile = read(Optional.empty(), null);

    assertThat(profile.getServiceId()).isEqualTo(alice.person().aci());
    assertThat(profile.getIdentityKey()).isNotNull();
    assertThat(profile.getName()).isNull();
    assertThat(profile.getCapabilities().isStorageServiceEncryptionV2()).isTrue();
    assertThat(profile.getBadges()).isEmpty();
  }

  @Test
  void theNumbersIdentityHasAProfileOfItsOwn() throws Exception {
    var profile =
        result(
                bob.profileService()
                    .getProfile(
                        alice.person().pniAddress(),
                        Optional.empty(),
                        null,
                        RequestType.PROFILE,
                        Locale.ROOT)
                    .blockingGet())
            .getProfile();

    assertThat(profile.getServiceId()).isEqualTo(alice.person().pni());
    assertThat(decode(profile.getIdentityKey()))
        .isEqualTo(alice.person().secrets().pniIdentity().getPublicKey().serialize());
    assertThat(profile.getUnidentifiedAccess()).isNull();
  }

  @Test
  void anotherProfileKeyOpensNothing() throws Exception {
    var wrong = bob.person().secrets().profileKey();

    var answer = readWithCredential(wrong, null);

    assertThat(answer.getProfile().getName()).isNull();
    assertThat(answer.getExpiringProfileKeyCredential()).isEmpty();
    assertThat(
            new ProfileCipher(wrong)
                .verifyUnidentifiedAccess(decode(answer.getProfile().getUnidentifiedAccess())))
        .isFalse();
  }

  @Test
  void aCredentialForTheProfileKeyIsBelievedAndCanBePresented() throws Exception {
    var answer =
        readWithCredential(
            alice.person().secrets().profileKey(), access(alice.person().secrets().accessKey()));

    var credential = answer.getExpiringProfileKeyCredential().orElseThrow();
    assertThat(credential.getExpirationTime())
        .isAfter(Instant.now().plus(Duration.ofDays(5)))
        .isBefore(Instant.now().plus(Duration.ofDays(7)));
    var group = GroupSecretParams.generate();
    var presentation =
        ClientZkOperations.create(bob.connections().configuration())
            .getProfileOperations()
            .createProfileKeyCredentialPresentation(group, credential);
    assertThat(presentation.getUuidCiphertext().serialize()).isNotEmpty();
    assertThat(statuses(Trace.Way.ANONYMOUS_SOCKET)).containsExactly(200);
  }

  @Test
  void aNewProfileKeyIsANewVersionBesideTheOld() throws Exception {
    var old = alice.person().secrets().profileKey();
    var next = Person.Secrets.generate().profileKey();
    write(next, "Alice II", NO_AVATAR);

    assertThat(name(next)).isEqualTo("Alice II");
    assertThat(name(old)).isEqualTo("Alice");
    write(next, "Alice the second", NO_AVATAR);
    assertThat(name(next)).isEqualTo("Alice the second");
    assertThat(readWithCredential(next, null).getExpiringProfileKeyCredential()).isPresent();
  }

  @Test
  void aProfileIsWrittenWithTheAvatarItHas() throws Exception {
    var key = alice.person().secrets().profileKey();

    write(key, "Alice without a hat", AvatarUploadParams.unchanged(true));
    assertThat(name(key)).isEqualTo("Alice without a hat");
  }

  @Test
  void anIdentityKeyThatChangedIsTold() throws Exception {
    Map<ServiceId, IdentityKey> known =
        Map.of(
            alice.person().aci(), alice.person().secrets().pniIdentity().getPublicKey(),
            bob.person().aci(), bob.person().secrets().aciIdentity().getPublicKey());

    var changed =
        bob.profileService().performIdentityCheck(known).blockingGet().getResult().orElseThrow();

    assertThat(changed.getServiceIdKeyPairs())
        .extracting(ServiceIdentityPair::getServiceId)
        .containsExactly(alice.person().aci());
    assertThat(changed.getServiceIdKeyPairs())
        .extracting(ServiceIdentityPair::getIdentityKey)
        .containsExactly(alice.person().secrets().aciIdentity().getPublicKey());
  }

  @Test
  void nobodyHasAProfileUnderAnUnknownId() {
    var nobody = new SignalServiceAddress(ServiceId.ACI.from(UUID.randomUUID()));

    var answer =
        bob.profileService()
            .getProfile(nobody, Optional.empty(), null, RequestType.PROFILE, Locale.ROOT)
            .blockingGet();

    assertThat(answer.getStatus()).isEqualTo(404);
  }

  private String name(ProfileKey key) throws Exception {
    return new ProfileCipher(key).decryptString(decode(read(Optional.of(key), null).getName()));
  }

  private SignalServiceProfile read(Optional<ProfileKey> key, @Nullable SealedSenderAccess access)
      throws IOException {
    return result(
            bob.profileService()
                .getProfile(alice.address(), key, access, RequestType.PROFILE, Locale.ROOT)
                .blockingGet())
        .getProfile();
  }

  private ProfileAndCredential readWithCredential(
      ProfileKey key, @Nullable SealedSenderAccess access) throws IOException {
    return result(
        bob.profileService()
            .getProfile(
                alice.address(),
                Optional.of(key),
                access,
                RequestType.PROFILE_AND_CREDENTIAL,
                Locale.ROOT)
            .blockingGet());
  }

  private static <T> T result(ServiceResponse<T> response) throws IOException {
    return response
        .getResult()
        .orElseThrow(() ->
            new IOException(
                "answered with " + response.getStatus(),
                response.getExecutionError().or(response::getApplicationError).orElse(null)));
  }

  private void write(ProfileKey key, String name, AvatarUploadParams avatar) throws IOException {
    var _ =
        toBasicLegacy(
            alice
                .profileApi()
                .setVersionedProfile(
                    alice.person().aci(),
                    key,
                    name,
                    "reads a lot",
                    "",
                    null,
                    avatar,
                    List.of(),
                    true));
  }

  private SealedSenderAccess access(byte[] accessKey) throws Exception {
    var certificate =
        toBasicLegacy(bob.certificateApi().getSenderCertificateForPhoneNumberPrivacy());
    clients.trace().clear();
    return SealedSenderAccess.forIndividual(new UnidentifiedAccess(accessKey, certificate, false));
  }

  private List<Integer> statuses(Trace.Way way) {
    return clients.trace().calls(way).stream().map(Trace.Call::status).toList();
  }

  private static byte[] decode(@Nullable String base64) {
    assertThat(base64).isNotNull();
    return Base64.getDecoder().decode(base64.getBytes(StandardCharsets.US_ASCII));
  }
}
