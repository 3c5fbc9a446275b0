package org.sealpost.protocol.json;

import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.Bytes;

/// POST /v2/keys/check: SHA-256 over identity key and repeated-use keys. Source: keys, section 4.
public record CheckKeys(@Nullable String identityType, @Nullable Bytes digest) {}
