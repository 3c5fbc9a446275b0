package org.sealpost.core.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.core.Races;
import org.sealpost.core.media.GrantOutcome.Granted;
import org.sealpost.core.media.GrantOutcome.OverQuota;
import org.sealpost.core.media.GrantOutcome.TooLarge;
import org.sealpost.core.media.GrantOutcome.TooOften;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MediaKey;
import org.sealpost.storage.blobs.DirectGrants.Body;
import org.sealpost.storage.media.MediaQuota;
import org.sealpost.storage.media.MediaUse;

class GrantMediaTest {
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
  void aDirectGrantTakesItsRoomAtOnce() {
    DirectUpload upload = world.direct(700);

    assertThat(world.use()).isEqualTo(new MediaUse(700, 1));
    assertThat(upload.key().kind()).isEqualTo(MediaKey.Kind.ATTACHMENT);
    assertThat(upload.address().toString())
        .startsWith("https://chat.example:8443/media/" + upload.key().path() + "?");
    assertThat(upload.expires()).isEqualTo(world.core.clock.instant().plus(Duration.ofMinutes(15)));
    assertThat(world.grant.directUpload(world.device, new Body(301, Optional.empty())))
        .isEqualTo(new OverQuota<DirectUpload>(Duration.ofHours(1)));
    assertThat(world.use()).isEqualTo(new MediaUse(700, 1));
    assertThat(world.totals.of(MediaTotals.What.OVER_QUOTA)).isOne();
  }

  @Test
  void whatIsLargerThanAnyMayBeIsRefused() {
    assertThat(world.grant.directUpload(world.device, new Body(801, Optional.empty())))
        .isEqualTo(new TooLarge<DirectUpload>(800));
    assertThat(world.grant.attachmentForm(world.device, OptionalLong.of(801)))
        .isEqualTo(new TooLarge<AttachmentForm>(800));
    assertThat(world.use()).isEqualTo(MediaUse.NONE);
  }

  @Test
  void grantsOfNothingAreCountedToo() {
    for (int i = 0; i < 10; i++) {
      assertThat(world.form().key().kind()).isEqualTo(MediaKey.Kind.ATTACHMENT);
    }
    assertThat(world.grant.attachmentForm(world.device, OptionalLong.empty()))
        .isInstanceOf(OverQuota.class);
  }

  @Test
  void whoAsksTooOftenWaits() {
    reopen(new MediaQuota(1L << 40, 100_000));
    List<GrantOutcome<?>> outcomes = new ArrayList<>();
    for (int i = 0; i < 51; i++) {
      outcomes.add(
          i % 2 == 0
              ? world.grant.attachmentForm(world.device, OptionalLong.empty())
              : world.grant.directUpload(world.device, new Body(1, Optional.empty())));
    }
    assertThat(outcomes.subList(0, 50)).allMatch(Granted.class::isInstance);
    assertThat(outcomes.getLast()).isInstanceOf(TooOften.class);
    assertThat(world.use().objects()).isEqualTo(50);
  }

  /// Eight that each alone would fit, of which four fit together.
  @Test
  void grantsSideBySideDoNotPassTheQuotaTogether() throws Exception {
    List<Callable<GrantOutcome<DirectUpload>>> askers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      askers.add(() -> world.grant.directUpload(world.device, new Body(240, Optional.empty())));
    }
    assertThat(Races.run(askers).stream().filter(Granted.class::isInstance)).hasSize(4);
    assertThat(world.use()).isEqualTo(new MediaUse(960, 4));
  }

  @Test
  void aPackHasAPlaceForEachFileAndTheirRoom() {
    reopen(new MediaQuota(1L << 30, 100));

    StickerPackForms forms = MediaWorld.granted(world.grant.stickerPack(world.device, 201));

    assertThat(forms.packId()).matches("[0-9a-f]{32}");
    assertThat(forms.manifest().key()).isEqualTo("stickers/" + forms.packId() + "/manifest.proto");
    assertThat(forms.stickers()).hasSize(201);
    assertThat(forms.stickers().getLast().key())
        .isEqualTo("stickers/" + forms.packId() + "/full/200");
    assertThat(world.use()).isEqualTo(new MediaUse((10L << 10) + 201 * (301L << 10), 1));
  }

  @Test
  void anAddressIsGivenOfWhatIsThere() throws Exception {
    MediaKey key = world.attachment(100);

    assertThat(world.grant.directDownload(world.device, key))
        .isInstanceOfSatisfying(
            DownloadOutcome.Granted.class,
            granted -> {
              assertThat(granted.address().getPath()).isEqualTo("/media/" + key.path());
              assertThat(world.urls.mayDownload(key, query(granted.address().getQuery()))).isTrue();
              world.core.clock.advance(Duration.ofMinutes(15));
              assertThat(world.urls.mayDownload(key, query(granted.address().getQuery())))
                  .isFalse();
            });
    assertThat(world.grant.directDownload(world.device, world.direct(1).key()))
        .isEqualTo(new DownloadOutcome.NotFound());
    assertThat(
            world.grant.directDownload(world.device, MediaKey.attachment(Bytes.wrap(new byte[15]))))
        .isEqualTo(new DownloadOutcome.NotFound());
  }

  /// Neither the key, with which the object could be fetched, nor the owner.
  @Test
  void theDatabaseTellsNeitherKeyNorOwner() throws Exception {
    MediaKey key = world.attachment(100);
    String aci = world.account.aci().text();
    StringBuilder all = new StringBuilder();
    var record = world.core.storage.media().find(MediaRows.id(key)).orElseThrow();
    for (Bytes part : List.of(record.id().hash(), record.owner().hash(), record.sealed())) {
      all.append(new String(part.toByteArray(), StandardCharsets.ISO_8859_1));
    }
    assertThat(all.toString())
        .doesNotContain(key.name())
        .doesNotContain(new String(world.account.aci().toBinary(), StandardCharsets.ISO_8859_1));
    for (String file : List.of("sealpost.db", "sealpost.db-wal")) {
      String bytes = Files.readString(folder.resolve(file), StandardCharsets.ISO_8859_1);
      assertThat(bytes.contains(key.name())).as(file).isFalse();
    }
    assertThat(record.toString() + world.rows.open(record) + key)
        .doesNotContain(key.name())
        .doesNotContain(aci);
  }

  private void reopen(MediaQuota quota) {
    world.close();
    Path wide = folder.resolve("wide");
    assertThat(wide.toFile().mkdir()).isTrue();
    world = new MediaWorld(wide, quota);
  }

  static Map<String, String> query(String query) {
    Map<String, String> values = new HashMap<>();
    for (String pair : query.split("&", -1)) {
      values.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    return values;
  }
}
