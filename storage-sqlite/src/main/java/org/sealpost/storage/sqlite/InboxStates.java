package org.sealpost.storage.sqlite;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.sealpost.storage.inboxes.InboxId;

/// The inboxes used last, as the writer's transaction sees them; others are loaded on demand, and
/// the one unused for longest goes. Belongs to the writer's thread, which clears it when a
/// transaction is rolled back.
final class InboxStates {
  /// About 200 bytes each.
  private static final int MAX_INBOXES = 50_000;

  private final Tables tables;
  private final LinkedHashMap<InboxId, InboxState> byId = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Long, InboxState> byNumber = new HashMap<>();

  InboxStates(Tables tables) {
    this.tables = tables;
  }

  /// Empty when there is no such inbox, or it is abandoned.
  Optional<InboxState> find(InboxId inbox) throws SQLException {
    InboxState known = byId.get(inbox);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Long> number = tables.inboxes().living(inbox);
    if (number.isEmpty()) {
      return Optional.empty();
    }
    InboxState loaded = new InboxState(number.get(), tables.envelopes().content(number.get()));
    byId.put(inbox, loaded);
    byNumber.put(loaded.number(), loaded);
    dropEldest();
    return Optional.of(loaded);
  }

  private void dropEldest() {
    if (byId.size() > MAX_INBOXES) {
      InboxState eldest = byId.pollFirstEntry().getValue();
      byNumber.remove(eldest.number());
    }
  }

  /// Counts a removed envelope down where its inbox is known.
  void removed(EnvelopeTable.Stub envelope) {
    InboxState state = byNumber.get(envelope.inbox());
    if (state != null) {
      state.removed(envelope.size());
    }
  }

  void forget(InboxId inbox) {
    InboxState state = byId.remove(inbox);
    if (state != null) {
      byNumber.remove(state.number());
    }
  }

  void clear() {
    byId.clear();
    byNumber.clear();
  }
}
