package org.sealpost.client.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.client.attachments.AttachmentRefused;
import org.sealpost.client.attachments.AttachmentSource;
import org.sealpost.client.attachments.SealedAttachment;
import org.sealpost.client.content.AttachmentPointer;
import org.sealpost.client.transport.Transfers;
import org.sealpost.protocol.Bytes;

class DownloadTest {
  private static final int SIZE = 300_000;
  private static final int ENCRYPTED = 307_680;

  @TempDir Path folder;

  private final List<Duration> waits = new CopyOnWriteArrayList<>();
  private PaperMedia server;
  private Transfers transfers;
  private Download download;
  private Bytes content = Bytes.EMPTY;
  private Bytes encrypted = Bytes.EMPTY;
  private AttachmentPointer pointer;
  private Path target;

  @BeforeEach
  void start() throws Exception {
    server = new PaperMedia();
    transfers = new Transfers(HttpClient::newBuilder, Duration.ofSeconds(60));
    download = new Download(transfers, waits::add);
    target = folder.resolve("target");
    byte[] bytes = new byte[SIZE];
    new Random(1).nextBytes(bytes);
    content = Bytes.wrap(bytes);
    SealedAttachment sealed = SealedAttachment.of(AttachmentSource.of(content));
    try (InputStream in = sealed.open(0)) {
      encrypted = Bytes.wrap(in.readAllBytes());
    }
    Upload upload = new Upload(sealed, FileDescription.NONE, 5, Progress.NONE);
    pointer = ((UploadOutcome.Uploaded) upload.uploadedAs(3, "it/s")).pointer();
    server.objects.put("it%2Fs", encrypted);
  }

  @AfterEach
  void stop() {
    transfers.close();
    server.close();
  }

  private URI address() {
    return new MediaHost(server.base()).attachment(pointer.object());
  }

  private void fetch() throws IOException {
    download.run(address(), pointer, target, Progress.NONE);
  }

  private void isWhole() throws IOException {
    assertThat(Bytes.wrap(Files.readAllBytes(target))).isEqualTo(content);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(target);
    }
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void aDownloadThatIsCutTenTimesIsWhole() throws Exception {
    int there = 0;
    for (int cut = 1; cut <= 10; cut++) {
      server.cuts.add(cut * 1000);
    }
    List<Long> progress = new CopyOnWriteArrayList<>();
    download.run(address(), pointer, target, (at, _) -> progress.add(at));
    isWhole();
    assertThat(server.log).hasSize(11);
    for (int cut = 1; cut <= 10; cut++) {
      there += cut * 1000;
      assertThat(server.log.get(cut)).endsWith(" bytes=" + there + "-");
    }
    assertThat(progress).isSorted().last().isEqualTo((long) ENCRYPTED);
  }

  @Test
  void aLaterDownloadGoesOnWhereTheFirstWasGivenUp() throws Exception {
    server.cuts.add(100_000);
    for (int i = 0; i < 5; i++) {
      server.cuts.add(0);
    }
    assertThatThrownBy(this::fetch).isInstanceOf(IOException.class);
    assertThat(target).doesNotExist();
    assertThat(waits).hasSize(5);
    server.log.clear();
    fetch();
    isWhole();
    assertThat(server.log).singleElement().asString().endsWith(" bytes=100000-");
  }

  @Test
  void aHostWithoutRangesGivesTheWholeFileAgain() throws Exception {
    server.ranges = false;
    server.cuts.add(100_000);
    fetch();
    isWhole();
  }

  @Test
  void aPartThatIsDamagedIsFetchedAgain() throws Exception {
    server.cuts.add(100_000);
    for (int i = 0; i < 5; i++) {
      server.cuts.add(0);
    }
    assertThatThrownBy(this::fetch).isInstanceOf(IOException.class);
    Path part = files().getFirst();
    byte[] bytes = Files.readAllBytes(part);
    bytes[5000] ^= 1;
    Files.write(part, bytes);
    fetch();
    isWhole();
  }

  @Test
  void whatCameWholeBeforeIsOpened() throws Exception {
    server.cuts.add(100_000);
    for (int i = 0; i < 5; i++) {
      server.cuts.add(0);
    }
    assertThatThrownBy(this::fetch).isInstanceOf(IOException.class);
    Files.write(files().getFirst(), encrypted.unsafeArray());
    server.objects.clear();
    fetch();
    isWhole();
  }

  @Test
  void moreThanTheFileCanHaveIsNotTaken() throws Exception {
    byte[] longer = java.util.Arrays.copyOf(encrypted.unsafeArray(), 2 * ENCRYPTED);
    server.objects.put("it%2Fs", Bytes.wrap(longer));
    List<Long> there = new CopyOnWriteArrayList<>();
    assertThatThrownBy(() -> download.run(address(), pointer, target, (at, _) -> there.add(at)))
        .isInstanceOfSatisfying(
            AttachmentRefused.class,
            e -> assertThat(e.reason()).isEqualTo(AttachmentRefused.Reason.LENGTH));
    assertThat(there).allMatch(at -> at <= ENCRYPTED);
    assertThat(files()).isEmpty();
  }

  @Test
  void anotherFileLeavesNothing() throws Exception {
    byte[] changed = encrypted.toByteArray();
    changed[200_000] ^= 1;
    server.objects.put("it%2Fs", Bytes.wrap(changed));
    assertThatThrownBy(this::fetch).isInstanceOf(AttachmentRefused.class);
    assertThat(files()).isEmpty();
    assertThat(server.log).hasSize(1);
  }

  @Test
  void aFileThatIsGoneIsSaidToBe() throws Exception {
    server.objects.clear();
    assertThatThrownBy(this::fetch).isInstanceOf(AttachmentGone.class);
    assertThat(files()).isEmpty();
  }

  @Test
  void aBusyHostIsWaitedFor() throws Exception {
    server.refusals.addAll(List.of(503, 429));
    fetch();
    isWhole();
    assertThat(waits).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(7));
  }

  @Test
  void aFileThatIsElsewhereIsFetchedThere() throws Exception {
    download.run(URI.create(server.base() + "/moved/it%2Fs"), pointer, target, Progress.NONE);
    isWhole();
  }

  @Test
  void aHostThatStallsIsLeft() throws Exception {
    try (ServerSocket silent = new ServerSocket(0);
        Transfers impatient = new Transfers(HttpClient::newBuilder, Duration.ofMillis(50))) {
      Download stalled = new Download(impatient, waits::add);
      URI address = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/attachments/x");
      assertThatThrownBy(() -> stalled.run(address, pointer, target, Progress.NONE))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("nothing moves");
      assertThat(waits).hasSize(5);
    }
  }

  @Test
  void theNameOfAnObjectIsOneStepOfAPath() {
    MediaHost host = new MediaHost(URI.create("https://host"));
    assertThat(host.attachment("../../v1/accounts/me?x=1#y z").getRawPath())
        .isEqualTo("/attachments/..%2F..%2Fv1%2Faccounts%2Fme%3Fx%3D1%23y%20z");
    assertThat(host.attachment("..").toString()).isEqualTo("https://host/attachments/%2E%2E");
  }
}
