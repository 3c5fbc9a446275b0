package org.sealpost.storage.prekeys;

/// One-time prekeys left.
public record PreKeyCount(int ec, int kyber) {}
