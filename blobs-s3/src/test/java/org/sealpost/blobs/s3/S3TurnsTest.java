package org.sealpost.blobs.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MediaKey;
import org.sealpost.storage.blobs.BlobsUnavailable;
import org.sealpost.storage.blobs.WriteOutcome;
import org.sealpost.testing.s3.S3Server;

/// So many transfers at a time, and no more: each has a part on the disk and a connection.
class S3TurnsTest {
  private static final MediaKey KEY = key(0);

  private S3BlobStore store;

  @BeforeEach
  void open() {
    S3Server server = S3Server.shared();
    store =
        S3BlobStore.open(
            TestBucket.config(server.endpoint(), TestBucket.create(server))
                .withTuning(TestBucket.IMPATIENT));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static MediaKey key(int number) {
    byte[] random = new byte[15];
    random[0] = (byte) number;
    return MediaKey.attachment(Bytes.wrap(random));
  }

  private WriteOutcome write(MediaKey key) throws Exception {
    return store.write(key, 10, Optional.empty(), Bytes.wrap(new byte[10]).asStream());
  }

  @Test
  void moreDownloadsAreRefusedSoon() throws Exception {
    assertThat(write(KEY)).isEqualTo(WriteOutcome.WRITTEN);
    List<InputStream> open = new ArrayList<>();
    for (int i = 0; i < TestBucket.IMPATIENT.reads(); i++) {
      open.add(store.read(KEY, 0, 10).orElseThrow());
    }

    assertThatThrownBy(() -> store.read(KEY, 0, 10))
        .isInstanceOf(BlobsUnavailable.class)
        .hasMessageContaining("too many downloads");

    // closed twice, one turn comes back once
    open.getFirst().close();
    open.getFirst().close();
    open.set(0, store.read(KEY, 0, 10).orElseThrow());
    assertThatThrownBy(() -> store.read(KEY, 0, 10)).isInstanceOf(BlobsUnavailable.class);
    for (InputStream in : open) {
      in.close();
    }
    // what is not there keeps no turn
    for (int i = 0; i <= TestBucket.IMPATIENT.reads(); i++) {
      assertThat(store.read(key(1), 0, 1)).isEmpty();
    }
  }

  @Test
  void moreUploadsAreRefusedSoonAndNothingOfThemIsRead() throws Exception {
    int turns = TestBucket.IMPATIENT.transfers();
    CountDownLatch begun = new CountDownLatch(turns);
    CountDownLatch over = new CountDownLatch(1);
    List<Future<WriteOutcome>> writes = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < turns; i++) {
        MediaKey key = key(i + 1);
        writes.add(
            threads.submit(() ->
                store.write(
                    key,
                    10,
                    Optional.empty(),
                    asked(() -> {
                      begun.countDown();
                      over.await();
                    }))));
      }
      try {
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        InputStream untouched =
            asked(() -> {
              throw new AssertionError("it is not its turn");
            });

        assertThatThrownBy(() -> store.write(KEY, 10, Optional.empty(), untouched))
            .isInstanceOf(BlobsUnavailable.class)
            .hasMessageContaining("too many uploads");
      } finally {
        over.countDown();
      }
      for (Future<WriteOutcome> write : writes) {
        assertThat(write.get()).isEqualTo(WriteOutcome.TOO_SHORT);
      }
    }
    assertThat(write(KEY)).isEqualTo(WriteOutcome.WRITTEN);
  }

  private interface Asked {
    void run() throws InterruptedException;
  }

  /// Has no bytes.
  private static InputStream asked(Asked then) {
    return new InputStream() {
      @Override
      public int read() {
        return read(new byte[1], 0, 1);
      }

      @Override
      public int read(byte[] into, int offset, int count) {
        try {
          then.run();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        return -1;
      }
    };
  }
}
