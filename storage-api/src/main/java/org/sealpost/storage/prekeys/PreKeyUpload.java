package org.sealpost.storage.prekeys;

import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.Bytes;

/// What one upload replaces; an empty list or an absent key leaves what is stored. Lists are in the
/// order in which the keys are to be handed out.
public record PreKeyUpload(
    List<SealedPreKey> ecOneTime,
    Optional<Bytes> signedPreKey,
    List<SealedPreKey> kyberOneTime,
    Optional<Bytes> lastResortKey) {

  public PreKeyUpload {
    ecOneTime = List.copyOf(ecOneTime);
    kyberOneTime = List.copyOf(kyberOneTime);
  }
}
