package org.sealpost.crypto;

import org.sealpost.protocol.Bytes;
import org.signal.libsignal.zkgroup.InvalidInputException;
import org.signal.libsignal.zkgroup.profiles.ProfileKeyCommitment;

/// Tells whether bytes are a zkgroup profile key commitment, from which credentials can be issued
/// later. Safe for any number of threads.
public final class ProfileCommitments {
  public static final int COMMITMENT_BYTES = 97;

  private final NativeCalls calls;

  public ProfileCommitments(NativeCalls calls) {
    this.calls = calls;
  }

  public boolean isCommitment(Bytes bytes) {
    return bytes.size() == COMMITMENT_BYTES && calls.call(() -> parses(bytes));
  }

  private static boolean parses(Bytes bytes) {
    try {
      return new ProfileKeyCommitment(bytes.unsafeArray()).serialize().length == COMMITMENT_BYTES;
    } catch (InvalidInputException e) {
      return false;
    }
  }
}
