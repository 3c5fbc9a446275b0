package org.sealpost.storage.inboxes;

import java.util.UUID;
import org.sealpost.protocol.Uuids;

/// Names the inbox of one incarnation of a device: random, 128 bits, new at each registration and
/// linking. Where tables, wake-ups and caches need a key for a device it is this one, never an
/// account id.
public record InboxId(UUID uuid) {
  public byte[] toBytes() {
    return Uuids.toBytes(uuid);
  }

  @Override
  public String toString() {
    return "InboxId[redacted]";
  }
}
