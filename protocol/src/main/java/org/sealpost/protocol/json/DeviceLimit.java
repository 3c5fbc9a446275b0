package org.sealpost.protocol.json;

/// 411: as many devices as the account may have. Source: README section 3.
public record DeviceLimit(int current, int max) {}
