package org.sealpost.blobs.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MediaKey;
import org.sealpost.storage.blobs.AppendOutcome;
import org.sealpost.storage.blobs.BlobsFull;
import org.sealpost.storage.blobs.WriteOutcome;
import org.sealpost.storage.tck.blobs.SeededContent;

/// The reserve of free space: refused before it is touched, and told to the operator.
class RoomTest {
  private static final long RESERVE = 1_000_000;

  @TempDir private Path folder;
  private final AtomicLong usable = new AtomicLong();
  private Path root;
  private DiskBlobs store;

  @BeforeEach
  void open() throws IOException {
    root = OwnFolder.take(folder.resolve("media"));
    Disk disk =
        new Disk(root) {
          @Override
          long usableBytes() {
            return usable.get();
          }
        };
    store = new DiskBlobs(new Folder(root, disk), disk, RESERVE);
  }

  private static MediaKey key(int number) {
    byte[] random = new byte[15];
    random[0] = (byte) number;
    return MediaKey.attachment(Bytes.wrap(random));
  }

  private static InputStream content(long length) {
    return new SeededContent(1, length).stream();
  }

  @Test
  void aWriteThatWouldTouchTheReserveIsRefusedBeforeItReads() throws Exception {
    usable.set(RESERVE + 999);
    InputStream unread =
        new InputStream() {
          @Override
          public int read() {
            throw new AssertionError("nothing is to be read");
          }

          @Override
          public int read(byte[] into, int offset, int count) {
            return read();
          }
        };
    assertThat(catchThrowable(() -> store.write(key(1), 1_000, Optional.empty(), unread)))
        .isInstanceOf(BlobsFull.class);
    assertThat(root.resolve("unfinished")).isEmptyDirectory();
    String upload = store.begin(key(2));
    assertThat(catchThrowable(() -> store.append(key(2), upload, 0, 1_000, unread)))
        .isInstanceOf(BlobsFull.class);
    assertThat(store.trouble()).isEmpty();
    usable.set(RESERVE + 1_000);
    assertThat(store.write(key(1), 1_000, Optional.empty(), content(1_000)))
        .isEqualTo(WriteOutcome.WRITTEN);
    assertThat(store.append(key(2), upload, 0, 1_000, content(1_000)))
        .isEqualTo(new AppendOutcome.Published());
  }

  @Test
  void writesUnderWayCountWithWhatTheyStillNeed() throws Exception {
    usable.set(RESERVE + 1_500);
    InputStream overlapping =
        new java.io.FilterInputStream(content(1_000)) {
          @Override
          public int read(byte[] into, int offset, int count) throws IOException {
            assertThat(
                    catchThrowable(() -> store.write(key(2), 501, Optional.empty(), content(501))))
                .isInstanceOf(BlobsFull.class);
            return super.read(into, offset, count);
          }
        };
    assertThat(store.write(key(1), 1_000, Optional.empty(), overlapping))
        .isEqualTo(WriteOutcome.WRITTEN);
    // What it needed is written, what it was promised is free again.
    assertThat(store.write(key(2), 1_500, Optional.empty(), content(1_500)))
        .isEqualTo(WriteOutcome.WRITTEN);
  }

  @Test
  void aWriteEndsWhenOthersHaveFilledTheDisk() throws Exception {
    usable.set(Long.MAX_VALUE);
    String upload = store.begin(key(1));
    long length = 5L * 1024 * 1024;
    InputStream filling =
        new java.io.FilterInputStream(content(length)) {
          @Override
          public int read(byte[] into, int offset, int count) throws IOException {
            usable.set(RESERVE - 1);
            return super.read(into, offset, count);
          }
        };
    assertThat(catchThrowable(() -> store.append(key(1), upload, 0, length, filling)))
        .isInstanceOf(BlobsFull.class);
    assertThat(store.offset(key(1), upload).orElseThrow()).isLessThan(2L * 1024 * 1024);
    assertThat(store.trouble().orElseThrow()).contains(root.toString(), "reserve");
    assertThat(catchThrowable(() -> store.begin(key(2)))).isInstanceOf(BlobsFull.class);
    usable.set(Long.MAX_VALUE);
    assertThat(store.trouble()).isEmpty();
  }
}
