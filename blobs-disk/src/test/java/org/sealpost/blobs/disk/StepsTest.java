package org.sealpost.blobs.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MediaKey;
import org.sealpost.storage.blobs.AppendOutcome;
import org.sealpost.storage.blobs.BlobsFull;
import org.sealpost.storage.blobs.BlobsUnavailable;
import org.sealpost.storage.blobs.WriteOutcome;
import org.sealpost.storage.tck.blobs.SeededContent;

/// In which order files are written, synced and published, and what is there when that ends between
/// any two steps.
class StepsTest {
  private static final SeededContent CONTENT = new SeededContent(4, 200_000);

  @TempDir private Path folder;
  private Path root;
  private FailingDisk disk;
  private DiskBlobs store;

  @BeforeEach
  void open() throws IOException {
    root = OwnFolder.take(folder.resolve("media"));
    open("the power is gone");
  }

  private void open(String reason) throws IOException {
    disk = new FailingDisk(root, reason);
    store = new DiskBlobs(new Folder(root, disk), disk, 0);
  }

  private static MediaKey key(int number) {
    byte[] random = new byte[15];
    random[0] = (byte) number;
    return MediaKey.attachment(Bytes.wrap(random));
  }

  private WriteOutcome write(MediaKey key) throws IOException {
    return store.write(key, CONTENT.length(), Optional.empty(), CONTENT.stream());
  }

  private void assertWhole(MediaKey key) throws IOException {
    assertThat(store.size(key)).contains(CONTENT.length());
    try (InputStream in = store.read(key, 0, CONTENT.length()).orElseThrow()) {
      assertThat(CONTENT.isIn(in, 0, CONTENT.length())).isTrue();
    }
  }

  @Test
  void whatIsPublishedWasSyncedAndSoIsItsPlace() throws Exception {
    write(key(1));
    List<String> steps = disk.steps();
    assertThat(steps).startsWith("create", "write").endsWith("delete");
    int sync = steps.indexOf("sync");
    int publish = steps.indexOf("publish");
    assertThat(steps.lastIndexOf("write")).isLessThan(sync);
    assertThat(sync).isLessThan(publish);
    Names.Place place = Names.place(root, key(1));
    Path first = place.first().getFileName();
    Path second = place.leaf().getFileName();
    assertThat(steps)
        .containsSubsequence(
            "createFolder " + first,
            "syncFolder objects",
            "createFolder " + second,
            "syncFolder " + first,
            "publish",
            "syncFolder " + second);
  }

  @Test
  void whatIsKeptOfAnUploadWasSynced() throws Exception {
    String upload = store.begin(key(1));
    assertThat(disk.steps()).containsExactly("create", "syncFolder unfinished");
    disk.failAfter(Integer.MAX_VALUE);
    AppendOutcome kept =
        store.append(key(1), upload, 0, CONTENT.length(), new SeededContent(4, 10).stream());
    assertThat(kept).isEqualTo(new AppendOutcome.Kept(10));
    assertThat(disk.steps()).containsExactly("append", "write", "sync");
    disk.failAfter(Integer.MAX_VALUE);
    InputStream broken =
        new java.io.SequenceInputStream(
            new SeededContent(4, 20).from(10),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("the client is gone");
              }

              @Override
              public int read(byte[] into, int offset, int count) throws IOException {
                return read();
              }
            });
    assertThat(catchThrowable(() -> store.append(key(1), upload, 10, CONTENT.length(), broken)))
        .isInstanceOf(IOException.class);
    assertThat(disk.steps()).containsExactly("append", "write", "sync");
    assertThat(store.offset(key(1), upload)).contains(20L);
  }

  /// A large file is synced while it grows: the disk is not behind by more than a little.
  @Test
  void aLargeFileIsSyncedOnItsWay() throws Exception {
    SeededContent large = new SeededContent(1, 40L * 1024 * 1024);
    store.write(key(1), large.length(), Optional.empty(), large.stream());
    assertThat(disk.steps().stream().filter("sync"::equals)).hasSize(3);
  }

  @Test
  void aDeletedObjectsFolderIsSynced() throws Exception {
    write(key(1));
    disk.failAfter(Integer.MAX_VALUE);
    store.delete(key(1));
    assertThat(disk.steps())
        .containsExactly("delete", "syncFolder " + Names.place(root, key(1)).leaf().getFileName());
  }

  @Test
  void aWriteThatEndsBetweenAnyTwoStepsLeavesAllOrNothing() throws Exception {
    boolean ended = false;
    for (int steps = 0; !ended; steps++) {
      MediaKey key = key(steps);
      disk.failAfter(steps);
      Throwable failure = catchThrowable(() -> write(key));
      ended = failure == null;
      if (!ended) {
        assertThat(failure).isInstanceOf(BlobsUnavailable.class).hasNoCause();
        assertThat(failure.getMessage()).doesNotContain(key.name(), root.toString());
      }
      boolean published = disk.steps().contains("publish");
      open("the power is gone");
      if (published) {
        assertWhole(key);
        assertThat(write(key)).isEqualTo(WriteOutcome.EXISTS);
      } else {
        assertThat(store.size(key)).isEmpty();
        assertThat(write(key)).isEqualTo(WriteOutcome.WRITTEN);
      }
      assertWhole(key);
      assertNothingStaysUnfinished();
    }
  }

  @Test
  void anUploadThatEndsBetweenAnyTwoStepsGoesOn() throws Exception {
    boolean ended = false;
    for (int steps = 0; !ended; steps++) {
      MediaKey key = key(steps);
      String upload = store.begin(key);
      disk.failAfter(steps);
      ended =
          catchThrowable(() -> store.append(key, upload, 0, CONTENT.length(), CONTENT.stream()))
              == null;
      open("the power is gone");
      long offset = store.offset(key, upload).orElseThrow();
      assertThat(store.append(key, upload, offset, CONTENT.length(), CONTENT.from(offset)))
          .isEqualTo(new AppendOutcome.Published());
      assertWhole(key);
      assertThat(store.offset(key, upload)).contains(CONTENT.length());
      assertNothingStaysUnfinished();
    }
  }

  private void assertNothingStaysUnfinished() throws IOException {
    store.sweepUnfinished(Instant.now().plus(Duration.ofHours(1)), 100);
    assertThat(root.resolve("unfinished")).isEmptyDirectory();
  }

  @Test
  void aDiskThatFillsMeanwhileIsFullAndNothingIsPublished() throws Exception {
    open("No space left on device");
    for (int steps = 1; steps < 4; steps++) {
      disk.failAfter(steps);
      assertThat(catchThrowable(() -> write(key(1)))).isInstanceOf(BlobsFull.class).hasNoCause();
      assertThat(store.size(key(1))).isEmpty();
    }
    disk.failAfter(Integer.MAX_VALUE);
    assertThat(write(key(1))).isEqualTo(WriteOutcome.WRITTEN);
    String upload = store.begin(key(2));
    disk.failAfter(2);
    assertThat(
            catchThrowable(
                () -> store.append(key(2), upload, 0, CONTENT.length(), CONTENT.stream())))
        .isInstanceOf(BlobsFull.class);
    disk.failAfter(Integer.MAX_VALUE);
    long offset = store.offset(key(2), upload).orElseThrow();
    assertThat(offset).isBetween(65_536L, CONTENT.length() - 1);
    assertThat(store.append(key(2), upload, offset, CONTENT.length(), CONTENT.from(offset)))
        .isEqualTo(new AppendOutcome.Published());
    assertWhole(key(2));
  }
}
