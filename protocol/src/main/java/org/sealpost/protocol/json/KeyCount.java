package org.sealpost.protocol.json;

/// GET /v2/keys: one-time keys left. Source: keys, section 3.
public record KeyCount(int count, int pqCount) {}
