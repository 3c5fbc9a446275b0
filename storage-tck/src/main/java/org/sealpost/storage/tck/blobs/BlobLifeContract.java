package org.sealpost.storage.tck.blobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.MediaKey;
import org.sealpost.storage.blobs.AppendOutcome;
import org.sealpost.storage.blobs.BlobPage;
import org.sealpost.storage.blobs.WriteOutcome;

/// What becomes of objects and uploads, how they are listed, and what they cost in memory.
public interface BlobLifeContract extends BlobCase {
  @Test
  default void aDeletedObjectIsGoneForGood() throws Exception {
    MediaKey key = written(1_000);
    MediaKey other = written(1_000);
    store().delete(key);
    assertNothingAt(key);
    blobs().crash();
    assertNothingAt(key);
    store().delete(key);
    store().delete(BlobCase.key());
    assertIs(other, BlobCase.content(1_000));
    assertThat(store().write(key, 500, Optional.empty(), BlobCase.content(500).stream()))
        .isEqualTo(WriteOutcome.WRITTEN);
    assertIs(key, BlobCase.content(500));
  }

  @Test
  default void objectsAreListedInPages() throws Exception {
    assertThat(store().list(Optional.empty(), 3))
        .isEqualTo(new BlobPage(List.of(), Optional.empty()));
    Instant before = Instant.now();
    List<MediaKey> keys = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      keys.add(written(100 + i));
    }
    MediaKey unfinished = BlobCase.key();
    String upload = store().begin(unfinished);
    AppendOutcome _ = store().append(unfinished, upload, 0, 100, new SeededContent(0, 50).stream());
    for (int max : List.of(1, 3, 7, 100)) {
      List<BlobPage.Found> found = listed(max);
      assertThat(found).map(BlobPage.Found::key).containsExactlyInAnyOrderElementsOf(keys);
      for (BlobPage.Found object : found) {
        assertThat(object.bytes()).isEqualTo(100L + keys.indexOf(object.key()));
        assertThat(object.publishedAt())
            .isBetween(before.minusSeconds(3_600), Instant.now().plusSeconds(3_600));
      }
    }
  }

  /// As a sweep does that deletes what it was shown.
  @Test
  default void aListingPassesOverNothingThatStays() throws Exception {
    List<MediaKey> keys = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      keys.add(written(100));
    }
    List<MediaKey> seen = new ArrayList<>();
    Optional<String> after = Optional.empty();
    for (int pages = 0; pages == 0 || after.isPresent(); pages++) {
      assertThat(pages).as("a listing comes to its end").isLessThan(1_000);
      BlobPage page = store().list(after, 2);
      page.objects().forEach(object -> seen.add(object.key()));
      page.objects().stream().findFirst().ifPresent(object -> store().delete(object.key()));
      if (pages < 4) {
        MediaKey _ = written(50);
      }
      after = page.next();
      if (pages == 1) {
        blobs().reopen();
      }
    }
    assertThat(seen).containsAll(keys).doesNotHaveDuplicates();
  }

  @Test
  default void uploadsThatNobodyTouchedAreSwept() throws Exception {
    MediaKey published = written(1_000);
    List<MediaKey> keys = new ArrayList<>();
    List<String> uploads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      MediaKey key = BlobCase.key();
      keys.add(key);
      uploads.add(store().begin(key));
      AppendOutcome _ =
          store().append(key, uploads.get(i), 0, 100, new SeededContent(0, 50).stream());
    }
    assertThat(store().sweepUnfinished(Instant.now().minus(Duration.ofHours(1)), 10)).isZero();
    for (int i = 0; i < 3; i++) {
      assertThat(store().offset(keys.get(i), uploads.get(i)).orElseThrow())
          .isBetween(Math.max(0, 50 - mayLoseBytes()), 50L);
    }
    Instant later = Instant.now().plus(Duration.ofHours(1));
    assertThat(store().sweepUnfinished(later, 2)).isEqualTo(2);
    blobs().reopen();
    assertThat(store().sweepUnfinished(later, 2)).isEqualTo(1);
    assertThat(store().sweepUnfinished(later, 2)).isZero();
    for (int i = 0; i < 3; i++) {
      assertThat(store().offset(keys.get(i), uploads.get(i))).isEmpty();
      assertNothingAt(keys.get(i));
    }
    assertIs(published, BlobCase.content(1_000));
  }

  @Test
  default void aStoreThatAnswersHasNoTrouble() throws Exception {
    assertThat(store().trouble()).isEmpty();
    MediaKey _ = written(10);
    assertThat(store().trouble()).isEmpty();
  }

  @Test
  default void aWriteHoldsLittleOfALargeObject() throws Exception {
    SeededContent content = BlobCase.content(largeBytes());
    MediaKey key = BlobCase.key();
    Held held = new Held();
    InputStream source = held.watching(content.stream(), largeBytes());
    assertThat(store().write(key, content.length(), Optional.empty(), source))
        .isEqualTo(WriteOutcome.WRITTEN);
    assertThat(held.most()).isLessThan(memoryBytes());
    assertReadHoldsLittle(key, content);
  }

  @Test
  default void anAppendHoldsLittleOfALargeObject() throws Exception {
    SeededContent content = BlobCase.content(largeBytes());
    MediaKey key = BlobCase.key();
    String upload = store().begin(key);
    Held held = new Held();
    InputStream source = held.watching(content.stream(), largeBytes());
    assertThat(store().append(key, upload, 0, content.length(), source))
        .isEqualTo(new AppendOutcome.Published());
    assertThat(held.most()).isLessThan(memoryBytes());
    assertReadHoldsLittle(key, content);
  }

  private void assertReadHoldsLittle(MediaKey key, SeededContent content) throws IOException {
    Held held = new Held();
    try (InputStream in = store().read(key, 0, content.length()).orElseThrow()) {
      assertThat(content.isIn(held.watching(in, content.length()), 0, content.length())).isTrue();
    }
    assertThat(held.most()).isLessThan(memoryBytes());
  }
}
