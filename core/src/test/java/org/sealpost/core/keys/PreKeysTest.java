package org.sealpost.core.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.core.Races;
import org.sealpost.core.TestClient;
import org.sealpost.core.TestCore;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.keys.FetchOutcome.Fetched;
import org.sealpost.core.keys.FetchOutcome.NotFound;
import org.sealpost.core.keys.FetchOutcome.Unauthorized;
import org.sealpost.core.keys.PreKeyBundle.DeviceKeys;
import org.sealpost.core.keys.PublishOutcome.DeviceGone;
import org.sealpost.core.keys.PublishOutcome.KeysInvalid;
import org.sealpost.core.keys.PublishOutcome.Published;
import org.sealpost.core.keys.PublishOutcome.TooMany;
import org.sealpost.core.prekeys.OneTimeKey;
import org.sealpost.core.prekeys.SignedKey;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.prekeys.PreKeyCount;

class PreKeysTest {
  private static final OptionalInt ALL = OptionalInt.empty();

  @TempDir Path folder;
  private TestCore core;
  private final TestClient alice = new TestClient("+15550001111");
  private Account account;
  private AuthenticatedDevice device;

  @BeforeEach
  void register() {
    core = new TestCore(folder);
    account = alice.register(core);
    device = alice.primary(core, account);
  }

  @AfterEach
  void close() {
    core.close();
  }

  @Test
  void beforeAnyUploadTheLastResortKeyServes() {
    PreKeyBundle aci = bundle(account.aci());
    PreKeyBundle pni = bundle(account.pni());

    assertThat(aci.identityKey()).isEqualTo(TestClient.key(alice.aciIdentity));
    assertThat(pni.identityKey()).isEqualTo(TestClient.key(alice.pniIdentity));
    DeviceKeys keys = aci.devices().getFirst();
    assertThat(keys.registrationId()).isEqualTo(1234);
    assertThat(keys.signed().keyId()).isEqualTo(1);
    assertThat(keys.kyber().keyId()).isEqualTo(2);
    assertThat(keys.ecOneTime()).isEmpty();
    assertThat(pni.devices().getFirst().registrationId()).isEqualTo(4321);
    assertThat(pni.devices().getFirst().kyber().keyId()).isEqualTo(4);
    assertThat(bundle(account.aci())).isEqualTo(aci);
  }

  @Test
  void oneTimeKeysAreGivenOutOnceAndCounted() {
    PreKeyPublication upload = alice.oneTimeKeys(IdentityType.ACI, 100, 2, 1);
    assertThat(core.publishPreKeys.publish(device, IdentityType.ACI, upload))
        .isEqualTo(new Published());
    assertThat(count()).isEqualTo(new PreKeyCount(2, 1));
    assertThat(core.countPreKeys.count(device, IdentityType.PNI)).isEqualTo(new PreKeyCount(0, 0));

    DeviceKeys first = bundle(account.aci()).devices().getFirst();
    DeviceKeys second = bundle(account.aci()).devices().getFirst();
    DeviceKeys third = bundle(account.aci()).devices().getFirst();

    assertThat(List.of(first.ecOneTime().orElseThrow(), second.ecOneTime().orElseThrow()))
        .containsExactlyInAnyOrderElementsOf(upload.ecOneTime());
    assertThat(third.ecOneTime()).isEmpty();
    assertThat(first.kyber()).isEqualTo(upload.kyberOneTime().getFirst());
    assertThat(second.kyber().keyId()).isEqualTo(2);
    assertThat(count()).isEqualTo(new PreKeyCount(0, 0));
  }

  @Test
  void manyWhoFetchAtOnceGetDifferentKeys() throws Exception {
    core.publishPreKeys.publish(
        device, IdentityType.ACI, alice.oneTimeKeys(IdentityType.ACI, 100, 20, 20));
    Callable<DeviceKeys> caller = () -> bundle(account.aci()).devices().getFirst();

    List<DeviceKeys> fetched = Races.run(Collections.nCopies(20, caller));

    assertThat(fetched)
        .extracting(keys -> keys.ecOneTime().orElseThrow().keyId())
        .doesNotHaveDuplicates();
    assertThat(fetched).extracting(keys -> keys.kyber().keyId()).doesNotHaveDuplicates();
    assertThat(count()).isEqualTo(new PreKeyCount(0, 0));
  }

  @Test
  void oneBadKeyStoresNothing() {
    TestClient stranger = new TestClient("+15550002222");
    PreKeyPublication good = alice.oneTimeKeys(IdentityType.ACI, 100, 3, 3);
    SignedKey foreign = stranger.kyber(IdentityType.ACI, 1);
    OneTimeKey noKey = new OneTimeKey(1, Bytes.wrap(new byte[33]));

    for (PreKeyPublication bad :
        List.of(
            new PreKeyPublication(
                good.ecOneTime(), Optional.empty(), List.of(foreign), Optional.empty()),
            new PreKeyPublication(
                good.ecOneTime(), Optional.empty(), List.of(), Optional.of(foreign)),
            new PreKeyPublication(
                good.ecOneTime(),
                Optional.of(stranger.ec(IdentityType.ACI, 1)),
                List.of(),
                Optional.empty()),
            new PreKeyPublication(
                List.of(noKey), Optional.empty(), good.kyberOneTime(), Optional.empty()))) {
      assertThat(core.publishPreKeys.publish(device, IdentityType.ACI, bad))
          .isInstanceOf(KeysInvalid.class);
    }
    assertThat(core.publishPreKeys.publish(device, IdentityType.PNI, good))
        .isInstanceOf(KeysInvalid.class);
    assertThat(count()).isEqualTo(new PreKeyCount(0, 0));
  }

  @Test
  void aHundredKeysOfAKindAndNotOneMore() {
    OneTimeKey key = new OneTimeKey(7, TestClient.key(alice.aciIdentity));

    assertThat(publishEc(Collections.nCopies(101, key))).isEqualTo(new TooMany(100));
    assertThat(publishEc(Collections.nCopies(100, key))).isInstanceOf(Published.class);
    assertThat(count()).isEqualTo(new PreKeyCount(100, 0));
  }

  @Test
  void anUploadReplacesWhatItNamesAlone() {
    core.publishPreKeys.publish(
        device, IdentityType.ACI, alice.oneTimeKeys(IdentityType.ACI, 100, 2, 2));
    SignedKey signed = alice.ec(IdentityType.ACI, 50);

    core.publishPreKeys.publish(
        device,
        IdentityType.ACI,
        new PreKeyPublication(
            alice.oneTimeKeys(IdentityType.ACI, 200, 1, 0).ecOneTime(),
            Optional.of(signed),
            List.of(),
            Optional.empty()));

    assertThat(count()).isEqualTo(new PreKeyCount(1, 2));
    DeviceKeys keys = bundle(account.aci()).devices().getFirst();
    assertThat(keys.signed()).isEqualTo(signed);
    assertThat(keys.ecOneTime().orElseThrow().keyId()).isEqualTo(200);
  }

  @Test
  void aDeviceThatIsOverPublishesNothing() {
    alice.register(core);

    assertThat(
            core.publishPreKeys.publish(
                device, IdentityType.ACI, alice.oneTimeKeys(IdentityType.ACI, 1, 1, 0)))
        .isInstanceOf(DeviceGone.class);
    assertThat(count()).isEqualTo(new PreKeyCount(0, 0));
  }

  @Test
  void anAccessKeyOpensTheAciAndUnknownAccountsLookLikeAWrongKey() {
    Optional<SecretBytes> key = account.accessKey();
    Aci unknown = new Aci(UUID.randomUUID());

    assertThat(anonymously(key, account.aci(), ALL)).isInstanceOf(Fetched.class);
    assertThat(anonymously(Optional.empty(), account.aci(), ALL)).isEqualTo(new Unauthorized());
    assertThat(anonymously(key, account.pni(), ALL)).isEqualTo(new Unauthorized());
    assertThat(anonymously(key, unknown, ALL)).isEqualTo(new Unauthorized());
    assertThat(anonymously(key, account.aci(), OptionalInt.of(2))).isEqualTo(new Unauthorized());
    assertThat(anonymously(Optional.of(SecretBytes.wrap(new byte[16])), account.aci(), ALL))
        .isEqualTo(new Unauthorized());
    assertThat(fetch(unknown, ALL)).isEqualTo(new NotFound());
    assertThat(fetch(account.aci(), OptionalInt.of(2))).isEqualTo(new NotFound());
    assertThat(fetch(account.aci(), OptionalInt.of(1))).isInstanceOf(Fetched.class);
  }

  @Test
  void allDevicesAreFetchedAndEachKeepsItsOwnKeys() {
    core.linkDevice.link(alice.link(alice.linkCode(core, account)));

    assertThat(bundle(account.aci()).devices())
        .extracting(DeviceKeys::deviceId)
        .containsExactlyInAnyOrder(1, 2);
    assertThat(bundle(account.aci()).devices())
        .extracting(DeviceKeys::signed)
        .doesNotHaveDuplicates();
  }

  @Test
  void theDigestIsTheWires() throws Exception {
    DeviceKeys keys = bundle(account.aci()).devices().getFirst();
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    sha256.update(account.aciIdentityKey().toByteArray());
    for (SignedKey key : List.of(keys.signed(), keys.kyber())) {
      sha256.update(ByteBuffer.allocate(8).putLong(key.keyId()).array());
      sha256.update(key.publicKey().toByteArray());
    }
    Bytes digest = Bytes.wrap(sha256.digest());

    assertThat(core.checkPreKeys.matches(device, IdentityType.ACI, digest)).isTrue();
    assertThat(core.checkPreKeys.matches(device, IdentityType.PNI, digest)).isFalse();
    assertThat(core.checkPreKeys.matches(device, IdentityType.ACI, Bytes.EMPTY)).isFalse();
    alice.register(core);
    assertThat(core.checkPreKeys.matches(device, IdentityType.ACI, digest)).isFalse();
  }

  private PublishOutcome publishEc(List<OneTimeKey> keys) {
    return core.publishPreKeys.publish(
        device,
        IdentityType.ACI,
        new PreKeyPublication(keys, Optional.empty(), List.of(), Optional.empty()));
  }

  private PreKeyCount count() {
    return core.countPreKeys.count(device, IdentityType.ACI);
  }

  private FetchOutcome anonymously(
      Optional<SecretBytes> key, ServiceId target, OptionalInt deviceId) {
    return core.fetchPreKeys.fetch(Optional.empty(), key, target, deviceId);
  }

  private FetchOutcome fetch(ServiceId target, OptionalInt deviceId) {
    return core.fetchPreKeys.fetch(Optional.of(device), Optional.empty(), target, deviceId);
  }

  private PreKeyBundle bundle(ServiceId target) {
    if (fetch(target, ALL) instanceof Fetched fetched) {
      return fetched.bundle();
    }
    throw new AssertionError("no bundle");
  }
}
