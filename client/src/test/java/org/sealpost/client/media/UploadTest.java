package org.sealpost.client.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.client.attachments.AttachmentSource;
import org.sealpost.client.attachments.SealedAttachment;
import org.sealpost.client.content.AttachmentPointer;
import org.sealpost.client.media.UploadOutcome.Uploaded;
import org.sealpost.client.transport.SourceUnreadable;
import org.sealpost.client.transport.Transfers;
import org.sealpost.protocol.Bytes;

class UploadTest {
  private static final int SIZE = 300_000;

  private final List<Duration> waits = new CopyOnWriteArrayList<>();
  private PaperMedia server;
  private Transfers transfers;
  private ResumableUpload resumable;
  private DirectUpload direct;

  @BeforeEach
  void start() throws Exception {
    server = new PaperMedia();
    transfers = new Transfers(HttpClient::newBuilder, Duration.ofSeconds(60));
    MediaHost host = new MediaHost(server.base());
    resumable = new ResumableUpload(server, transfers, host, waits::add);
    direct = new DirectUpload(server, transfers, host, waits::add);
  }

  @AfterEach
  void stop() {
    transfers.close();
    server.close();
  }

  private static Bytes content() {
    byte[] bytes = new byte[SIZE];
    new Random(1).nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  private static Upload upload(AttachmentSource source, Progress progress) throws IOException {
    return new Upload(
        SealedAttachment.of(source), new FileDescription("image/png", "boat.png"), 5, progress);
  }

  private static Upload upload() throws IOException {
    return upload(AttachmentSource.of(content()), Progress.NONE);
  }

  private void isThere(UploadOutcome outcome, Upload upload) throws Exception {
    assertThat(outcome).isInstanceOf(Uploaded.class);
    AttachmentPointer pointer = ((Uploaded) outcome).pointer();
    Bytes object = Objects.requireNonNull(server.objects.get(pointer.object()));
    assertThat(object.size()).isEqualTo(307_680);
    assertThat(MessageDigest.getInstance("SHA-256").digest(object.unsafeArray()))
        .isEqualTo(pointer.digest().unsafeArray());
    assertThat(pointer.cdn()).isEqualTo(3);
    assertThat(pointer.sizeBytes()).isEqualTo(SIZE);
    assertThat(pointer.fileName()).isEqualTo("boat.png");
    assertThat(pointer.contentType()).isEqualTo("image/png");
    assertThat(pointer.key()).isEqualTo(upload.file().key().bytes());
  }

  @Test
  void anUploadThatIsCutTenTimesIsWhole() throws Exception {
    for (int cut = 1; cut <= 10; cut++) {
      server.cuts.add(cut * 1000 + cut);
    }
    List<Long> progress = new ArrayList<>();
    Upload upload =
        upload(
            AttachmentSource.of(content()),
            (at, total) -> {
              assertThat(total).isEqualTo(307_680);
              synchronized (progress) {
                progress.add(at);
              }
            });
    isThere(resumable.run(upload), upload);
    assertThat(server.count("POST")).isEqualTo(1);
    assertThat(server.count("PATCH")).isEqualTo(11);
    assertThat(server.count("HEAD")).isEqualTo(10);
    assertThat(progress.getLast()).isEqualTo(307_680);
  }

  @Test
  void aPlaceThatIsForgottenIsAskedForAgain() throws Exception {
    server.cuts.add(1000);
    server.cuts.add(2000);
    // Creating, sending, then the question how much is there.
    server.refusals.addAll(List.of(0, 0, -404));
    Upload upload = upload();
    isThere(resumable.run(upload), upload);
    assertThat(server.count("GET /v4/attachments/form/upload?uploadLength=307680")).isEqualTo(2);
  }

  @Test
  void whatNeverMovesIsGivenUp() throws Exception {
    for (int i = 0; i < 50; i++) {
      server.cuts.add(0);
    }
    Upload upload = upload();
    assertThatThrownBy(() -> resumable.run(upload)).isInstanceOf(IOException.class);
    assertThat(server.count("PATCH")).isEqualTo(6);
    assertThat(waits).hasSize(5);
  }

  @Test
  void aBusyHostIsGivenTheTimeThatItAsksFor() throws Exception {
    server.refusals.addAll(List.of(503, 0, 429));
    Upload upload = upload();
    isThere(resumable.run(upload), upload);
    assertThat(waits).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(7));
  }

  @Test
  void whatIsTooLongForTheHostIsSaid() throws Exception {
    server.refusals.addAll(List.of(0, 413, 413));
    assertThat(resumable.run(upload())).isEqualTo(new UploadOutcome.TooLarge());
    assertThat(direct.run(upload())).contains(new UploadOutcome.TooLarge());
  }

  @Test
  void aGrantTakesTheFileInOnePiece() throws Exception {
    Upload upload = upload();
    isThere(direct.run(upload).orElseThrow(), upload);
    assertThat(server.log).containsExactly("POST /v1/media/uploads", "PUT /direct/object0");
  }

  @Test
  void aGrantWhoseUploadIsCutIsUsedAgain() throws Exception {
    server.cuts.addAll(List.of(100, 200_000));
    Upload upload = upload();
    isThere(direct.run(upload).orElseThrow(), upload);
    assertThat(server.count("POST")).isEqualTo(1);
    assertThat(server.count("PUT")).isEqualTo(3);
  }

  @Test
  void anAnswerThatWasLostIsNotAFileThatWasLost() throws Exception {
    server.answerIsLost = true;
    Upload upload = upload();
    isThere(direct.run(upload).orElseThrow(), upload);
    assertThat(server.objects).hasSize(1);
  }

  @Test
  void aGrantThatIsOverIsAskedForAgain() throws Exception {
    server.refusals.add(403);
    Upload upload = upload();
    isThere(direct.run(upload).orElseThrow(), upload);
    assertThat(server.count("POST")).isEqualTo(2);
  }

  @Test
  void aServerWithoutTheDoorSaysSo() throws Exception {
    server.direct = false;
    assertThat(direct.run(upload())).isEmpty();
  }

  @Test
  void aFileThatChangesIsNotTriedAgain() throws Exception {
    Bytes content = content();
    int[] opened = new int[1];
    AttachmentSource changing =
        new AttachmentSource() {
          @Override
          public long sizeBytes() {
            return SIZE;
          }

          @Override
          public InputStream open() {
            byte[] bytes = content.toByteArray();
            bytes[SIZE - 1] ^= (byte) opened[0]++;
            return new ByteArrayInputStream(bytes);
          }
        };
    Upload upload = upload(changing, Progress.NONE);
    assertThatThrownBy(() -> resumable.run(upload))
        .isInstanceOf(SourceUnreadable.class)
        .hasMessageContaining("changed");
    assertThat(server.count("PATCH")).isLessThanOrEqualTo(1);
    assertThat(server.objects).isEmpty();
  }
}
