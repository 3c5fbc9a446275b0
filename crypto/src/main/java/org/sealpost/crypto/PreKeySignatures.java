package org.sealpost.crypto;

import java.util.List;
import org.sealpost.protocol.Bytes;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.ecc.ECPublicKey;

/// Verifies that prekeys were signed by an identity key: XEd25519 over the whole serialized key,
/// prefix included (wire interface, README section 6; XEdDSA specification). Safe for any number of
/// threads.
public final class PreKeySignatures {
  public static final int SIGNATURE_BYTES = 64;

  private final NativeCalls calls;

  public PreKeySignatures(NativeCalls calls) {
    this.calls = calls;
  }

  /// A serialized public key and what is said to be its signature.
  public record Signed(PublicKeyForm form, Bytes publicKey, Bytes signature) {
    boolean hasForm() {
      return form.fits(publicKey) && signature.size() == SIGNATURE_BYTES;
    }
  }

  /// Whether the identity key and all keys have their form and every signature verifies.
  public boolean allVerify(Bytes identityKey, List<Signed> keys) {
    if (!PublicKeyForm.EC.fits(identityKey) || !keys.stream().allMatch(Signed::hasForm)) {
      return false;
    }
    return calls.call(() -> verify(identityKey, keys));
  }

  private static boolean verify(Bytes identityKey, List<Signed> keys) {
    try {
      ECPublicKey identity = new ECPublicKey(identityKey.unsafeArray());
      for (Signed key : keys) {
        if (!identity.verifySignature(
            key.publicKey().unsafeArray(), key.signature().unsafeArray())) {
          return false;
        }
      }
      return true;
    } catch (InvalidKeyException e) {
      return false;
    }
  }
}
