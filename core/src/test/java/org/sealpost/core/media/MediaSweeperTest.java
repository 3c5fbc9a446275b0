package org.sealpost.core.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.audit.events.Actor;
import org.sealpost.core.media.MediaSweeper.Swept;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MediaKey;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.blobs.BlobsUnavailable;
import org.sealpost.storage.blobs.DirectGrants.Body;
import org.sealpost.storage.media.MediaQuota;
import org.sealpost.storage.media.MediaRecord;
import org.sealpost.storage.media.MediaUse;
import org.sealpost.storage.tck.faults.Fault;
import org.sealpost.storage.tck.faults.FaultPlan;

class MediaSweeperTest {
  @TempDir private Path folder;
  private MediaWorld world;

  @BeforeEach
  void open() {
    world = new MediaWorld(folder);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void anAttachmentGoesWhenItsTimeIsOverAndIsNotServedAMomentLonger() throws Exception {
    MediaKey key = world.attachment(100);
    world.core.clock.advance(Duration.ofDays(45).minusSeconds(1));
    world.sweeper.sweep();
    assertThat(world.isThere(key)).isTrue();

    world.core.clock.advance(Duration.ofSeconds(1));
    assertThat(world.isThere(key)).isFalse();
    assertThat(world.blobs.size(key)).isPresent();
    assertThat(world.sweeper.sweep()).isEqualTo(new Swept(1, 0, 0));
    assertThat(world.filesThere()).isEmpty();
    assertThat(world.use()).isEqualTo(MediaUse.NONE);
  }

  @Test
  void aGrantThatNothingCameOfGivesItsRoomBack() {
    world.direct(700);
    world.form();
    world.core.clock.advance(Duration.ofMinutes(20).minusSeconds(1));
    assertThat(world.sweeper.sweep()).isEqualTo(new Swept(0, 0, 0));
    world.core.clock.advance(Duration.ofSeconds(1));
    assertThat(world.sweeper.sweep()).isEqualTo(new Swept(1, 0, 0));
    assertThat(world.use()).isEqualTo(new MediaUse(0, 1));
    world.core.clock.advance(Duration.ofDays(7));
    assertThat(world.sweeper.sweep()).isEqualTo(new Swept(1, 0, 0));
  }

  /// As the store tells it that a client wrote to by itself.
  @Test
  void whatIsThereWhenItsGrantIsOverStays() throws Exception {
    MediaKey key = world.direct(500).key();
    world.blobs.write(key, 300, Optional.empty(), MediaWorld.content(300).stream());
    world.core.clock.advance(Duration.ofMinutes(20));
    assertThat(world.sweeper.sweep()).isEqualTo(new Swept(0, 0, 0));
    assertThat(world.use()).as("the size that it has").isEqualTo(new MediaUse(300, 1));
    assertThat(world.isThere(key)).isTrue();
  }

  @Test
  void anUploadThatNobodyGoesOnWithGoes() throws Exception {
    AttachmentForm form = world.begun();
    assertThatThrownBy(() ->
            world.resumable.append(
                form.key(),
                form.token(),
                0,
                300,
                MediaWorld.incoming(
                    new java.io.SequenceInputStream(
                        MediaWorld.content(100).stream(),
                        new java.io.InputStream() {
                          @Override
                          public int read() throws java.io.IOException {
                            throw new java.io.IOException("cut");
                          }

                          @Override
                          public int read(byte[] into, int offset, int count)
                              throws java.io.IOException {
                            return read();
                          }
                        }))))
        .isInstanceOf(java.io.IOException.class);
    assertThat(world.filesThere()).isNotEmpty();
    world.core.clock.advance(Duration.ofDays(7).plusMinutes(6));
    assertThat(world.sweeper.sweep().rows()).isOne();
    assertThat(world.filesThere()).isEmpty();
  }

  @Test
  void aDeletedAccountLeavesNothingAndItsNumbersNextOneHasNothing() throws Exception {
    MediaKey key = world.attachment(100);
    AttachmentForm form = world.begun();
    world.core.deleteAccount.delete(world.alice.number, Actor.PERSON);
    assertThat(world.isThere(key)).as("nobody has swept yet").isFalse();

    world.core.clock.advance(Duration.ofSeconds(1));
    assertThat(world.alice.register(world.core).aci()).isEqualTo(world.account.aci());
    assertThat(world.isThere(key)).isFalse();
    assertThat(world.resumable.offset(form.key(), form.token()))
        .isEqualTo(new UploadState.NotFound());
    world.sweeper.sweep();
    assertThat(world.filesThere()).isEmpty();
    assertThat(world.use()).isEqualTo(MediaUse.NONE);
  }

  /// Nobody came to say that the account ended, as after a crash.
  @Test
  void whatNobodySaidIsFoundWithinAWeek() throws Exception {
    world.attachment(100);
    world.core.storage.plan(FaultPlan.every("end", Fault.BEFORE));
    world.core.deleteAccount.delete(world.alice.number, Actor.PERSON);
    world.core.storage.plan(FaultPlan.none());
    assertThat(world.sweeper.sweep()).isEqualTo(new Swept(0, 0, 0));
    world.core.clock.advance(Duration.ofDays(7));
    assertThat(world.sweeper.sweep()).isEqualTo(new Swept(1, 0, 0));
    assertThat(world.filesThere()).isEmpty();
  }

  @Test
  void whoRegistersAgainKeepsAttachments() throws Exception {
    MediaKey key = world.attachment(100);
    world.alice.register(world.core);
    assertThat(world.sweeper.sweep()).isEqualTo(new Swept(0, 0, 0));
    assertThat(world.isThere(key)).isTrue();
  }

  @Test
  void aStoreThatIsAwayKeepsTheRowForTheNextRun() throws Exception {
    MediaKey key = world.attachment(100);
    world.core.clock.advance(Duration.ofDays(45));
    for (Fault fault : Fault.values()) {
      world.blobs.failNext("delete", fault);
      assertThatThrownBy(world.sweeper::sweep).isInstanceOf(BlobsUnavailable.class);
      assertThat(world.use().objects()).isOne();
    }
    world.core.storage.plan(FaultPlan.next("remove", Fault.BEFORE));
    assertThatThrownBy(world.sweeper::sweep).isInstanceOf(StorageUnavailable.class);
    assertThat(world.blobs.size(key)).isEmpty();
    assertThat(world.sweeper.sweep()).isEqualTo(new Swept(1, 0, 0));
  }

  @Test
  void objectsWithoutARowGoWhenTheyAreOlderThanAnyObjectBecomes() throws Exception {
    MediaKey orphan = MediaKey.attachment(Bytes.wrap(new byte[15]));
    world.blobs.write(orphan, 10, Optional.empty(), MediaWorld.content(10).stream());
    MediaKey kept = world.attachment(20);
    assertThat(world.isThere(orphan)).isFalse();
    // Files have the machine's time.
    world.core.clock.advance(
        Duration.between(world.core.clock.instant(), Instant.now()).plus(Duration.ofDays(58)));
    assertThat(world.sweeper.sweep().orphans()).isZero();
    assertThat(world.blobs.size(orphan)).isPresent();
    assertThat(world.blobs.size(kept)).as("its time was over").isEmpty();

    world.core.clock.advance(Duration.ofDays(2));
    assertThat(world.sweeper.sweep().orphans()).isOne();
    assertThat(world.blobs.size(orphan)).isEmpty();
    assertThat(world.totals.of(MediaTotals.What.ORPHANS)).isOne();
  }

  @Test
  void anOldObjectThatHasARowIsNoOrphan() throws Exception {
    MediaKey avatar = avatar();
    world.named.add(avatar.path());
    for (int month = 0; month < 12; month++) {
      world.core.clock.advance(Duration.ofDays(30));
      assertThat(world.sweeper.sweep()).isEqualTo(new Swept(0, 0, 0));
    }
    assertThat(world.isThere(avatar)).isTrue();
  }

  private MediaKey avatar() throws Exception {
    world.close();
    Path wide = folder.resolve("wide");
    assertThat(wide.toFile().mkdir()).isTrue();
    world = new MediaWorld(wide, new MediaQuota(1L << 30, 10));
    PostForm form = MediaWorld.granted(world.grant.profileAvatar(world.device, "v"));
    MediaKey key = MediaKey.parse(form.key()).orElseThrow();
    assertThat(world.whole.post(key, form.policy(), form.signature(), 50, MediaWorld.body(50)))
        .isEqualTo(new WholeResult.Stored());
    return key;
  }

  @Test
  void aRowThatDoesNotOpenStopsNoOther() throws Exception {
    MediaKey key = world.attachment(100);
    MediaRecord broken =
        new MediaRecord(
            MediaRows.id(MediaKey.attachment(Bytes.wrap(new byte[15]))),
            world.rows.owner(world.account.aci()),
            1,
            world.core.clock.instant(),
            1,
            Bytes.wrap(new byte[100]));
    world.core.storage.media().create(broken, MediaWorld.QUOTA);
    world.core.clock.advance(Duration.ofDays(45));

    assertThat(world.sweeper.sweep()).isEqualTo(new Swept(1, 0, 0));
    assertThat(world.blobs.size(key)).isEmpty();
    assertThat(world.core.storage.media().due(world.core.clock.instant(), 10))
        .as("looked at again, and later")
        .isEmpty();
    assertThat(world.use().objects()).isOne();
  }

  /// The last byte comes right after the sweep has seen that there is none: who sent it is told
  /// what is true.
  @Test
  void anUploadThatIsWholeWhileTheSweepLooksIsKeptOrRefused() throws Exception {
    for (String step : List.of("size", "delete")) {
      for (Fault when : Fault.values()) {
        MediaKey key = world.direct(100).key();
        world.core.clock.advance(Duration.ofMinutes(21));
        List<WholeResult> told = new ArrayList<>();
        world.blobs.runAt(step, when, () -> told.add(put(key)));

        world.sweeper.sweep();
        world.sweeper.sweep();

        boolean stored = told.equals(List.of(new WholeResult.Stored()));
        assertThat(told).hasSize(1);
        assertThat(world.blobs.size(key).isPresent()).as(step + " " + when).isEqualTo(stored);
        assertThat(world.isThere(key)).isEqualTo(stored);
      }
    }
  }

  private WholeResult put(MediaKey key) {
    try {
      return world.whole.put(key, new Body(100, Optional.empty()), MediaWorld.body(100));
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }
}
