package org.sealpost.protocol.json;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// PUT /v2/keys: an absent, null or empty part leaves what is stored. Source: keys, section 2.
public record SetKeys(
    @Nullable List<OneTimePreKey> preKeys,
    @Nullable SignedPreKey signedPreKey,
    @Nullable List<SignedPreKey> pqPreKeys,
    @Nullable SignedPreKey pqLastResortPreKey) {}
