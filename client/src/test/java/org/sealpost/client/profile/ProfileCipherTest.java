package org.sealpost.client.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;

class ProfileCipherTest {
  private final ProfileCipher cipher = new ProfileCipher(SecretBytes.wrap(new byte[32]));

  @Test
  void aNameComesBackAndHasOneOfTwoLengths() {
    for (String name : new String[] {"", "Bob", "Zoë 你好", "x".repeat(53), "x".repeat(257)}) {
      Bytes encrypted = cipher.encryptName(name);

      assertThat(encrypted.size()).isEqualTo(name.length() > 53 ? 285 : 81);
      assertThat(cipher.decryptText(encrypted)).hasValue(name);
    }
    assertThatThrownBy(() -> cipher.encryptName("x".repeat(258)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anotherKeyOpensNothing() {
    byte[] other = new byte[32];
    other[0] = 1;
    Bytes encrypted = cipher.encryptName("Bob");

    assertThat(new ProfileCipher(SecretBytes.wrap(other)).decryptText(encrypted)).isEmpty();
    assertThat(cipher.decryptText(encrypted.slice(0, 20))).isEmpty();
  }

  /// AES-256-GCM with a key, nonce and plaintext of zeros: its first 16 bytes are a test vector of
  /// the GCM specification (test case 14).
  @Test
  void theAccessKeyFollowsFromTheProfileKey() {
    assertThat(
            HexFormat.of()
                .formatHex(Profiles.accessKey(SecretBytes.wrap(new byte[32])).unsafeArray()))
        .isEqualTo("cea7403d4d606b6e074ec5d3baf39d18");
  }
}
