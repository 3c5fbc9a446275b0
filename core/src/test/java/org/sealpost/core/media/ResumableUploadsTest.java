package org.sealpost.core.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.audit.events.Actor;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MediaKey;
import org.sealpost.storage.media.MediaUse;
import org.sealpost.storage.tck.faults.Fault;

class ResumableUploadsTest {
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

  private AppendResult append(AttachmentForm form, long offset, int total, Incoming body)
      throws IOException {
    return world.resumable.append(form.key(), form.token(), offset, total, body);
  }

  private static Incoming from(int total, long first) {
    return MediaWorld.incoming(MediaWorld.content(total).from(first));
  }

  /// Breaks after so many bytes.
  private static Incoming cut(int total, long first, long after) {
    return MediaWorld.incoming(
        new FilterInputStream(MediaWorld.content(total).from(first)) {
          private long left = after;

          @Override
          public int read(byte[] into, int at, int count) throws IOException {
            if (left == 0) {
              throw new IOException("the connection broke");
            }
            int n = super.read(into, at, (int) Math.min(count, left));
            left -= n;
            return n;
          }
        });
  }

  @Test
  void anUploadThatIsCutGoesOnWhereItStopped() throws Exception {
    AttachmentForm form = world.begun();
    long offset = 0;
    for (int times = 0; times < 10; times++) {
      long from = offset;
      assertThatThrownBy(() -> append(form, from, 700, cut(700, from, 50)))
          .isInstanceOf(IOException.class);
      offset = at(world.resumable.offset(form.key(), form.token()));
    }
    assertThat(offset).isEqualTo(500);
    assertThat(world.isThere(form.key())).isFalse();

    assertThat(append(form, offset, 700, from(700, offset))).isEqualTo(new AppendResult.At(700));
    assertThat(world.content(form.key()))
        .hasValue(Bytes.wrap(MediaWorld.content(700).stream().readAllBytes()));
    assertThat(world.use()).isEqualTo(new MediaUse(700, 1));
  }

  private static long at(UploadState state) {
    if (state instanceof UploadState.At(long offset)) {
      return offset;
    }
    throw new AssertionError("no offset: " + state);
  }

  @Test
  void theSameAgainIsWhatItWas() throws Exception {
    AttachmentForm form = world.begun();
    assertThat(world.resumable.create(form.key(), form.token())).isEqualTo(new UploadState.At(0));
    append(form, 0, 300, cut(300, 0, 300));
    for (int times = 0; times < 2; times++) {
      assertThat(world.resumable.create(form.key(), form.token()))
          .isEqualTo(new UploadState.At(300));
      assertThat(world.resumable.offset(form.key(), form.token()))
          .isEqualTo(new UploadState.At(300));
      assertThat(append(form, 300, 300, from(300, 300))).isEqualTo(new AppendResult.At(300));
      assertThat(append(form, 0, 300, from(300, 0))).isEqualTo(new AppendResult.OtherOffset(300));
    }
  }

  @Test
  void theLengthThatIsSaidFirstIsTheLength() throws Exception {
    AttachmentForm form = world.begun();
    assertThatThrownBy(() -> append(form, 0, 300, cut(300, 0, 10))).isInstanceOf(IOException.class);
    assertThat(world.use()).isEqualTo(new MediaUse(300, 1));
    assertThat(append(form, 10, 301, from(301, 10))).isEqualTo(new AppendResult.OtherLength());
    assertThat(append(form, 11, 300, from(300, 11))).isEqualTo(new AppendResult.OtherOffset(10));

    AttachmentForm known =
        MediaWorld.granted(world.grant.attachmentForm(world.device, OptionalLong.of(200)));
    assertThat(world.use().bytes()).isEqualTo(500);
    world.resumable.create(known.key(), known.token());
    assertThat(append(known, 0, 201, from(201, 0))).isEqualTo(new AppendResult.TooLarge(200));
    assertThat(append(known, 0, 199, from(199, 0))).isEqualTo(new AppendResult.OtherLength());
  }

  @Test
  void whatIsLargerThanTheFormOrTheRoomIsRefusedBeforeAByteIsRead() throws Exception {
    AttachmentForm form = world.begun();
    Incoming unread =
        MediaWorld.incoming(
            new InputStream() {
              @Override
              public int read() {
                throw new AssertionError("read");
              }

              @Override
              public int read(byte[] into, int offset, int count) {
                return read();
              }
            });
    assertThat(append(form, 0, 801, unread)).isEqualTo(new AppendResult.TooLarge(800));
    world.direct(600);
    assertThat(append(form, 0, 401, unread))
        .isEqualTo(new AppendResult.OverQuota(Duration.ofHours(1)));
    assertThat(append(form, 0, 400, from(400, 0))).isEqualTo(new AppendResult.At(400));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "1.2.3", "9999999999.800.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
  void aTokenThatIsNoneLetsNobodyIn(String token) throws Exception {
    AttachmentForm form = world.begun();
    refused(new AttachmentForm(form.key(), token));
  }

  @Test
  void aTokenIsForOneObjectALengthAndAWeek() throws Exception {
    AttachmentForm form = world.begun();
    AttachmentForm other = world.begun();
    refused(new AttachmentForm(form.key(), other.token()));
    refused(new AttachmentForm(form.key(), form.token().replace(".800.", ".900.")));
    world.core.clock.advance(Duration.ofDays(7).minusSeconds(1));
    assertThat(world.resumable.offset(form.key(), form.token())).isEqualTo(new UploadState.At(0));
    world.core.clock.advance(Duration.ofSeconds(1));
    refused(form);
  }

  private void refused(AttachmentForm form) throws IOException {
    assertThat(world.resumable.create(form.key(), form.token()))
        .isEqualTo(new UploadState.Refused());
    assertThat(world.resumable.offset(form.key(), form.token()))
        .isEqualTo(new UploadState.Refused());
    assertThat(append(form, 0, 10, from(10, 0))).isEqualTo(new AppendResult.Refused());
  }

  @Test
  void whatWasNotBegunIsNotThere() throws Exception {
    AttachmentForm form = world.form();
    assertThat(world.resumable.offset(form.key(), form.token()))
        .isEqualTo(new UploadState.NotFound());
    assertThat(append(form, 0, 10, from(10, 0))).isEqualTo(new AppendResult.NotFound());
  }

  /// The older connection stands half open: its read never ends by itself.
  @Test
  void aNewerRequestTakesOver() throws Exception {
    AttachmentForm form = world.begun();
    CountDownLatch waiting = new CountDownLatch(1);
    CompletableFuture<Void> cut = new CompletableFuture<>();
    InputStream halfOpen =
        new FilterInputStream(MediaWorld.content(300).from(0)) {
          private boolean given;

          @Override
          public int read(byte[] into, int at, int count) throws IOException {
            if (!given) {
              given = true;
              return super.read(into, at, Math.min(count, 100));
            }
            waiting.countDown();
            cut.join();
            throw new IOException("cut");
          }
        };
    CompletableFuture<AppendResult> older =
        CompletableFuture.supplyAsync(() -> {
          try {
            return append(form, 0, 300, new Incoming(halfOpen, () -> cut.complete(null)));
          } catch (IOException e) {
            return new AppendResult.At(-1);
          }
        });
    assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();

    AppendResult newer = append(form, 100, 300, from(300, 100));

    assertThat(older.get(30, TimeUnit.SECONDS)).isEqualTo(new AppendResult.At(-1));
    assertThat(newer).isEqualTo(new AppendResult.At(300));
    assertThat(world.content(form.key()))
        .hasValue(Bytes.wrap(MediaWorld.content(300).stream().readAllBytes()));
  }

  @Test
  void anOlderRequestThatDoesNotLetGoMakesTheNewerOneWaitForTheNextTry() {
    Appenders appenders = new Appenders(Duration.ofMillis(1));
    MediaKey key = MediaKey.attachment(Bytes.wrap(new byte[15]));
    Incoming stubborn = MediaWorld.incoming(InputStream.nullInputStream());
    Optional<Appenders.Turn> turn = appenders.take(MediaRows.id(key), stubborn);
    assertThat(appenders.take(MediaRows.id(key), stubborn)).isEmpty();
    turn.orElseThrow().close();
    assertThat(appenders.take(MediaRows.id(key), stubborn)).isPresent();
  }

  /// The account ends while the last byte is on its way: the object is not served, and goes.
  @Test
  void anAccountThatEndsMeanwhileLeavesNothing() throws Exception {
    AttachmentForm form = world.begun();
    world.blobs.runAt(
        "append",
        Fault.AFTER,
        () -> {
          world.core.deleteAccount.delete(world.alice.number, Actor.PERSON);
          world.end.ended(world.account.aci());
        });

    append(form, 0, 300, from(300, 0));

    assertThat(world.isThere(form.key())).isFalse();
    world.sweeper.sweep();
    assertThat(world.filesThere()).isEmpty();
    assertThat(world.use()).isEqualTo(MediaUse.NONE);
  }

  /// The sweep has removed the row of an upload by the time that it is whole.
  @Test
  void whatBecomesWholeAfterItsRowWentIsRemovedAgain() throws Exception {
    AttachmentForm form = world.begun();
    world.blobs.runAt(
        "append",
        Fault.AFTER,
        () -> {
          var row = world.core.storage.media().find(MediaRows.id(form.key())).orElseThrow();
          assertThat(world.core.storage.media().remove(row.id(), row.revision())).isTrue();
        });

    assertThat(append(form, 0, 300, from(300, 0))).isEqualTo(new AppendResult.NotFound());
    assertThat(world.filesThere()).isEmpty();
  }
}
