package org.sealpost.storage.inboxes;

import java.time.Instant;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.EnvelopeId;

/// One envelope for one inbox.
///
/// @param sealed the whole envelope, sealed; its size is what counts against the limits
/// @param primary whether the inbox is the primary device's, which when full refuses the request
///   (promise 4)
public record InboxEntry(
    InboxId inbox, EnvelopeId id, Bytes sealed, Instant expiresAt, boolean primary) {}
