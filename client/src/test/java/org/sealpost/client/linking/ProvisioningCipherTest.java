package org.sealpost.client.linking;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.proto.ProvisionEnvelope;
import org.sealpost.protocol.proto.ProvisionMessage;
import org.signal.libsignal.protocol.ecc.ECKeyPair;
import org.signal.libsignal.protocol.ecc.ECPrivateKey;

class ProvisioningCipherTest {
  private static final ProvisionMessage MESSAGE =
      ProvisionMessage.newBuilder().setNumber("+15550001111").setProvisioningCode("c").build();

  private static ECKeyPair pair(int fill) throws Exception {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) fill);
    ECPrivateKey privateKey = new ECPrivateKey(key);
    return new ECKeyPair(privateKey.publicKey(), privateKey);
  }

  @Test
  void onlyTheNewDeviceReadsIt() {
    ECKeyPair device = ECKeyPair.generate();

    ProvisionEnvelope envelope = ProvisioningCipher.encrypt(MESSAGE, device.getPublicKey());

    assertThat(ProvisioningCipher.decrypt(envelope, device)).hasValue(MESSAGE);
    assertThat(ProvisioningCipher.decrypt(envelope, ECKeyPair.generate())).isEmpty();
    assertThat(envelope.toByteString().toString(StandardCharsets.ISO_8859_1))
        .doesNotContain("5550001111");
  }

  @Test
  void everyChangedByteIsNoticed() {
    ECKeyPair device = ECKeyPair.generate();
    ProvisionEnvelope envelope = ProvisioningCipher.encrypt(MESSAGE, device.getPublicKey());
    byte[] body = envelope.getBody().toByteArray();
    for (int i = 0; i < body.length; i++) {
      byte[] changed = body.clone();
      changed[i] ^= 1;
      ProvisionEnvelope forged = envelope.toBuilder().setBody(ByteString.copyFrom(changed)).build();

      assertThat(ProvisioningCipher.decrypt(forged, device)).isEmpty();
    }
    for (int length = 0; length < body.length; length++) {
      ProvisionEnvelope cut =
          envelope.toBuilder().setBody(ByteString.copyFrom(body, 0, length)).build();

      assertThat(ProvisioningCipher.decrypt(cut, device)).isEmpty();
    }
  }

  /// Computed outside this program (Python: X25519, HKDF-SHA256 with a salt of zeros, AES-256-CBC,
  /// HMAC-SHA256), from private keys of 0x11 and 0x22 bytes and an IV of 0x33 bytes.
  @Test
  void theLayoutIsTheOneOfTheWire() throws Exception {
    ProvisionEnvelope envelope =
        ProvisioningCipher.encrypt(
            MESSAGE.toByteArray(),
            pair(0x11).getPublicKey(),
            pair(0x22),
            HexFormat.of().parseHex("33".repeat(16)));

    assertThat(HexFormat.of().formatHex(envelope.getPublicKey().toByteArray()))
        .isEqualTo(Vectors.PUBLIC_KEY);
    assertThat(HexFormat.of().formatHex(envelope.getBody().toByteArray())).isEqualTo(Vectors.BODY);
    assertThat(ProvisioningCipher.decrypt(envelope, pair(0x11))).hasValue(MESSAGE);
  }

  private static final class Vectors {
    static final String PUBLIC_KEY =
        "050faa684ed28867b97f4a6a2dee5df8ce974e76b7018e3f22a1c4cf2678570f20";
    static final String BODY =
        "0133333333333333333333333333333333075ab96534cdd83c37c6a0947ad617"
            + "e2ba6f1159c9016661d205b166d1c06605397cc31a0fd7a46f9dc9c22ab13be5"
            + "43ba79907167019a606959cf78feb0b495";
  }
}
