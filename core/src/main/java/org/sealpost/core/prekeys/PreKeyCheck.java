package org.sealpost.core.prekeys;

import java.util.List;
import java.util.stream.Stream;
import org.sealpost.crypto.PreKeySignatures;
import org.sealpost.crypto.PreKeySignatures.Signed;
import org.sealpost.crypto.PublicKeyForm;
import org.sealpost.protocol.Bytes;

/// Whether prekeys have their form and were signed by their account's identity key.
public final class PreKeyCheck {
  private final PreKeySignatures signatures;

  public PreKeyCheck(PreKeySignatures signatures) {
    this.signatures = signatures;
  }

  /// Checks what a device brings along, under both identity keys.
  public boolean accepts(Bytes aciIdentityKey, Bytes pniIdentityKey, DevicePreKeys keys) {
    return signatures.allVerify(
            aciIdentityKey, List.of(ec(keys.aciSigned()), kyber(keys.aciLastResort())))
        && signatures.allVerify(
            pniIdentityKey, List.of(ec(keys.pniSigned()), kyber(keys.pniLastResort())));
  }

  public boolean accepts(Bytes identityKey, List<SignedKey> ecKeys, List<SignedKey> kyberKeys) {
    return signatures.allVerify(
        identityKey,
        Stream.concat(
                ecKeys.stream().map(PreKeyCheck::ec), kyberKeys.stream().map(PreKeyCheck::kyber))
            .toList());
  }

  private static Signed ec(SignedKey key) {
    return new Signed(PublicKeyForm.EC, key.publicKey(), key.signature());
  }

  private static Signed kyber(SignedKey key) {
    return new Signed(PublicKeyForm.KYBER, key.publicKey(), key.signature());
  }
}
