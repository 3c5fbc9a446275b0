package org.sealpost.crypto;

import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.Pieces;

/// Seals and opens stored values of one owner. [DataKey] is the real one; a test that wants to see
/// what an unsealed store would leak puts the identity in its place.
public interface Sealer {
  Bytes seal(AssociatedData context, byte[] plaintext);

  /// Seals what lies in several places as one value.
  default Bytes seal(AssociatedData context, Pieces plaintext) {
    return seal(context, plaintext.join().unsafeArray());
  }

  /// Opens a value.
  ///
  /// @throws DataKey.DoesNotOpen when it was sealed by another key or for another place, or was
  ///   changed
  byte[] open(AssociatedData context, Bytes sealed);
}
