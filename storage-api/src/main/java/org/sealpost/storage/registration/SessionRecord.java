package org.sealpost.storage.registration;

import java.time.Instant;
import org.sealpost.protocol.Bytes;

/// A verification session as it is kept.
///
/// @param idHash keyed hash of the session's id, 32 bytes
/// @param addressHash keyed hash of the client address it came from, 32 bytes
/// @param version starts at 1 and grows by one with every update
/// @param sealed number and state
public record SessionRecord(
    Bytes idHash,
    Bytes addressHash,
    Instant createdAt,
    Instant expiresAt,
    long version,
    Bytes sealed) {}
