package org.sealpost.core.keys;

import java.util.List;
import java.util.Optional;
import org.sealpost.core.prekeys.OneTimeKey;
import org.sealpost.core.prekeys.SignedKey;

/// Prekeys that replace a device's; an empty list or an absent key leaves what is stored. Source:
/// keys, section 2.
public record PreKeyPublication(
    List<OneTimeKey> ecOneTime,
    Optional<SignedKey> signed,
    List<SignedKey> kyberOneTime,
    Optional<SignedKey> lastResort) {

  public PreKeyPublication {
    ecOneTime = List.copyOf(ecOneTime);
    kyberOneTime = List.copyOf(kyberOneTime);
  }
}
