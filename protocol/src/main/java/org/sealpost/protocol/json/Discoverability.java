package org.sealpost.protocol.json;

import org.jspecify.annotations.Nullable;

/// PUT /v2/accounts/phone_number_discoverability. Source: README section 9.
public record Discoverability(@Nullable Boolean discoverableByPhoneNumber) {}
