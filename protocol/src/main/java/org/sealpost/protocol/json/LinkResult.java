package org.sealpost.protocol.json;

import java.util.UUID;

/// 200 of PUT /v1/devices/link. Source: accounts and devices, section 6.1.
public record LinkResult(UUID uuid, UUID pni, int deviceId) {}
