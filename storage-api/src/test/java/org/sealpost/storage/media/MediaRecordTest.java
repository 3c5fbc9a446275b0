package org.sealpost.storage.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.Bytes;

class MediaRecordTest {
  private static final MediaId ID = new MediaId(Bytes.wrap(new byte[MediaId.BYTES]));
  private static final MediaOwner OWNER = new MediaOwner(Bytes.wrap(new byte[MediaOwner.BYTES]));

  private static MediaRecord row(long bytes, Instant dueAt, long revision, int sealed) {
    return new MediaRecord(ID, OWNER, bytes, dueAt, revision, Bytes.wrap(new byte[sealed]));
  }

  /// Neither whose it is, nor how large, nor until when: a row is printed in errors of tests alone,
  /// but nobody may have to know that.
  @Test
  void printsNothing() {
    assertThat(row(7, Instant.EPOCH, 1, 9)).hasToString("MediaRecord[redacted]");
    assertThat(ID).hasToString("MediaId[redacted]");
    assertThat(OWNER).hasToString("MediaOwner[redacted]");
  }

  @Test
  void hasBounds() {
    MediaRecord _ = row(MediaRecord.MAX_BYTES, MediaRecord.NEVER, Long.MAX_VALUE, 4096);
    for (Runnable wrong :
        new Runnable[] {
          () -> row(-1, Instant.EPOCH, 1, 0),
          () -> row(MediaRecord.MAX_BYTES + 1, Instant.EPOCH, 1, 0),
          () -> row(0, Instant.EPOCH.minusMillis(1), 1, 0),
          () -> row(0, MediaRecord.NEVER.plusMillis(1), 1, 0),
          () -> row(0, Instant.EPOCH, 0, 0),
          () -> row(0, Instant.EPOCH, 1, 4097),
        }) {
      assertThatThrownBy(wrong::run).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void isExactToTheMillisecond() {
    assertThat(row(0, Instant.ofEpochSecond(1, 999_999), 1, 0).dueAt())
        .isEqualTo(Instant.ofEpochSecond(1));
  }
}
