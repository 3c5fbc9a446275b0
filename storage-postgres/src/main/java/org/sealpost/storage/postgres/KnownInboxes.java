package org.sealpost.storage.postgres;

import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.UUID;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.Position;

/// What this node knows of the inboxes it appended to last, as long as nobody else has appended
/// since: the database tells by the writer's name. After a batch whose outcome is not known, which
/// may still be committed later, nothing is known and the writer has another name. Belongs to the
/// writer's thread.
final class KnownInboxes {
  /// @param last the position that was given last; empty when it is not known
  /// @param entries at most so many are in it
  /// @param bytes at most so many are in it
  record Known(Optional<Position> last, long entries, long bytes) {}

  /// About 200 bytes each.
  private static final int MAX_INBOXES = 50_000;

  private final LinkedHashMap<InboxId, Known> byId = new LinkedHashMap<>(16, 0.75f, true);
  private UUID writer = UUID.randomUUID();

  UUID writer() {
    return writer;
  }

  Optional<Known> find(InboxId inbox) {
    return Optional.ofNullable(byId.get(inbox));
  }

  void put(InboxId inbox, Known known) {
    byId.put(inbox, known);
    if (byId.size() > MAX_INBOXES) {
      byId.pollFirstEntry();
    }
  }

  void forget() {
    byId.clear();
    writer = UUID.randomUUID();
  }
}
