package org.sealpost.core.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sealpost.audit.events.Actor;
import org.sealpost.core.TestClient;
import org.sealpost.core.TestCore;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.media.Incoming;
import org.sealpost.core.media.PostForm;
import org.sealpost.core.media.ReadOutcome;
import org.sealpost.core.media.WholeResult;
import org.sealpost.core.profiles.Profile.Avatar;
import org.sealpost.core.profiles.ReadProfile.Reader;
import org.sealpost.core.profiles.WriteProfileOutcome.AvatarWanted;
import org.sealpost.core.profiles.WriteProfileOutcome.DeviceGone;
import org.sealpost.core.profiles.WriteProfileOutcome.Written;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MediaKey;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.tck.faults.Fault;
import org.sealpost.storage.tck.faults.FaultPlan;
import org.signal.libsignal.protocol.ServiceId;
import org.signal.libsignal.zkgroup.profiles.ProfileKey;

/// An avatar lives as long as a profile names it (wire/profiles-and-certificates.md, section 1).
class AvatarTest {
  private static final String VERSION = "0123456789abcdef".repeat(4);
  private static final String OTHER = "fedcba9876543210".repeat(4);

  @TempDir private Path folder;
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
  void aNewAvatarIsNamedAtOnceAndReadWhenItIsUploaded() throws Exception {
    PostForm form = wanted(VERSION);
    MediaKey key = key(form);

    assertThat(shown(VERSION)).hasValue(form.key());
    assertThat(isThere(key)).isFalse();
    upload(form);
    assertThat(isThere(key)).isTrue();
  }

  @Test
  void theFormerOneGoesWhenAnotherIsNamed() throws Exception {
    PostForm former = wanted(VERSION);
    upload(former);
    PostForm next = wanted(VERSION);

    assertThat(isThere(key(former))).as("at once").isFalse();
    core.mediaSweeper.sweep();
    assertThat(core.blobs.size(key(former))).isEmpty();
    upload(next);
    assertThat(isThere(key(next))).isTrue();
    assertThat(shown(VERSION)).hasValue(next.key());
  }

  @Test
  void theSameAvatarStaysAndNoAvatarRemovesIt() throws Exception {
    PostForm form = wanted(VERSION);
    upload(form);

    assertThat(write(VERSION, Avatar.SAME)).isInstanceOf(Written.class);
    assertThat(shown(VERSION)).hasValue(form.key());
    assertThat(isThere(key(form))).isTrue();

    assertThat(write(VERSION, Avatar.NONE)).isInstanceOf(Written.class);
    assertThat(shown(VERSION)).isEmpty();
    assertThat(isThere(key(form))).isFalse();
    assertThat(write(VERSION, Avatar.SAME)).isInstanceOf(Written.class);
    assertThat(shown(VERSION)).as("there is none").isEmpty();
  }

  /// Contacts who know the older profile key may still look.
  @Test
  void anotherVersionsAvatarStays() throws Exception {
    PostForm older = wanted(VERSION);
    upload(older);
    upload(wanted(OTHER));

    assertThat(shown(VERSION)).hasValue(older.key());
    assertThat(isThere(key(older))).isTrue();
  }

  @Test
  void anAvatarStaysForYearsAndGoesWithItsVersion() throws Exception {
    PostForm form = wanted(VERSION);
    upload(form);
    for (int month = 0; month < 24; month++) {
      core.clock.advance(Duration.ofDays(30));
      core.mediaSweeper.sweep();
    }
    assertThat(isThere(key(form))).isTrue();

    for (int i = 0; i < WriteProfile.MAX_VERSIONS; i++) {
      write("%064x".formatted(i), Avatar.NONE);
    }
    core.clock.advance(Duration.ofDays(8));
    core.mediaSweeper.sweep();
    assertThat(core.blobs.size(key(form))).isEmpty();
  }

  @Test
  void whoRegistersAgainHasNoAvatarOfBefore() throws Exception {
    PostForm form = wanted(VERSION);
    upload(form);

    alice.register(core);
    assertThat(core.over).containsExactly(account.aci());
    core.mediaSweeper.sweep();
    assertThat(core.blobs.size(key(form))).isEmpty();
    assertThat(isThere(key(form))).isFalse();
  }

  @Test
  void aDeletedAccountsAvatarIsGoneAtOnceAndForTheNextAccountOfTheNumberToo() throws Exception {
    PostForm form = wanted(VERSION);
    upload(form);

    core.deleteAccount.delete(alice.number, Actor.PERSON);
    assertThat(isThere(key(form))).isFalse();
    core.clock.advance(Duration.ofSeconds(1));
    assertThat(alice.register(core).aci()).isEqualTo(account.aci());
    assertThat(isThere(key(form))).as("the same ACI, another account").isFalse();
    core.mediaSweeper.sweep();
    assertThat(core.blobs.size(key(form))).isEmpty();
  }

  @Test
  void aDeviceThatIsOverIsGivenNoPlace() {
    alice.register(core);

    assertThat(write(VERSION, Avatar.NEW)).isInstanceOf(DeviceGone.class);
    core.clock.advance(Duration.ofDays(1));
    core.mediaSweeper.sweep();
    assertThat(core.storage.media().due(core.clock.instant(), 10)).isEmpty();
  }

  @Test
  void whoAsksTooOftenIsToldWhen() {
    WriteProfileOutcome last = write(VERSION, Avatar.NEW);
    for (int i = 0; i < 30; i++) {
      last = write(VERSION, Avatar.NEW);
    }
    assertThat(last).isEqualTo(new WriteProfileOutcome.TooOften(Duration.ofMinutes(5)));
  }

  /// The place was made, the profile was or was not written: nothing is left of it in the end, or
  /// it is the profile's.
  @ParameterizedTest
  @EnumSource
  void whatIsCutShortIsSwept(Fault fault) throws Exception {
    PostForm former = wanted(VERSION);
    upload(former);
    core.storage.plan(FaultPlan.next("put", fault));

    assertThatThrownBy(() -> write(VERSION, Avatar.NEW)).isInstanceOf(StorageUnavailable.class);

    Optional<String> named = shown(VERSION);
    assertThat(named.equals(Optional.of(former.key()))).isEqualTo(fault == Fault.BEFORE);
    for (int day = 0; day < 20; day++) {
      core.clock.advance(Duration.ofDays(1));
      core.mediaSweeper.sweep();
    }
    assertThat(core.blobs.size(key(former)).isPresent()).isEqualTo(fault == Fault.BEFORE);
  }

  private boolean isThere(MediaKey key) {
    return core.readMedia.find(key) instanceof ReadOutcome.Here;
  }

  private static MediaKey key(PostForm form) {
    return MediaKey.parse(form.key()).orElseThrow();
  }

  private void upload(PostForm form) throws Exception {
    assertThat(
            core.wholeUploads.post(
                key(form),
                form.policy(),
                form.signature(),
                5,
                new Incoming(new ByteArrayInputStream(new byte[5]), () -> {})))
        .isEqualTo(new WholeResult.Stored());
  }

  private Optional<String> shown(String version) {
    return switch (core.readProfile.read(
        new Reader(Optional.of(device), Optional.empty()), account.aci(), version)) {
      case ReadProfileOutcome.Found(ProfileView view) -> view.version().orElseThrow().avatar();
      case ReadProfileOutcome other -> throw new AssertionError(other.toString());
    };
  }

  private PostForm wanted(String version) {
    if (write(version, Avatar.NEW) instanceof AvatarWanted(PostForm form)) {
      return form;
    }
    throw new AssertionError("no form");
  }

  private WriteProfileOutcome write(String version, Avatar avatar) {
    return core.writeProfile.write(
        device,
        new Profile(
            version,
            Bytes.wrap(new byte[81]),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            commitment(),
            avatar));
  }

  private Bytes commitment() {
    try {
      return Bytes.wrap(
          new ProfileKey(new byte[32])
              .getCommitment(new ServiceId.Aci(account.aci().uuid()))
              .serialize());
    } catch (org.signal.libsignal.zkgroup.InvalidInputException e) {
      throw new AssertionError(e);
    }
  }
}
