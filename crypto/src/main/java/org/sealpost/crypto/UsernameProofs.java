package org.sealpost.crypto;

import org.sealpost.protocol.Bytes;
import org.signal.libsignal.usernames.BaseUsernameException;
import org.signal.libsignal.usernames.Username;

/// Tells whether somebody who made a username's hash knows the username: a zero-knowledge proof of
/// libsignal's. Safe for any number of threads.
public final class UsernameProofs {
  private final NativeCalls calls;

  public UsernameProofs(NativeCalls calls) {
    this.calls = calls;
  }

  /// Whether the proof is one, and this hash's.
  public boolean verifies(Bytes proof, Bytes hash) {
    return calls.call(() -> accepts(proof, hash));
  }

  private static boolean accepts(Bytes proof, Bytes hash) {
    try {
      Username.verifyProof(proof.unsafeArray(), hash.unsafeArray());
      return true;
    } catch (BaseUsernameException e) {
      return false;
    }
  }
}
