package org.sealpost.protocol.json;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What every verification call answers; times are whole seconds from now, null when not available.
/// Source: accounts and devices, section 2.
public record VerificationSessionState(
    String id,
    @Nullable Long nextSms,
    @Nullable Long nextCall,
    @Nullable Long nextVerificationAttempt,
    boolean allowedToRequestCode,
    List<String> requestedInformation,
    boolean verified) {}
