package org.sealpost.storage.prekeys;

import java.util.Optional;

/// One device's share of a fetch: its repeated-use keys, and one-time keys that nobody else will
/// get.
public record TakenKeys(
    PreKeyOwner owner,
    RepeatedUseKeys repeatedUse,
    Optional<SealedPreKey> ecOneTime,
    Optional<SealedPreKey> kyberOneTime) {}
