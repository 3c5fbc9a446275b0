package org.sealpost.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;

class DataKeyTest {
  private static final AssociatedData PLACE = new AssociatedData("owner", "row", "field");

  private final SecureRandom random = new SecureRandom();
  private final DataKey key = newKey();

  @Test
  void opensWhatItSealed() {
    byte[] plaintext = "what nobody should read".getBytes(StandardCharsets.UTF_8);

    Bytes sealed = key.seal(PLACE, plaintext);

    assertThat(sealed.size()).isEqualTo(plaintext.length + DataKey.OVERHEAD_BYTES);
    assertThat(new String(sealed.unsafeArray(), StandardCharsets.ISO_8859_1))
        .doesNotContain("nobody");
    assertThat(key.open(PLACE, sealed)).isEqualTo(plaintext);
  }

  @Test
  void sealsTheSameValueDifferentlyEachTime() {
    assertThat(key.seal(PLACE, new byte[8])).isNotEqualTo(key.seal(PLACE, new byte[8]));
  }

  @Test
  void aValueInAnotherPlaceDoesNotOpen() {
    Bytes sealed = key.seal(PLACE, new byte[8]);

    for (AssociatedData other :
        new AssociatedData[] {
          new AssociatedData("another", "row", "field"),
          new AssociatedData("owner", "another", "field"),
          new AssociatedData("owner", "row", "another")
        }) {
      assertThatThrownBy(() -> key.open(other, sealed)).isInstanceOf(DataKey.DoesNotOpen.class);
    }
  }

  @Test
  void aChangedOrCutValueDoesNotOpen() {
    byte[] sealed = key.seal(PLACE, new byte[8]).toByteArray();
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      assertThatThrownBy(() -> key.open(PLACE, Bytes.wrap(changed)))
          .isInstanceOf(DataKey.DoesNotOpen.class);
      Bytes cut = Bytes.wrap(sealed).slice(0, i);
      assertThatThrownBy(() -> key.open(PLACE, cut)).isInstanceOf(DataKey.DoesNotOpen.class);
    }
  }

  @Test
  void anotherKeyDoesNotOpenIt() {
    Bytes sealed = key.seal(PLACE, new byte[8]);

    assertThatThrownBy(() -> newKey().open(PLACE, sealed)).isInstanceOf(DataKey.DoesNotOpen.class);
  }

  private DataKey newKey() {
    byte[] bytes = new byte[DataKey.KEY_BYTES];
    random.nextBytes(bytes);
    return new DataKey(SecretBytes.wrap(bytes), random);
  }
}
