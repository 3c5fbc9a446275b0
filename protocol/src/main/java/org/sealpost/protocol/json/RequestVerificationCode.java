package org.sealpost.protocol.json;

import org.jspecify.annotations.Nullable;

/// POST /v1/verification/session/{id}/code: `transport` is `sms` or `voice`. Source: accounts and
/// devices, section 2.
public record RequestVerificationCode(@Nullable String transport, @Nullable String client) {}
