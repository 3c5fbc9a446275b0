package org.sealpost.storage.audit;

import java.util.UUID;
import org.sealpost.protocol.Bytes;

/// One event on its way into the log.
///
/// @param id random; made by whoever makes the entry, handed to a store once, but for a repeat of
///   [AuditStore#add]
/// @param event the event as it is kept, at most [AuditStore#MAX_EVENT_BYTES] bytes
public record AuditEntry(UUID id, Bytes event) {
  public AuditEntry {
    if (event.size() > AuditStore.MAX_EVENT_BYTES) {
      throw new IllegalArgumentException("an audit event is larger than a store takes");
    }
  }

  @Override
  public String toString() {
    return "AuditEntry[" + id + "]";
  }
}
