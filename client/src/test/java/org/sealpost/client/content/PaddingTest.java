package org.sealpost.client.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PaddingTest {
  @Test
  void everyLengthComesBackAndHidesAmongOthers() {
    for (int length = 0; length < 500; length++) {
      byte[] plaintext = new byte[length];
      Arrays.fill(plaintext, (byte) length);

      byte[] padded = Padding.pad(plaintext);

      assertThat(padded.length % 160).isEqualTo(159);
      assertThat(padded.length).isGreaterThan(length);
      assertThat(Padding.strip(padded)).hasValue(plaintext);
    }
  }

  @Test
  void aPlaintextMayEndLikePadding() {
    byte[] plaintext = {1, (byte) 0x80, 0, 0};

    assertThat(Padding.strip(Padding.pad(plaintext))).hasValue(plaintext);
  }

  @Test
  void whatHasNoMarkIsNotPadded() {
    assertThat(Padding.strip(new byte[159])).isEmpty();
    assertThat(Padding.strip(new byte[0])).isEmpty();
    assertThat(Padding.strip(new byte[] {1, 2, 3})).isEmpty();
  }
}
