package org.sealpost.core.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.core.TestClient;
import org.sealpost.core.TestCore;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.profiles.WriteProfileOutcome.DeviceGone;
import org.sealpost.core.profiles.WriteProfileOutcome.Invalid;
import org.sealpost.core.profiles.WriteProfileOutcome.Written;
import org.sealpost.core.stored.proto.StoredProfile;
import org.sealpost.crypto.AssociatedData;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.tck.faults.Call;
import org.signal.libsignal.protocol.ServiceId;
import org.signal.libsignal.zkgroup.profiles.ProfileKey;

class WriteProfileTest {
  private static final String VERSION = "0123456789abcdef".repeat(4);

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
  void theLastVersionWrittenIsTheAccounts() throws Exception {
    assertThat(write(profile(VERSION, 81, commitment(1)))).isInstanceOf(Written.class);
    assertThat(core.accounts.find(account.aci()).orElseThrow().profileVersion()).contains(VERSION);

    String next = "f".repeat(64);
    assertThat(write(profile(next, 285, commitment(2)))).isInstanceOf(Written.class);
    assertThat(core.accounts.find(account.aci()).orElseThrow().profileVersion()).contains(next);
    assertThat(stored(VERSION)).isPresent();
  }

  @Test
  void aVersionsCommitmentNeverChanges() throws Exception {
    write(profile(VERSION, 81, commitment(1)));
    write(profile(VERSION, 285, commitment(2)));

    StoredProfile stored =
        StoredProfile.parseFrom(
            core.keyring.ofAccount(account.aci()).open(context(), stored(VERSION).orElseThrow()));
    assertThat(stored.getCommitment().toByteArray()).isEqualTo(commitment(1).toByteArray());
    assertThat(stored.getName().size()).isEqualTo(285);
  }

  @Test
  void versionsAreBounded() throws Exception {
    Bytes commitment = commitment(1);
    for (int i = 0; i <= WriteProfile.MAX_VERSIONS; i++) {
      write(profile(String.format(Locale.ROOT, "%064x", i), 81, commitment));
    }

    assertThat(stored(String.format(Locale.ROOT, "%064x", 0))).isEmpty();
    assertThat(stored(String.format(Locale.ROOT, "%064x", 1))).isPresent();
  }

  @Test
  void fieldsOfAnotherLengthAreNamedAndNothingIsStored() throws Exception {
    Bytes good = commitment(1);
    Map<String, Profile> bad =
        Map.of(
            "version", profile("0123", 81, good),
            "name", profile(VERSION, 80, good),
            "commitment", profile(VERSION, 81, Bytes.wrap(new byte[96])),
            "about", with(good, 10, 0, 0, 0),
            "aboutEmoji", with(good, 0, 61, 0, 0),
            "paymentAddress", with(good, 0, 0, 1, 0),
            "phoneNumberSharing", with(good, 0, 0, 0, 30));

    bad.forEach(
        (field, profile) -> assertThat(write(profile)).as(field).isEqualTo(new Invalid(field)));
    assertThat(stored(VERSION)).isEmpty();
    assertThat(core.accounts.find(account.aci()).orElseThrow().profileVersion()).isEmpty();
  }

  @Test
  void devicesThatAreOverAreRefused() throws Exception {
    alice.register(core);
    assertThat(write(profile(VERSION, 81, commitment(1)))).isInstanceOf(DeviceGone.class);
    assertThat(stored(VERSION)).isEmpty();
  }

  @Test
  void registeringAgainForgetsAllVersions() throws Exception {
    write(profile(VERSION, 81, commitment(1)));
    alice.register(core);

    assertThat(stored(VERSION)).isEmpty();
    assertThat(core.accounts.find(account.aci()).orElseThrow().profileVersion()).isEmpty();
  }

  @Test
  void aRegistrationBetweenTheChecksAndTheWriteLeavesNoProfileBehind() throws Exception {
    Profile profile = profile(VERSION, 81, commitment(1));
    AtomicBoolean once = new AtomicBoolean();
    core.storage.plan(call -> {
      if (call.equals(new Call("profiles", "put")) && once.compareAndSet(false, true)) {
        alice.register(core);
      }
      return Optional.empty();
    });

    assertThat(write(profile)).isInstanceOf(DeviceGone.class);
    assertThat(stored(VERSION)).isEmpty();
  }

  private WriteProfileOutcome write(Profile profile) {
    return core.writeProfile.write(device, profile);
  }

  private Optional<Bytes> stored(String version) {
    return core.storage
        .profiles()
        .find(account.aci(), core.hashes.profileVersion(account.aci(), version));
  }

  private AssociatedData context() {
    return new AssociatedData(
        account.aci().text(),
        HexFormat.of().formatHex(core.hashes.profileVersion(account.aci(), VERSION).toByteArray()),
        "profile");
  }

  private static Profile profile(String version, int nameBytes, Bytes commitment) {
    return new Profile(
        version,
        bytes(nameBytes),
        Optional.of(bytes(156)),
        Optional.of(bytes(60)),
        Optional.empty(),
        Optional.of(bytes(29)),
        commitment,
        Profile.Avatar.NONE);
  }

  private static Profile with(
      Bytes commitment, int about, int emoji, int paymentAddress, int sharing) {
    return new Profile(
        VERSION,
        bytes(81),
        Optional.of(bytes(about)),
        Optional.of(bytes(emoji)),
        Optional.of(bytes(paymentAddress)),
        Optional.of(bytes(sharing)),
        commitment,
        Profile.Avatar.NONE);
  }

  private static Bytes bytes(int size) {
    return Bytes.wrap(new byte[size]);
  }

  private Bytes commitment(int seed) throws Exception {
    byte[] key = new byte[32];
    key[0] = (byte) seed;
    return Bytes.wrap(
        new ProfileKey(key).getCommitment(new ServiceId.Aci(account.aci().uuid())).serialize());
  }
}
