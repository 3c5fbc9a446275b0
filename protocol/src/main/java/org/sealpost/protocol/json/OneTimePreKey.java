package org.sealpost.protocol.json;

import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.Bytes;

/// An unsigned EC one-time prekey (33 bytes). Source: keys, section 1.
public record OneTimePreKey(long keyId, @Nullable Bytes publicKey) {}
