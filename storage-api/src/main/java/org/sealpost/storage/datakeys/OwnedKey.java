package org.sealpost.storage.datakeys;

/// A wrapped data key and whose rows it seals.
public record OwnedKey(KeyOwner owner, WrappedKey key) {}
