package org.sealpost.storage.datakeys;

import org.sealpost.protocol.Bytes;

/// A data key, wrapped by the store key of a generation.
public record WrappedKey(int generation, Bytes wrapped) {}
