package org.sealpost.storage.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.media.MediaId;
import org.sealpost.storage.media.MediaOwner;
import org.sealpost.storage.media.MediaRecord;

class RecordHashTest {
  private static MediaRecord row(int id, int owner, long bytes, long due, long revision, int body) {
    return new MediaRecord(
        new MediaId(bytes(id, MediaId.BYTES)),
        new MediaOwner(bytes(owner, MediaOwner.BYTES)),
        bytes,
        Instant.ofEpochMilli(due),
        revision,
        bytes(body, body));
  }

  private static Bytes bytes(int value, int size) {
    byte[] bytes = new byte[size];
    bytes[0] = (byte) value;
    return Bytes.wrap(bytes);
  }

  /// A copy that lost or changed any of them is noticed.
  @Test
  void everyFieldOfAnObjectsRowCounts() {
    List<MediaRecord> rows =
        List.of(
            row(1, 1, 1, 1, 1, 1),
            row(2, 1, 1, 1, 1, 1),
            row(1, 2, 1, 1, 1, 1),
            row(1, 1, 2, 1, 1, 1),
            row(1, 1, 1, 2, 1, 1),
            row(1, 1, 1, 1, 2, 1),
            row(1, 1, 1, 1, 1, 2));
    assertThat(rows.stream().map(row -> RecordHash.of(new CopyRecord.OfMedia(row), 0)))
        .doesNotHaveDuplicates();
  }
}
