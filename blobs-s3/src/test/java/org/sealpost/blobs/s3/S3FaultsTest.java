package org.sealpost.blobs.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MediaKey;
import org.sealpost.storage.blobs.AppendOutcome;
import org.sealpost.storage.blobs.BlobsFull;
import org.sealpost.storage.blobs.BlobsUnavailable;
import org.sealpost.storage.blobs.WriteOutcome;
import org.sealpost.storage.tck.blobs.SeededContent;
import org.sealpost.testing.s3.FaultProxy;
import org.sealpost.testing.s3.FaultProxy.Fault;
import org.sealpost.testing.s3.S3Server;

/// The store between this and the bucket goes wrong: every call fails in clear words, nothing is
/// half published, and the same calls succeed when it is well again, without a restart.
class S3FaultsTest {
  private static final MediaKey KEY = MediaKey.attachment(Bytes.wrap(new byte[15]));
  private static final SeededContent SMALL = new SeededContent(1, 100_000);
  private static final SeededContent LARGE = new SeededContent(2, TestBucket.PART * 2L + 12_345);

  private FaultProxy proxy;
  private String bucket;
  private S3BlobStore store;

  @BeforeEach
  void open() throws Exception {
    S3Server server = S3Server.shared();
    proxy = FaultProxy.before(server.endpoint());
    bucket = TestBucket.create(server);
    store = open(TestBucket.TUNING);
    // the server has everything in memory before a store without patience asks it
    MediaKey first = MediaKey.profileAvatar(Bytes.wrap(new byte[16]));
    assertThat(store.append(first, store.begin(first), 0, 10, SMALL.stream()))
        .isEqualTo(new AppendOutcome.Published());
    store.delete(first);
  }

  private S3BlobStore open(S3Config.Tuning tuning) {
    return S3BlobStore.open(TestBucket.config(proxy.endpoint(), bucket).withTuning(tuning));
  }

  /// For what does not answer at all.
  private void loseAllPatience() {
    store.close();
    store = open(TestBucket.IMPATIENT);
  }

  @AfterEach
  void close() {
    proxy.close();
    store.close();
  }

  static Stream<Fault> faults() {
    return Stream.of(
        FaultProxy.SLOW_DOWN,
        new Fault.Answer(500, ""),
        new Fault.Silent(),
        new Fault.Refuse(),
        new Fault.CutAnswer(0));
  }

  static Stream<Fault> faultsOfABody() {
    return Stream.concat(faults(), Stream.of(new Fault.CutRequest(50_000)));
  }

  private static boolean isPublication(String request) {
    return (request.startsWith("PUT ") && !isPart(request) && !request.contains("/unfinished/"))
        || (request.startsWith("POST ") && request.contains("uploadId="));
  }

  private static boolean isPart(String request) {
    return request.startsWith("PUT ") && request.contains("partNumber=");
  }

  private void assertSmall() throws Exception {
    assertThat(SMALL.isIn(store.read(KEY, 0, 1 << 30).orElseThrow(), 0, SMALL.length())).isTrue();
  }

  private void assertLarge() throws Exception {
    assertThat(LARGE.isIn(store.read(KEY, 0, 1 << 30).orElseThrow(), 0, LARGE.length())).isTrue();
  }

  private WriteOutcome write() throws Exception {
    return store.write(KEY, SMALL.length(), Optional.of(SMALL.sha256()), SMALL.stream());
  }

  @ParameterizedTest
  @MethodSource("faults")
  void everyCallSaysThatTheStoreIsAway(Fault fault) throws Exception {
    String upload = store.begin(KEY);
    String abandoned = store.begin(KEY);
    loseAllPatience();
    proxy.all(fault);

    assertAway(() -> write(), () -> store.begin(KEY), () -> store.offset(KEY, upload));
    assertAway(
        () -> store.append(KEY, upload, 0, SMALL.length(), SMALL.stream()),
        () -> store.abandon(KEY, abandoned),
        () -> store.size(KEY));
    assertAway(
        () -> store.read(KEY, 0, 1),
        () -> store.delete(KEY),
        () -> store.list(Optional.empty(), 10),
        () -> store.sweepUnfinished(Instant.now(), 10));
    assertThat(store.trouble()).isPresent();

    proxy.all(FaultProxy.PASS);
    assertThat(store.trouble()).isEmpty();
    assertThat(store.size(KEY)).isEmpty();
    assertThat(store.append(KEY, upload, 0, SMALL.length(), SMALL.stream()))
        .isEqualTo(new AppendOutcome.Published());
    assertSmall();
  }

  private interface Call {
    void make() throws Exception;
  }

  /// At a time, as some of them take as long as anybody waits.
  private static void assertAway(Call... calls) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Throwable>> ends =
          threads.invokeAll(
              Stream.of(calls)
                  .<Callable<Throwable>>map(call -> () -> catchThrowable(call::make))
                  .toList());
      for (Future<Throwable> end : ends) {
        assertThat(end.get())
            .isInstanceOf(BlobsUnavailable.class)
            .isNotInstanceOf(BlobsFull.class)
            .hasNoCause()
            .satisfies(e ->
                assertThat(String.valueOf(e.getMessage()))
                    .contains("object store")
                    .doesNotContain(KEY.name())
                    .doesNotContain("127.0.0.1"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("faultsOfABody")
  void aPartThatDoesNotArriveIsAskedForAgain(Fault fault) throws Exception {
    String upload = store.begin(KEY);
    loseAllPatience();
    proxy.plan(
        request -> isPart(request) && request.contains("partNumber=2") ? fault : FaultProxy.PASS);

    assertThatThrownBy(() -> store.append(KEY, upload, 0, LARGE.length(), LARGE.stream()))
        .isInstanceOf(BlobsUnavailable.class);

    proxy.all(FaultProxy.PASS);
    assertThat(store.size(KEY)).isEmpty();
    long offset = store.offset(KEY, upload).orElseThrow();
    // an answer that was lost does not make the part unsent
    assertThat(offset).isIn((long) TestBucket.PART, 2L * TestBucket.PART);
    assertThat(store.append(KEY, upload, offset, LARGE.length(), LARGE.from(offset)))
        .isEqualTo(new AppendOutcome.Published());
    assertLarge();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aPublicationThatFailsIsMadeUpFor(Fault fault) throws Exception {
    String upload = store.begin(KEY);
    loseAllPatience();
    proxy.plan(request -> isPublication(request) ? fault : FaultProxy.PASS);
    AppendOutcome outcome = null;
    try {
      outcome = store.append(KEY, upload, 0, LARGE.length(), LARGE.stream());
    } catch (BlobsUnavailable e) {
      // what the client is told to try again
    }

    proxy.all(FaultProxy.PASS);
    assertThat(outcome).isIn(null, new AppendOutcome.Published());
    assertThat(store.offset(KEY, upload)).contains(LARGE.length());
    assertLarge();
    assertThat(
            store.append(
                KEY, upload, LARGE.length(), LARGE.length(), InputStream.nullInputStream()))
        .isEqualTo(new AppendOutcome.Published());
  }

  /// The last part is as long as the others: nothing but a word of its own tells that it is the
  /// last.
  @Test
  void aPublicationOfWholePartsThatFailsIsMadeUpFor() throws Exception {
    SeededContent content = new SeededContent(3, 2L * TestBucket.PART);
    String upload = store.begin(KEY);
    proxy.plan(request -> isPublication(request) ? FaultProxy.SLOW_DOWN : FaultProxy.PASS);
    assertThatThrownBy(() -> store.append(KEY, upload, 0, content.length(), content.stream()))
        .isInstanceOf(BlobsUnavailable.class);

    proxy.all(FaultProxy.PASS);
    assertThat(store.size(KEY)).isEmpty();
    assertThat(store.offset(KEY, upload)).contains(content.length());
    assertThat(store.size(KEY)).contains(content.length());
    proxy.forget();
    assertThat(store.sweepUnfinished(Instant.now().plusSeconds(3_600), 10)).isZero();
  }

  @Test
  void aWholeObjectWhoseAnswerIsLostIsWritten() throws Exception {
    int[] asked = {0};
    proxy.plan(request ->
        isPublication(request) && asked[0]++ == 0 ? new Fault.CutAnswer(0) : FaultProxy.PASS);

    assertThat(write()).isEqualTo(WriteOutcome.WRITTEN);
    assertThat(asked[0]).isEqualTo(2);
    assertSmall();
  }

  @Test
  void aCallIsMadeAgainWhenTheStoreWantsFewer() throws Exception {
    int[] asked = {0};
    proxy.plan(_ -> asked[0]++ % 2 == 0 ? FaultProxy.SLOW_DOWN : FaultProxy.PASS);

    assertThat(write()).isEqualTo(WriteOutcome.WRITTEN);
    assertSmall();
  }

  @Test
  void aFullStoreSaysThatItIsFull() throws Exception {
    String upload = store.begin(KEY);
    for (Fault full :
        new Fault[] {
          new Fault.Answer(507, ""),
          new Fault.Answer(507, "<Error><Code>XMinioStorageFull</Code></Error>"),
          new Fault.Answer(403, "<Error><Code>QuotaExceeded</Code></Error>")
        }) {
      proxy.plan(request -> request.startsWith("PUT ") ? full : FaultProxy.PASS);

      assertThatThrownBy(this::write).isInstanceOf(BlobsFull.class);
      assertThatThrownBy(() -> store.append(KEY, upload, 0, SMALL.length(), SMALL.stream()))
          .isInstanceOf(BlobsFull.class);
      assertThat(store.size(KEY)).isEmpty();
    }
    proxy.all(FaultProxy.PASS);
    assertThat(write()).isEqualTo(WriteOutcome.WRITTEN);
  }

  @Test
  void aReadGoesOnWhereTheStoreBrokeOff() throws Exception {
    assertThat(write()).isEqualTo(WriteOutcome.WRITTEN);
    int[] asked = {0};
    proxy.plan(request ->
        request.startsWith("GET ") && asked[0]++ < 2
            ? new Fault.CutAnswer(20_000)
            : FaultProxy.PASS);

    assertSmall();
    assertThat(asked[0]).isEqualTo(3);
  }

  @Test
  void aReadThatCannotGoOnSaysSo() throws Exception {
    assertThat(write()).isEqualTo(WriteOutcome.WRITTEN);
    loseAllPatience();
    for (Fault then : new Fault[] {FaultProxy.SLOW_DOWN, new Fault.Silent(), new Fault.Refuse()}) {
      proxy.all(new Fault.CutAnswer(20_000));
      try (InputStream in = store.read(KEY, 0, SMALL.length()).orElseThrow()) {
        proxy.all(then);
        assertThatThrownBy(in::readAllBytes).isInstanceOf(BlobsUnavailable.class);
      }
    }
    proxy.all(FaultProxy.PASS);
    assertSmall();
  }
}
