package org.sealpost.storage.registration;

import java.time.Instant;
import org.sealpost.protocol.Bytes;

/// An invite: who knows the code may register the number. Both are kept as keyed hashes of 32
/// bytes.
///
/// @param wrongCodes how often a wrong code was tried, over all sessions
public record InviteRecord(Bytes numberHash, Bytes codeHash, Instant expiresAt, int wrongCodes) {}
