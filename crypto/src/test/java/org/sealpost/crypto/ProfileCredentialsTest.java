package org.sealpost.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.signal.libsignal.protocol.ServiceId;
import org.signal.libsignal.zkgroup.ServerSecretParams;
import org.signal.libsignal.zkgroup.VerificationFailedException;
import org.signal.libsignal.zkgroup.groups.GroupSecretParams;
import org.signal.libsignal.zkgroup.profiles.ClientZkProfileOperations;
import org.signal.libsignal.zkgroup.profiles.ExpiringProfileKeyCredentialResponse;
import org.signal.libsignal.zkgroup.profiles.ProfileKey;
import org.signal.libsignal.zkgroup.profiles.ProfileKeyCredentialPresentation;
import org.signal.libsignal.zkgroup.profiles.ProfileKeyCredentialRequestContext;
import org.signal.libsignal.zkgroup.profiles.ServerZkProfileOperations;

class ProfileCredentialsTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final Instant EXPIRES = Instant.parse("2026-11-30T00:00:00Z");

  private final NativeCalls calls = new NativeCalls(1);
  private final ServerSecretParams parameters = ServerSecretParams.generate();
  private final ProfileCredentials credentials =
      new ProfileCredentials(SecretBytes.wrap(parameters.serialize()), calls);
  private final ClientZkProfileOperations client =
      new ClientZkProfileOperations(parameters.getPublicParams());
  private final Aci aci = new Aci(UUID.fromString("4a8f5a1e-0b5c-4b3e-9c1d-2f6a7b8c9d0e"));
  private final ServiceId.Aci libsignalAci = new ServiceId.Aci(aci.uuid());
  private final ProfileKey key;

  ProfileCredentialsTest() throws Exception {
    key = new ProfileKey(new byte[32]);
  }

  @AfterEach
  void close() {
    calls.close();
  }

  @Test
  void aCredentialIsReceivedPresentedAndVerifiedUntilItExpires() throws Exception {
    ProfileKeyCredentialRequestContext context =
        client.createProfileKeyCredentialRequestContext(libsignalAci, key);
    Bytes issued = issue(context, aci, key).orElseThrow();

    var credential =
        client.receiveExpiringProfileKeyCredential(
            context, new ExpiringProfileKeyCredentialResponse(issued.toByteArray()), NOW);
    GroupSecretParams group = GroupSecretParams.generate();
    ProfileKeyCredentialPresentation presentation =
        client.createProfileKeyCredentialPresentation(group, credential);

    ServerZkProfileOperations server = new ServerZkProfileOperations(parameters);
    server.verifyProfileKeyCredentialPresentation(group.getPublicParams(), presentation, NOW);
    assertThatThrownBy(() ->
            server.verifyProfileKeyCredentialPresentation(
                group.getPublicParams(), presentation, EXPIRES.plus(Duration.ofSeconds(1))))
        .isInstanceOf(VerificationFailedException.class);
    assertThatThrownBy(() ->
            new ServerZkProfileOperations(ServerSecretParams.generate())
                .verifyProfileKeyCredentialPresentation(group.getPublicParams(), presentation, NOW))
        .isInstanceOf(VerificationFailedException.class);
  }

  @Test
  void whatIsAskedForAnotherKeyOrAccountIsNotIssued() throws Exception {
    byte[] other = new byte[32];
    other[0] = 1;
    ProfileKeyCredentialRequestContext context =
        client.createProfileKeyCredentialRequestContext(libsignalAci, key);

    assertThat(issue(context, aci, new ProfileKey(other))).isEmpty();
    assertThat(issue(context, new Aci(UUID.randomUUID()), key)).isEmpty();
  }

  @Test
  void tellsRequestsFromOtherBytes() throws Exception {
    Bytes request =
        Bytes.wrap(
            client
                .createProfileKeyCredentialRequestContext(libsignalAci, key)
                .getRequest()
                .serialize());
    byte[] noise = new byte[ProfileCredentials.REQUEST_BYTES];
    Arrays.fill(noise, (byte) 0xFF);

    assertThat(credentials.isRequest(request)).isTrue();
    assertThat(credentials.isRequest(Bytes.wrap(noise))).isFalse();
    assertThat(credentials.isRequest(request.slice(0, 328))).isFalse();
    assertThat(
            credentials.issue(
                Bytes.wrap(noise),
                aci,
                Bytes.wrap(key.getCommitment(libsignalAci).serialize()),
                EXPIRES))
        .isEmpty();
  }

  /// What the client computes for itself: the library and this class must agree.
  @Test
  void theChecksumOfAnAccessKeyIsTheKeyedHashOfZeros() throws Exception {
    byte[] accessKey = key.deriveAccessKey();

    assertThat(AccessKeyChecksum.of(SecretBytes.wrap(accessKey)).size()).isEqualTo(32);
    assertThat(AccessKeyChecksum.of(SecretBytes.wrap(new byte[16])))
        .isEqualTo(Bytes.wrap(HexFormat.of().parseHex(ZERO_KEY_CHECKSUM)))
        .isNotEqualTo(AccessKeyChecksum.of(SecretBytes.wrap(accessKey)));
  }

  /// By `openssl dgst -sha256 -mac HMAC -macopt hexkey:00..00` of 32 zero bytes.
  private static final String ZERO_KEY_CHECKSUM =
      "33ad0a1c607ec03b09e6cd9893680ce210adf300aa1f2660e1b22e10f170f92a";

  private Optional<Bytes> issue(
      ProfileKeyCredentialRequestContext context, Aci account, ProfileKey committed)
      throws Exception {
    return credentials.issue(
        Bytes.wrap(context.getRequest().serialize()),
        account,
        Bytes.wrap(committed.getCommitment(new ServiceId.Aci(account.uuid())).serialize()),
        EXPIRES);
  }
}
