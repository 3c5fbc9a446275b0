package org.sealpost.storage.tck.blobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MediaKey;
import org.sealpost.storage.blobs.BlobPage;
import org.sealpost.storage.blobs.BlobStore;
import org.sealpost.storage.blobs.WriteOutcome;

/// What the cases of the contract share: the store, keys, and what is expected of an object.
public interface BlobCase {
  /// The store, the same throughout one case.
  BlobsUnderTest blobs();

  /// How much of what arrived last may be lost when the source of an append breaks.
  default long mayLoseBytes() {
    return 0;
  }

  /// What one call may hold at a time.
  default long memoryBytes() {
    return 24L * 1024 * 1024;
  }

  /// The size of the objects that are too large to be held.
  default long largeBytes() {
    return 96L * 1024 * 1024;
  }

  default BlobStore store() {
    return blobs().store();
  }

  static Bytes random(int count) {
    byte[] bytes = new byte[count];
    new SecureRandom().nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  static MediaKey key() {
    return MediaKey.attachment(random(15));
  }

  static SeededContent content(long length) {
    return new SeededContent(length + 17, length);
  }

  default MediaKey written(long length) throws IOException {
    MediaKey key = key();
    assertThat(store().write(key, length, Optional.empty(), content(length).stream()))
        .isEqualTo(WriteOutcome.WRITTEN);
    return key;
  }

  default void assertIs(MediaKey key, SeededContent content) throws IOException {
    assertThat(store().size(key)).contains(content.length());
    assertThat(has(key, content, 0, content.length())).as("the object's bytes").isTrue();
  }

  default boolean has(MediaKey key, SeededContent content, long first, long count)
      throws IOException {
    try (InputStream in = store().read(key, first, count).orElseThrow()) {
      return content.isIn(in, first, count);
    }
  }

  default void assertNothingAt(MediaKey key) {
    assertThat(store().size(key)).isEmpty();
    assertThat(store().read(key, 0, 1)).isEmpty();
    assertThat(listed(100)).extracting(BlobPage.Found::key).doesNotContain(key);
  }

  default List<BlobPage.Found> listed(int max) {
    List<BlobPage.Found> all = new ArrayList<>();
    Optional<String> after = Optional.empty();
    for (int pages = 0; ; pages++) {
      assertThat(pages).as("a listing comes to its end").isLessThan(1_000);
      BlobPage page = store().list(after, max);
      assertThat(page.objects()).hasSizeLessThanOrEqualTo(max);
      all.addAll(page.objects());
      after = page.next();
      if (after.isEmpty()) {
        return all;
      }
    }
  }
}
