package org.sealpost.storage.audit;

import java.util.UUID;
import org.sealpost.protocol.Bytes;

/// One event on its way into the log.
///
/// @param id random; made by whoever makes the entry, never used again
/// @param event the event as it is kept, at most [AuditStore#MAX_EVENT_BYTES] bytes
public record AuditEntry(UUID id, Bytes event) {}
