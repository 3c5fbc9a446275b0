package org.sealpost.storage.tck.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.MediaKey;
import org.sealpost.storage.blobs.AppendOutcome;
import org.sealpost.storage.blobs.BlobsUnavailable;
import org.sealpost.storage.blobs.WriteOutcome;

/// Uploads that come in pieces.
public interface BlobUploadContract extends BlobCase {
  /// Appends the rest from where the store says that it is.
  private void finish(MediaKey key, String upload, SeededContent content) throws IOException {
    long offset = store().offset(key, upload).orElseThrow();
    assertThat(store().append(key, upload, offset, content.length(), content.from(offset)))
        .isEqualTo(new AppendOutcome.Published());
    assertIs(key, content);
  }

  /// As much of the content as `upTo`.
  private static InputStream part(SeededContent content, long from, long upTo) {
    return new SeededContent(content.seed(), upTo).from(from);
  }

  @Test
  default void anUploadIsKeptPieceByPieceAndPublishedWhenItIsWhole() throws Exception {
    SeededContent content = BlobCase.content(200_000);
    MediaKey key = BlobCase.key();
    String upload = store().begin(key);
    assertThat(upload.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1, 1_024);
    assertThat(store().offset(key, upload)).contains(0L);
    long offset = 0;
    for (long upTo : List.of(1L, 65_536L, 65_537L, 199_999L)) {
      InputStream source = Sources.unclosed(Sources.trickling(part(content, offset, upTo)));
      assertThat(store().append(key, upload, offset, 200_000, source))
          .isEqualTo(new AppendOutcome.Kept(upTo));
      assertThat(store().offset(key, upload)).contains(upTo);
      assertNothingAt(key);
      offset = upTo;
    }
    finish(key, upload, content);
    assertThat(store().offset(key, upload)).contains(200_000L);
    blobs().reopen();
    assertIs(key, content);
    assertThat(store().offset(key, upload)).contains(200_000L);
  }

  /// The answer to the last piece was lost, and the caller asks once more.
  @Test
  default void aPublishedUploadSaysSoAgain() throws Exception {
    SeededContent content = BlobCase.content(1_000);
    MediaKey key = BlobCase.key();
    String upload = store().begin(key);
    finish(key, upload, content);
    assertThat(store().append(key, upload, 1_000, 1_000, InputStream.nullInputStream()))
        .isEqualTo(new AppendOutcome.Published());
    store().abandon(key, upload);
    assertIs(key, content);
  }

  @Test
  default void anUploadMayComeAtOnce() throws Exception {
    for (long length : List.of(1L, 65_536L, 300_000L)) {
      MediaKey key = BlobCase.key();
      finish(key, store().begin(key), BlobCase.content(length));
    }
  }

  @Test
  default void nothingBeyondTheTotalIsTaken() throws Exception {
    SeededContent content = BlobCase.content(100_000);
    MediaKey key = BlobCase.key();
    String upload = store().begin(key);
    assertThat(store().append(key, upload, 0, 60_000, content.stream()))
        .isEqualTo(new AppendOutcome.Published());
    assertIs(key, new SeededContent(content.seed(), 60_000));
  }

  @Test
  default void anUploadThatIsCutAtAnyByteGoesOnWhereItWas() throws Exception {
    SeededContent content = BlobCase.content(40);
    for (long cut = 0; cut < 40; cut++) {
      MediaKey key = BlobCase.key();
      String upload = store().begin(key);
      IOException broken = new IOException("the client is gone");
      InputStream source = Sources.cut(content.stream(), cut, broken);
      assertThat(catchThrowable(() -> store().append(key, upload, 0, 40, source))).isSameAs(broken);
      assertThat(store().offset(key, upload).orElseThrow())
          .isBetween(Math.max(0, cut - mayLoseBytes()), cut);
      assertNothingAt(key);
      finish(key, upload, content);
    }
  }

  @Test
  default void anUploadThatIsCutTenTimesIsWholeInTheEnd() throws Exception {
    Random random = new Random(11);
    SeededContent content = BlobCase.content(20L * 1024 * 1024 + 333);
    MediaKey key = BlobCase.key();
    String upload = store().begin(key);
    for (int cut = 0; cut < 10; cut++) {
      long offset = store().offset(key, upload).orElseThrow();
      long after = random.nextLong(content.length() / 10);
      InputStream source =
          Sources.cut(content.from(offset), after, new IOException("the client is gone"));
      assertThat(
              catchThrowable(() -> store().append(key, upload, offset, content.length(), source)))
          .isInstanceOf(IOException.class);
      assertThat(store().offset(key, upload).orElseThrow())
          .isBetween(Math.max(offset, offset + after - mayLoseBytes()), offset + after);
      if (cut % 3 == 1) {
        blobs().crash();
      }
    }
    finish(key, upload, content);
  }

  @Test
  default void anotherOffsetWritesNothing() throws Exception {
    SeededContent content = BlobCase.content(1_000);
    MediaKey key = BlobCase.key();
    String upload = store().begin(key);
    assertThat(store().append(key, upload, 0, 1_000, part(content, 0, 400)))
        .isEqualTo(new AppendOutcome.Kept(400));
    for (long offset : List.of(0L, 399L, 401L, 999L)) {
      assertThat(store().append(key, upload, offset, 1_000, content.from(offset)))
          .isEqualTo(new AppendOutcome.OtherOffset(400));
      assertThat(store().offset(key, upload)).contains(400L);
      assertNothingAt(key);
    }
    finish(key, upload, content);
  }

  @Test
  default void anUploadGoesOnAfterACrash() throws Exception {
    SeededContent content = BlobCase.content(300_000);
    MediaKey key = BlobCase.key();
    String upload = store().begin(key);
    blobs().crash();
    assertThat(store().append(key, upload, 0, 300_000, part(content, 0, 100_000)))
        .isEqualTo(new AppendOutcome.Kept(100_000));
    blobs().crash();
    assertThat(store().offset(key, upload)).contains(100_000L);
    InputStream dying =
        Sources.watched(
            content.from(100_000),
            150_000,
            () -> {
              throw new AssertionError("the power is gone");
            });
    assertThat(catchThrowable(() -> store().append(key, upload, 100_000, 300_000, dying)))
        .isInstanceOf(AssertionError.class);
    blobs().crash();
    assertNothingAt(key);
    assertThat(store().offset(key, upload).orElseThrow()).isBetween(100_000L, 250_000L);
    finish(key, upload, content);
  }

  @Test
  default void anUploadThatIsNotThereIsUnknown() throws Exception {
    MediaKey key = BlobCase.key();
    MediaKey other = BlobCase.key();
    String upload = store().begin(key);
    String othersUpload = store().begin(other);
    assertUnknown(key, othersUpload);
    assertThat(store().append(key, upload, 0, 10, part(BlobCase.content(10), 0, 5)))
        .isEqualTo(new AppendOutcome.Kept(5));
    store().abandon(key, upload);
    store().abandon(key, upload);
    assertUnknown(key, upload);
    assertNothingAt(key);
    finish(other, othersUpload, BlobCase.content(10));
    assertUnknown(key, othersUpload);
  }

  private void assertUnknown(MediaKey key, String upload) throws IOException {
    assertThat(store().offset(key, upload)).isEmpty();
    assertThat(store().append(key, upload, 0, 10, BlobCase.content(10).stream()))
        .isEqualTo(new AppendOutcome.Unknown());
    assertNothingAt(key);
  }

  @Test
  default void anUploadDoesNotReplaceAnObject() throws Exception {
    MediaKey key = BlobCase.key();
    String upload = store().begin(key);
    SeededContent other = new SeededContent(3, 1_000);
    assertThat(store().append(key, upload, 0, 1_000, part(other, 0, 500)))
        .isEqualTo(new AppendOutcome.Kept(500));
    assertThat(store().write(key, 800, Optional.empty(), BlobCase.content(800).stream()))
        .isEqualTo(WriteOutcome.WRITTEN);
    // Its outcome is the store's affair.
    AppendOutcome _ = store().append(key, upload, 500, 1_000, other.from(500));
    assertIs(key, BlobCase.content(800));
  }

  @Test
  default void twoThatAppendToOneUploadHarmNoOther() throws Exception {
    SeededContent content = BlobCase.content(400_000);
    MediaKey key = BlobCase.key();
    String upload = store().begin(key);
    MediaKey other = BlobCase.key();
    String othersUpload = store().begin(other);
    SeededContent others = new SeededContent(8, 400_000);
    List<Callable<AppendOutcome>> appends = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      appends.add(() -> store().append(key, upload, 0, 400_000, content.stream()));
    }
    appends.add(() -> store().append(other, othersUpload, 0, 400_000, others.stream()));
    List<Future<AppendOutcome>> done;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      done = threads.invokeAll(appends);
    }
    assertThat(done.get(2).get()).isEqualTo(new AppendOutcome.Published());
    assertIs(other, others);
    for (Future<AppendOutcome> append : done.subList(0, 2)) {
      try {
        append.get();
      } catch (ExecutionException e) {
        assertThat(e.getCause()).isInstanceOf(BlobsUnavailable.class);
      }
    }
    finishIfUnfinished(key, upload, content);
  }

  /// The first one hangs in its source while the second comes.
  @Test
  default void whoeverAppendsBesideAnotherChangesNothingOfWhatIsPublished() throws Exception {
    SeededContent content = BlobCase.content(400_000);
    MediaKey key = BlobCase.key();
    String upload = store().begin(key);
    InputStream hanging =
        Sources.watched(
            content.stream(),
            200_000,
            () -> {
              try {
                AppendOutcome _ = store().append(key, upload, 0, 400_000, content.stream());
              } catch (BlobsUnavailable e) {
                assertThat(e.getMessage()).doesNotContain(key.name());
              }
            });
    try {
      AppendOutcome _ = store().append(key, upload, 0, 400_000, hanging);
    } catch (BlobsUnavailable e) {
      assertThat(e.getMessage()).doesNotContain(key.name());
    }
    finishIfUnfinished(key, upload, content);
  }

  private void finishIfUnfinished(MediaKey key, String upload, SeededContent content)
      throws IOException {
    if (store().size(key).isEmpty()) {
      finish(key, upload, content);
    }
    assertIs(key, content);
  }

  @Test
  default void manyUploadsAtATimeDoNotMix() throws Exception {
    List<Callable<Boolean>> uploads = new ArrayList<>();
    CyclicBarrier begun = new CyclicBarrier(8);
    for (int i = 0; i < 8; i++) {
      SeededContent content = new SeededContent(i, 150_000 + i);
      uploads.add(() -> {
        MediaKey key = BlobCase.key();
        String upload = store().begin(key);
        begun.await();
        AppendOutcome _ =
            store().append(key, upload, 0, content.length(), part(content, 0, 70_000));
        finish(key, upload, content);
        return true;
      });
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> done : threads.invokeAll(uploads)) {
        assertThat(done.get()).isTrue();
      }
    }
    assertThat(listed(3)).hasSize(8);
  }
}
