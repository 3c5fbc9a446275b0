package org.sealpost.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealpost.crypto.PreKeySignatures.Signed;
import org.sealpost.protocol.Bytes;
import org.signal.libsignal.protocol.ecc.ECKeyPair;
import org.signal.libsignal.protocol.kem.KEMKeyPair;
import org.signal.libsignal.protocol.kem.KEMKeyType;

class PreKeySignaturesTest {
  private final NativeCalls calls = new NativeCalls(1);
  private final PreKeySignatures signatures = new PreKeySignatures(calls);
  private final ECKeyPair identity = ECKeyPair.generate();
  private final Bytes identityKey = Bytes.wrap(identity.getPublicKey().serialize());
  private final Signed ec = ec();
  private final Signed kyber = kyber();

  @AfterEach
  void close() {
    calls.close();
  }

  @Test
  void acceptsWhatTheIdentitySigned() {
    assertThat(signatures.allVerify(identityKey, List.of(ec, kyber))).isTrue();
    assertThat(signatures.allVerify(identityKey, List.of())).isTrue();
  }

  @Test
  void oneBadSignatureAmongGoodOnesIsEnough() {
    Signed bad = new Signed(kyber.form(), kyber.publicKey(), changed(kyber.signature(), 10));

    assertThat(signatures.allVerify(identityKey, List.of(ec, bad, kyber))).isFalse();
  }

  @Test
  void anotherIdentityDidNotSign() {
    Bytes other = Bytes.wrap(ECKeyPair.generate().getPublicKey().serialize());

    assertThat(signatures.allVerify(other, List.of(ec))).isFalse();
  }

  @Test
  void theSignatureCoversThePrefix() {
    byte[] withoutPrefix = ec.publicKey().slice(1, 33).toByteArray();
    Bytes signature = Bytes.wrap(identity.getPrivateKey().calculateSignature(withoutPrefix));

    assertThat(
            signatures.allVerify(
                identityKey, List.of(new Signed(PublicKeyForm.EC, ec.publicKey(), signature))))
        .isFalse();
  }

  @Test
  void keysOfAnotherFormAreNoKeys() {
    Bytes shortKey = ec.publicKey().slice(0, 32);
    for (Signed wrong :
        List.of(
            sign(PublicKeyForm.EC, shortKey),
            sign(PublicKeyForm.EC, changed(ec.publicKey(), 0)),
            sign(PublicKeyForm.EC, kyber.publicKey()),
            sign(PublicKeyForm.KYBER, ec.publicKey()),
            sign(PublicKeyForm.EC, Bytes.EMPTY),
            new Signed(PublicKeyForm.EC, ec.publicKey(), ec.signature().slice(0, 63)))) {
      assertThat(signatures.allVerify(identityKey, List.of(wrong))).isFalse();
    }
    assertThat(signatures.allVerify(shortKey, List.of(ec))).isFalse();
    assertThat(signatures.allVerify(Bytes.EMPTY, List.of(ec))).isFalse();
  }

  private Signed ec() {
    return sign(PublicKeyForm.EC, Bytes.wrap(ECKeyPair.generate().getPublicKey().serialize()));
  }

  private Signed kyber() {
    return sign(
        PublicKeyForm.KYBER,
        Bytes.wrap(KEMKeyPair.generate(KEMKeyType.KYBER_1024).getPublicKey().serialize()));
  }

  private Signed sign(PublicKeyForm form, Bytes key) {
    return new Signed(
        form, key, Bytes.wrap(identity.getPrivateKey().calculateSignature(key.toByteArray())));
  }

  private static Bytes changed(Bytes bytes, int index) {
    byte[] array = bytes.toByteArray();
    array[index] ^= 1;
    return Bytes.wrap(array);
  }
}
