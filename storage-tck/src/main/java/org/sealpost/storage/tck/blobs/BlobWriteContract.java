package org.sealpost.storage.tck.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MediaKey;
import org.sealpost.storage.blobs.WriteOutcome;

/// Objects that are written in one call, and what can be read of an object.
public interface BlobWriteContract extends BlobCase {
  @Test
  default void anObjectIsThereAsItWasWrittenAlsoAfterReopening() throws Exception {
    List<Long> lengths = List.of(1L, 65_535L, 65_536L, 65_537L, 300_000L);
    List<MediaKey> keys = new ArrayList<>();
    for (long length : lengths) {
      MediaKey key = BlobCase.key();
      InputStream source = Sources.unclosed(Sources.trickling(BlobCase.content(length).stream()));
      assertThat(store().write(key, length, Optional.empty(), source))
          .isEqualTo(WriteOutcome.WRITTEN);
      assertIs(key, BlobCase.content(length));
      keys.add(key);
    }
    blobs().reopen();
    for (int i = 0; i < keys.size(); i++) {
      assertIs(keys.get(i), BlobCase.content(lengths.get(i)));
    }
    blobs().crash();
    assertIs(keys.getLast(), BlobCase.content(lengths.getLast()));
  }

  @Test
  default void everyKindOfKeyHasItsObject() throws Exception {
    Bytes pack = BlobCase.random(16);
    List<MediaKey> keys =
        List.of(
            MediaKey.attachment(BlobCase.random(15)),
            MediaKey.profileAvatar(BlobCase.random(16)),
            MediaKey.groupAvatar(BlobCase.random(16)),
            MediaKey.stickerManifest(pack),
            MediaKey.sticker(pack, 0),
            MediaKey.sticker(pack, 20),
            MediaKey.sticker(pack, 200));
    for (MediaKey key : keys) {
      SeededContent content = new SeededContent(key.hashCode(), 100);
      assertThat(store().write(key, 100, Optional.empty(), content.stream()))
          .isEqualTo(WriteOutcome.WRITTEN);
    }
    for (MediaKey key : keys) {
      assertIs(key, new SeededContent(key.hashCode(), 100));
    }
    assertThat(listed(100)).map(found -> found.key()).containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test
  default void keysThatDifferInCaseAreDifferent() throws Exception {
    MediaKey lower = MediaKey.parse("attachments/" + "a".repeat(20)).orElseThrow();
    MediaKey upper = MediaKey.parse("attachments/" + "A".repeat(20)).orElseThrow();
    assertThat(store().write(lower, 10, Optional.empty(), BlobCase.content(10).stream()))
        .isEqualTo(WriteOutcome.WRITTEN);
    assertNothingAt(upper);
    assertThat(store().write(upper, 11, Optional.empty(), BlobCase.content(11).stream()))
        .isEqualTo(WriteOutcome.WRITTEN);
    assertIs(lower, BlobCase.content(10));
  }

  @Test
  default void anObjectNeverChanges() throws Exception {
    MediaKey key = written(1_000);
    for (long length : List.of(1_000L, 10L, 5_000L)) {
      SeededContent other = new SeededContent(99, length);
      assertThat(store().write(key, length, Optional.empty(), other.stream()))
          .isEqualTo(WriteOutcome.EXISTS);
      assertThat(store().write(key, length, Optional.of(other.sha256()), other.stream()))
          .isEqualTo(WriteOutcome.EXISTS);
      assertIs(key, BlobCase.content(1_000));
    }
    assertThat(listed(100)).hasSize(1);
  }

  @Test
  default void ofManyWritesOfAKeyOneIsKept() throws Exception {
    for (int round = 0; round < 3; round++) {
      MediaKey key = BlobCase.key();
      List<SeededContent> contents = new ArrayList<>();
      List<Callable<WriteOutcome>> writes = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        SeededContent content = new SeededContent(i, 200_000 + i);
        contents.add(content);
        writes.add(() -> store().write(key, content.length(), Optional.empty(), content.stream()));
      }
      List<WriteOutcome> outcomes = new ArrayList<>();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (Future<WriteOutcome> done : threads.invokeAll(writes)) {
          outcomes.add(done.get());
        }
      }
      assertThat(outcomes).containsOnlyOnce(WriteOutcome.WRITTEN);
      assertThat(outcomes).containsOnly(WriteOutcome.WRITTEN, WriteOutcome.EXISTS);
      assertIs(key, contents.get(outcomes.indexOf(WriteOutcome.WRITTEN)));
    }
  }

  @Test
  default void aWriteThatAnotherOvertookIsRefused() throws Exception {
    MediaKey key = BlobCase.key();
    SeededContent first = new SeededContent(1, 200_000);
    SeededContent second = new SeededContent(2, 200_000);
    InputStream overtaken =
        Sources.watched(
            first.stream(),
            100_000,
            () ->
                assertThat(store().write(key, second.length(), Optional.empty(), second.stream()))
                    .isEqualTo(WriteOutcome.WRITTEN));
    assertThat(store().write(key, first.length(), Optional.empty(), overtaken))
        .isEqualTo(WriteOutcome.EXISTS);
    assertIs(key, second);
  }

  @Test
  default void whatIsTooShortIsRefusedAndNothingIsThere() throws Exception {
    SeededContent content = BlobCase.content(100_000);
    for (long came : List.of(0L, 1L, 65_536L, 99_999L)) {
      MediaKey key = BlobCase.key();
      InputStream source = BlobCase.content(100_000).from(100_000 - came);
      assertThat(store().write(key, 100_000, Optional.empty(), source))
          .isEqualTo(WriteOutcome.TOO_SHORT);
      assertNothingAt(key);
      assertThat(store().write(key, 100_000, Optional.empty(), content.stream()))
          .isEqualTo(WriteOutcome.WRITTEN);
      assertIs(key, content);
    }
  }

  @Test
  default void exactlyTheLengthIsReadOfALongerSource() throws Exception {
    SeededContent content = BlobCase.content(100_000);
    MediaKey key = BlobCase.key();
    try (InputStream source = content.stream()) {
      assertThat(store().write(key, 70_000, Optional.empty(), source))
          .isEqualTo(WriteOutcome.WRITTEN);
      assertThat(content.isIn(source, 70_000, 30_000)).as("the rest is left in it").isTrue();
    }
    assertThat(store().size(key)).contains(70_000L);
    assertThat(has(key, content, 0, 70_000)).isTrue();
  }

  @Test
  default void theDigestIsHeldTo() throws Exception {
    SeededContent content = BlobCase.content(70_000);
    MediaKey right = BlobCase.key();
    assertThat(store().write(right, 70_000, Optional.of(content.sha256()), content.stream()))
        .isEqualTo(WriteOutcome.WRITTEN);
    assertIs(right, content);
    MediaKey wrong = BlobCase.key();
    SeededContent other = new SeededContent(5, 70_000);
    assertThat(store().write(wrong, 70_000, Optional.of(content.sha256()), other.stream()))
        .isEqualTo(WriteOutcome.OTHER_DIGEST);
    assertNothingAt(wrong);
    assertThat(store().write(wrong, 70_000, Optional.of(content.sha256()), content.stream()))
        .isEqualTo(WriteOutcome.WRITTEN);
  }

  @Test
  default void aSourceThatBreaksFailsTheWriteAndNothingIsThere() throws Exception {
    SeededContent content = BlobCase.content(100_000);
    for (long after : List.of(0L, 1L, 65_536L, 99_999L)) {
      MediaKey key = BlobCase.key();
      IOException broken = new IOException("the client is gone");
      assertThat(
              catchThrowable(() ->
                  store()
                      .write(
                          key,
                          100_000,
                          Optional.empty(),
                          Sources.cut(content.stream(), after, broken))))
          .isSameAs(broken);
      assertNothingAt(key);
      assertThat(store().write(key, 100_000, Optional.empty(), content.stream()))
          .isEqualTo(WriteOutcome.WRITTEN);
    }
  }

  @Test
  default void nobodySeesAnObjectBeforeItIsWhole() throws Exception {
    MediaKey key = BlobCase.key();
    SeededContent content = BlobCase.content(300_000);
    InputStream looking =
        Sources.watched(
            content.stream(),
            299_999,
            () -> {
              assertNothingAt(key);
              blobs().crash();
              assertNothingAt(key);
            });
    assertThat(store().write(key, 300_000, Optional.empty(), looking))
        .isEqualTo(WriteOutcome.WRITTEN);
    assertIs(key, content);
  }

  @Test
  default void aWriteThatACrashCutShortLeavesNoObject() throws Exception {
    MediaKey key = BlobCase.key();
    SeededContent content = BlobCase.content(300_000);
    InputStream dying =
        Sources.watched(
            content.stream(),
            200_000,
            () -> {
              throw new AssertionError("the power is gone");
            });
    assertThat(catchThrowable(() -> store().write(key, 300_000, Optional.empty(), dying)))
        .isInstanceOf(AssertionError.class);
    blobs().crash();
    assertNothingAt(key);
    assertThat(store().write(key, 300_000, Optional.empty(), content.stream()))
        .isEqualTo(WriteOutcome.WRITTEN);
    assertIs(key, content);
  }

  @Test
  default void aRangeIsReadAsItWasAskedFor() throws Exception {
    long length = 200_000;
    MediaKey key = written(length);
    SeededContent content = BlobCase.content(length);
    for (long first : List.of(0L, 1L, 65_535L, 65_536L, 131_073L, length - 1)) {
      for (long count : List.of(1L, 2L, 65_536L, 66_000L, length)) {
        try (InputStream in = store().read(key, first, count).orElseThrow()) {
          assertThat(content.isIn(in, first, Math.min(count, length - first)))
              .as("%d bytes from %d", count, first)
              .isTrue();
          assertThat(in.read()).isEqualTo(-1);
        }
      }
    }
    try (InputStream in = store().read(key, 10, length).orElseThrow()) {
      assertThat(content.isIn(new java.io.ByteArrayInputStream(in.readNBytes(5)), 10, 5)).isTrue();
    }
    assertThat(store().read(BlobCase.key(), 0, 1)).isEmpty();
  }
}
