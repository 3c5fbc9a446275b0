package org.sealpost.protocol.json;

import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.Bytes;

/// A prekey with its 64-byte XEd25519 signature over the serialized public key: EC signed prekeys
/// (33 bytes) and Kyber prekeys (1569 bytes). Source: keys, section 1.
public record SignedPreKey(long keyId, @Nullable Bytes publicKey, @Nullable Bytes signature) {}
