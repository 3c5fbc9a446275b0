package org.sealpost.client.attachments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AttachmentSizesTest {
  @Test
  void theVectorsOfTheWireInterface() {
    assertThat(AttachmentSizes.padded(1000)).isEqualTo(1020);
    assertThat(AttachmentSizes.encrypted(1000)).isEqualTo(1072);
    assertThat(AttachmentSizes.encrypted(300_000)).isEqualTo(307_680);
  }

  @Test
  void whatIsSmallLooksAlike() {
    assertThat(AttachmentSizes.padded(0)).isEqualTo(541);
    assertThat(AttachmentSizes.padded(541)).isEqualTo(541);
    assertThat(AttachmentSizes.padded(542)).isGreaterThan(542);
  }

  @Test
  void aBucketHoldsItsContentAndIsAtMostATwentiethLarger() {
    long before = 0;
    for (long size = 1; size <= AttachmentSizes.MAX_CONTENT_BYTES; size += 1 + size / 997) {
      long padded = AttachmentSizes.padded(size);
      assertThat(padded).isGreaterThanOrEqualTo(Math.max(size, before));
      assertThat((double) padded).isLessThanOrEqualTo(Math.max(541, size * 1.0501 + 1));
      assertThat(AttachmentSizes.encrypted(size) % 16).isZero();
      before = padded;
    }
  }

  @Test
  void theLastOfABucketIsInIt() {
    for (long bucket = AttachmentSizes.padded(600); bucket < 2_000_000_000; ) {
      assertThat(AttachmentSizes.padded(bucket)).isEqualTo(bucket);
      long next = AttachmentSizes.padded(bucket + 1);
      assertThat(next).isGreaterThan(bucket);
      if (next > AttachmentSizes.MAX_CONTENT_BYTES) {
        return;
      }
      bucket = next;
    }
  }

  @Test
  void chunksGrowWithTheFileBetweenTwoBounds() {
    assertThat(AttachmentSizes.chunk(1072)).isEqualTo(65_536);
    assertThat(AttachmentSizes.chunk(16L << 20)).isEqualTo(65_536);
    assertThat(AttachmentSizes.chunk((16L << 20) + 1)).isEqualTo(65_537);
    assertThat(AttachmentSizes.chunk(512L << 20)).isEqualTo(2 << 20);
    assertThat(AttachmentSizes.chunk(2_000_000_000L)).isEqualTo(2 << 20);
  }

  @Test
  void moreThanAPointerCanNameIsRefused() {
    assertThatThrownBy(() -> AttachmentSizes.padded(AttachmentSizes.MAX_CONTENT_BYTES + 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> AttachmentSizes.padded(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
