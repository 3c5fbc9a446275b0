package org.sealpost.client.attachments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.protocol.Bytes;
import org.signal.libsignal.protocol.incrementalmac.ChunkSizeChoice;
import org.signal.libsignal.protocol.incrementalmac.IncrementalMacOutputStream;

class SealedAttachmentTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 540, 541, 542, 1000, 1020, 1021, 65_536, 300_000, 3_000_000})
  void theEncryptedFileHasTheLengthAndDigestThatWereToldBeforehand(int size) throws Exception {
    SealedAttachment sealed = TestFiles.sealed(TestFiles.content(size, size));
    byte[] encrypted = TestFiles.encrypted(sealed);
    assertThat(encrypted).hasSize((int) sealed.encryptedBytes());
    assertThat(SealedAttachment.sha256().digest(encrypted))
        .isEqualTo(sealed.digest().unsafeArray());
  }

  @Test
  void anUploadThatWasCutGoesOnWithTheSameBytes() throws Exception {
    SealedAttachment sealed = TestFiles.sealed(TestFiles.content(100_000, 1));
    byte[] whole = TestFiles.encrypted(sealed);
    for (int offset : new int[] {0, 1, 15, 16, 17, 32_768, 50_001, whole.length}) {
      try (InputStream rest = sealed.open(offset)) {
        assertThat(rest.readAllBytes()).isEqualTo(Arrays.copyOfRange(whole, offset, whole.length));
      }
    }
  }

  @Test
  void theSameContentTwiceHasNothingInCommon() throws Exception {
    Bytes content = TestFiles.content(1000, 2);
    SealedAttachment one = TestFiles.sealed(content);
    SealedAttachment other = TestFiles.sealed(content);
    assertThat(one.key()).isNotEqualTo(other.key());
    assertThat(Arrays.copyOf(TestFiles.encrypted(one), 16))
        .isNotEqualTo(Arrays.copyOf(TestFiles.encrypted(other), 16));
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 65_000, 300_000, 20_000_000})
  void theIncrementalMacIsTheOneOfTheLibrary(int size) throws Exception {
    SealedAttachment sealed = TestFiles.sealed(TestFiles.content(size, 3));
    ChunkSizeChoice theirs =
        ChunkSizeChoice.inferChunkSize(Math.toIntExact(sealed.encryptedBytes()));
    assertThat(sealed.chunkBytes()).isEqualTo(theirs.getSizeInBytes());
    assertThat(sealed.incrementalMac().unsafeArray())
        .isEqualTo(libraryMacs(TestFiles.encrypted(sealed), sealed.key(), sealed.chunkBytes()));
  }

  /// Also where the last chunk is full, or the whole is shorter than one.
  @Test
  void theIncrementalMacIsTheOneOfTheLibraryForAnyLength() throws Exception {
    Random random = new Random(4);
    AttachmentKey key = AttachmentKey.fresh();
    for (int round = 0; round < 100; round++) {
      int chunk = 1 + random.nextInt(200);
      int length = round % 3 == 0 ? chunk * (1 + random.nextInt(5)) : 1 + random.nextInt(1000);
      byte[] bytes = TestFiles.content(length, round).toByteArray();
      IncrementalMac ours = new IncrementalMac(key.mac(), chunk);
      for (int from = 0; from < length; ) {
        int part = Math.min(length - from, 1 + random.nextInt(150));
        ours.update(bytes, from, part);
        from += part;
      }
      assertThat(ours.end())
          .as("%d bytes in chunks of %d", length, chunk)
          .isEqualTo(libraryMacs(bytes, key, chunk));
    }
  }

  private static byte[] libraryMacs(byte[] bytes, AttachmentKey key, int chunk) throws IOException {
    ByteArrayOutputStream macs = new ByteArrayOutputStream();
    byte[] macKey = Arrays.copyOfRange(key.bytes().reveal(), 32, 64);
    try (var out =
        new IncrementalMacOutputStream(
            new ByteArrayOutputStream(), macKey, ChunkSizeChoice.everyNthByte(chunk), macs)) {
      out.write(bytes);
    }
    return macs.toByteArray();
  }

  @Test
  void aFileThatChangesWhileItIsReadIsNotSent() throws Exception {
    for (int change : new int[] {-1, 0, 1}) {
      AtomicInteger opened = new AtomicInteger();
      AttachmentSource source =
          new AttachmentSource() {
            @Override
            public long sizeBytes() {
              return 1000;
            }

            @Override
            public InputStream open() {
              byte[] content = new byte[opened.get() == 0 ? 1000 : 1000 + change];
              content[0] = (byte) opened.getAndIncrement();
              return new ByteArrayInputStream(content);
            }
          };
      SealedAttachment sealed = SealedAttachment.of(source);
      assertThatThrownBy(() -> TestFiles.encrypted(sealed)).isInstanceOf(IOException.class);
    }
  }
}
