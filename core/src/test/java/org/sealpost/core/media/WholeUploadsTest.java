package org.sealpost.core.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.audit.events.Actor;
import org.sealpost.core.Races;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MediaKey;
import org.sealpost.storage.blobs.DirectGrants.Body;
import org.sealpost.storage.media.MediaQuota;

class WholeUploadsTest {
  @TempDir private Path folder;
  private MediaWorld world;

  @BeforeEach
  void open() {
    world = new MediaWorld(folder, new MediaQuota(100L << 20, 1_000));
  }

  @AfterEach
  void close() {
    world.close();
  }

  private WholeResult post(PostForm form, int length) throws Exception {
    return world.whole.post(
        key(form), form.policy(), form.signature(), length, MediaWorld.body(length));
  }

  private static MediaKey key(PostForm form) {
    return MediaKey.parse(form.key()).orElseThrow();
  }

  @Test
  void anObjectIsWrittenOnceAndNeverAgain() throws Exception {
    MediaKey key = world.attachment(100);
    Body body = new Body(100, Optional.empty());
    assertThat(world.whole.put(key, body, MediaWorld.bytes(new byte[100])))
        .isEqualTo(new WholeResult.Exists());
    assertThat(world.content(key))
        .hasValue(Bytes.wrap(MediaWorld.content(100).stream().readAllBytes()));
  }

  @Test
  void twoOfTheSameAtOnceWriteOneWhole() throws Exception {
    MediaKey key = world.direct(100).key();
    Body body = new Body(100, Optional.empty());
    List<WholeResult> results =
        Races.run(
            List.of(
                () -> world.whole.put(key, body, MediaWorld.body(100)),
                () -> world.whole.put(key, body, MediaWorld.bytes(new byte[100]))));
    assertThat(results)
        .containsExactlyInAnyOrder(new WholeResult.Stored(), new WholeResult.Exists());
    assertThat(world.use().objects()).isOne();
  }

  @Test
  void whatDoesNotFitItsGrantIsNotPublished() throws Exception {
    MediaKey key = world.direct(100).key();
    Body hashed = new Body(100, Optional.of(MediaWorld.content(100).sha256()));
    assertThat(world.whole.put(key, hashed, MediaWorld.bytes(new byte[100])))
        .isEqualTo(new WholeResult.OtherDigest());
    assertThat(world.whole.put(key, hashed, MediaWorld.body(99)))
        .isEqualTo(new WholeResult.TooShort());
    assertThat(world.isThere(key)).isFalse();
    assertThat(world.whole.put(key, hashed, MediaWorld.body(100)))
        .isEqualTo(new WholeResult.Stored());
  }

  @Test
  void aPacksFilesBelongToWhoAskedForThePack() throws Exception {
    StickerPackForms pack = MediaWorld.granted(world.grant.stickerPack(world.device, 3));
    long room = world.use().bytes();
    assertThat(post(pack.stickers().get(1), 300 << 10)).isEqualTo(new WholeResult.Stored());
    assertThat(post(pack.manifest(), 500)).isEqualTo(new WholeResult.Stored());
    assertThat(post(pack.stickers().get(0), 1_000)).isEqualTo(new WholeResult.Stored());

    assertThat(room).isEqualTo((10L << 10) + 3 * (301L << 10));
    assertThat(world.use().bytes()).isEqualTo((300L << 10) + 500 + 1_000);
    assertThat(world.use().objects()).isEqualTo(3);
    assertThat(world.isThere(key(pack.stickers().get(1)))).isTrue();
    assertThat(world.isThere(key(pack.stickers().get(2)))).isFalse();

    world.core.deleteAccount.delete(world.alice.number, Actor.PERSON);
    assertThat(world.isThere(key(pack.manifest()))).isFalse();
    assertThat(world.isThere(key(pack.stickers().get(0)))).isFalse();
    world.end.ended(world.account.aci());
    world.sweeper.sweep();
    assertThat(world.filesThere()).isEmpty();
  }

  @Test
  void aStickerOfNoPackIsRefused() throws Exception {
    StickerPackForms pack = MediaWorld.granted(world.grant.stickerPack(world.device, 1));
    world.rows.end(key(pack.manifest()));
    assertThat(post(pack.stickers().getFirst(), 10)).isEqualTo(new WholeResult.NotFound());
  }

  @Test
  void aFormIsForOneObjectASizeAndHalfAnHour() throws Exception {
    StickerPackForms pack = MediaWorld.granted(world.grant.stickerPack(world.device, 2));
    PostForm form = pack.manifest();
    PostForm other = pack.stickers().getFirst();

    assertThat(post(form, (10 << 10) + 1)).isEqualTo(new WholeResult.TooLarge(10 << 10));
    assertThat(post(form, 0)).isEqualTo(new WholeResult.TooShort());
    for (String[] wrong :
        List.of(
            new String[] {other.policy(), other.signature()},
            new String[] {other.policy(), form.signature()},
            new String[] {form.policy(), other.signature()},
            new String[] {form.policy(), "é"},
            new String[] {"", ""},
            new String[] {"x".repeat(10_000), form.signature()})) {
      assertThat(world.whole.post(key(form), wrong[0], wrong[1], 10, MediaWorld.body(10)))
          .isEqualTo(new WholeResult.Refused());
    }
    world.core.clock.advance(Duration.ofMinutes(30));
    assertThat(post(form, 10)).isEqualTo(new WholeResult.Refused());
  }
}
