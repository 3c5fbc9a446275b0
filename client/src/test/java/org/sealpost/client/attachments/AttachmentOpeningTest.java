package org.sealpost.client.attachments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.client.attachments.AttachmentRefused.Reason;
import org.sealpost.client.content.AttachmentPointer;
import org.sealpost.protocol.Bytes;

class AttachmentOpeningTest {
  private static final int CONTENT = 150_000;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 540, 541, 542, 1000, 65_536, 300_000})
  void whatWasSealedIsOpened(int size) throws Exception {
    Bytes content = TestFiles.content(size, size);
    SealedAttachment sealed = TestFiles.sealed(content);
    byte[] encrypted = TestFiles.encrypted(sealed);
    assertThat(opened(encrypted, TestFiles.pointer(sealed))).contains(content);
    assertThat(streamed(encrypted, TestFiles.pointer(sealed))).isEqualTo(content);
  }

  @Test
  void aFileThatWasNotFilledUpIsOpened() throws Exception {
    // As stickers are: the same layout around the content alone.
    Bytes content = TestFiles.content(1000, 1);
    AttachmentKey key = AttachmentKey.fresh();
    byte[] iv = new byte[16];
    var cipher = key.cipher(javax.crypto.Cipher.ENCRYPT_MODE, iv);
    byte[] body = cipher.doFinal(content.unsafeArray());
    var mac = key.mac();
    mac.update(iv);
    byte[] tag = mac.doFinal(body);
    byte[] file = new byte[16 + body.length + 32];
    System.arraycopy(body, 0, file, 16, body.length);
    System.arraycopy(tag, 0, file, 16 + body.length, 32);
    AttachmentPointer pointer =
        new AttachmentPointer(
            0,
            "sticker",
            key.bytes(),
            Bytes.wrap(SealedAttachment.sha256().digest(file)),
            1000,
            Bytes.EMPTY,
            0,
            "",
            "",
            0);
    assertThat(opened(file, pointer)).contains(content);
  }

  @Test
  void noChangedByteIsTaken() throws Exception {
    SealedAttachment sealed = TestFiles.sealed(TestFiles.content(CONTENT, 2));
    byte[] encrypted = TestFiles.encrypted(sealed);
    AttachmentPointer pointer = TestFiles.pointer(sealed);
    Random random = new Random(3);
    for (int round = 0; round < 60; round++) {
      byte[] changed = encrypted.clone();
      int place =
          switch (round) {
            case 0 -> 0;
            case 1 -> 16;
            case 2 -> encrypted.length - 1;
            case 3 -> encrypted.length - 33;
            default -> random.nextInt(encrypted.length);
          };
      changed[place] ^= (byte) (1 << random.nextInt(8));
      refused(changed, pointer, Reason.NOT_AUTHENTIC);
    }
  }

  @Test
  void theMacIsCheckedEvenWhereTheDigestHolds() throws Exception {
    SealedAttachment sealed = TestFiles.sealed(TestFiles.content(1000, 4));
    byte[] changed = TestFiles.encrypted(sealed);
    changed[40] ^= 1;
    refused(
        changed,
        TestFiles.withDigest(
            TestFiles.pointer(sealed), Bytes.wrap(SealedAttachment.sha256().digest(changed))),
        Reason.NOT_AUTHENTIC);
  }

  @Test
  void anotherDigestOrKeyIsRefused() throws Exception {
    SealedAttachment sealed = TestFiles.sealed(TestFiles.content(1000, 5));
    byte[] encrypted = TestFiles.encrypted(sealed);
    AttachmentPointer pointer = TestFiles.pointer(sealed);
    refused(
        encrypted, TestFiles.withDigest(pointer, Bytes.wrap(new byte[32])), Reason.NOT_AUTHENTIC);
    refused(
        encrypted, TestFiles.withKey(pointer, AttachmentKey.fresh().bytes()), Reason.NOT_AUTHENTIC);
    // Either half alone.
    for (int at : new int[] {0, 63}) {
      byte[] key = pointer.key().reveal().clone();
      key[at] ^= 1;
      AttachmentPointer half =
          TestFiles.withKey(pointer, org.sealpost.protocol.SecretBytes.wrap(key));
      if (at == 63) {
        refused(encrypted, half, Reason.NOT_AUTHENTIC);
      } else {
        assertThat(tried(encrypted, half)).isNotEmpty();
      }
    }
  }

  @Test
  void whatIsTooShortOrTooLongIsRefused() throws Exception {
    SealedAttachment sealed = TestFiles.sealed(TestFiles.content(CONTENT, 6));
    byte[] encrypted = TestFiles.encrypted(sealed);
    AttachmentPointer pointer = TestFiles.pointer(sealed);
    for (int length : new int[] {0, 1, 63, 64, 100, encrypted.length - 16_000}) {
      refused(Arrays.copyOf(encrypted, length), pointer, Reason.LENGTH);
    }
    for (int more : new int[] {1, 16, 1600}) {
      refused(Arrays.copyOf(encrypted, encrypted.length + more), pointer, Reason.LENGTH);
    }
    // Short by a block: still a length that a file of this size may have.
    refused(Arrays.copyOf(encrypted, encrypted.length - 16), pointer, Reason.NOT_AUTHENTIC);
  }

  @Test
  void aSizeThatIsALieIsRefused() throws Exception {
    SealedAttachment sealed = TestFiles.sealed(TestFiles.content(CONTENT, 7));
    byte[] encrypted = TestFiles.encrypted(sealed);
    AttachmentPointer pointer = TestFiles.pointer(sealed);
    for (long size : new long[] {0, 1, 140_000, 200_000, 0xFFFF_FFFFL}) {
      refused(encrypted, TestFiles.withSize(pointer, size), Reason.LENGTH);
    }
    // Authentic and of a length that fits, with less in it than is said: one block of padding.
    AttachmentPointer most = TestFiles.withSize(pointer, AttachmentSizes.padded(CONTENT) + 1);
    assertThat(tried(encrypted, most)).isNotEmpty();
  }

  @Test
  void aRefusedFileLeavesWhatWasThere() throws Exception {
    SealedAttachment sealed = TestFiles.sealed(TestFiles.content(1000, 8));
    byte[] changed = TestFiles.encrypted(sealed);
    changed[changed.length - 1] ^= 1;
    Path encrypted = Files.write(folder.resolve("encrypted"), changed);
    Path target = Files.writeString(folder.resolve("target"), "before");
    assertThatThrownBy(() -> AttachmentOpening.toFile(encrypted, TestFiles.pointer(sealed), target))
        .isInstanceOf(AttachmentRefused.class);
    assertThat(target).hasContent("before");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(encrypted, target);
    }
  }

  @Test
  void aStreamGivesNothingOfAChunkThatIsNotTheSenders() throws Exception {
    Bytes content = TestFiles.content(CONTENT, 9);
    SealedAttachment sealed = TestFiles.sealed(content);
    byte[] encrypted = TestFiles.encrypted(sealed);
    assertThat(encrypted.length).isGreaterThan(2 * sealed.chunkBytes());
    byte[] changed = encrypted.clone();
    changed[sealed.chunkBytes() + 70] ^= 1;
    try (InputStream in = stream(changed, TestFiles.pointer(sealed)).orElseThrow()) {
      byte[] seen = new byte[CONTENT];
      int count = 0;
      Reason reason = null;
      try {
        for (int got = in.read(seen, count, 7); got >= 0; got = in.read(seen, count, 7)) {
          count += got;
        }
      } catch (AttachmentRefused e) {
        reason = e.reason();
      }
      assertThat(reason).isEqualTo(Reason.NOT_AUTHENTIC);
      assertThat(count).isBetween(1, sealed.chunkBytes());
      assertThat(Bytes.wrap(Arrays.copyOf(seen, count))).isEqualTo(content.slice(0, count));
      assertThatThrownBy(in::read).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aStreamWithoutUsableMacsIsNone() throws Exception {
    SealedAttachment sealed = TestFiles.sealed(TestFiles.content(1000, 10));
    byte[] encrypted = TestFiles.encrypted(sealed);
    AttachmentPointer pointer = TestFiles.pointer(sealed);
    assertThat(stream(encrypted, TestFiles.withMacs(pointer, Bytes.EMPTY, 0))).isEmpty();
    for (long chunk : new long[] {0, (2 << 20) + 1, 0xFFFF_FFFFL}) {
      assertThat(stream(encrypted, TestFiles.withMacs(pointer, pointer.incrementalMac(), chunk)))
          .isEmpty();
    }
    assertThatThrownBy(
            () -> stream(encrypted, TestFiles.withMacs(pointer, pointer.incrementalMac(), 1)))
        .isInstanceOf(AttachmentRefused.class);
  }

  @Test
  void aFileOfWholeChunksIsStreamed() throws Exception {
    Bytes content = TestFiles.content(CONTENT, 11);
    SealedAttachment sealed = TestFiles.sealed(content);
    byte[] encrypted = TestFiles.encrypted(sealed);
    int chunk = encrypted.length / 2;
    IncrementalMac macs = new IncrementalMac(sealed.key().mac(), chunk);
    macs.update(encrypted, 0, encrypted.length);
    Bytes three = Bytes.wrap(macs.end());
    assertThat(three.size()).isEqualTo(3 * 32);
    for (int size : new int[] {2 * 32, 3 * 32}) {
      AttachmentPointer pointer =
          TestFiles.withMacs(TestFiles.pointer(sealed), three.slice(0, size), chunk);
      assertThat(streamed(encrypted, pointer)).isEqualTo(content);
    }
  }

  private Optional<Bytes> opened(byte[] encrypted, AttachmentPointer pointer) throws IOException {
    Path file = Files.write(folder.resolve("encrypted"), encrypted);
    Path target = folder.resolve("opened");
    Files.deleteIfExists(target);
    AttachmentOpening.toFile(file, pointer, target);
    return Optional.of(Bytes.wrap(Files.readAllBytes(target)));
  }

  /// Both ways, since each is a door.
  private void refused(byte[] encrypted, AttachmentPointer pointer, Reason reason) {
    assertThat(tried(encrypted, pointer)).contains(reason);
    assertThat(folder.resolve("opened")).doesNotExist();
    assertThatThrownBy(() -> streamed(encrypted, pointer)).isInstanceOf(AttachmentRefused.class);
  }

  private Optional<Reason> tried(byte[] encrypted, AttachmentPointer pointer) {
    try {
      var _ = opened(encrypted, pointer);
      return Optional.empty();
    } catch (AttachmentRefused e) {
      return Optional.of(e.reason());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Optional<InputStream> stream(byte[] encrypted, AttachmentPointer pointer)
      throws IOException {
    return AttachmentOpening.stream(new ByteArrayInputStream(encrypted), encrypted.length, pointer);
  }

  private static Bytes streamed(byte[] encrypted, AttachmentPointer pointer) throws IOException {
    try (InputStream in = stream(encrypted, pointer).orElseThrow()) {
      return Bytes.wrap(in.readAllBytes());
    }
  }
}
