package org.sealpost.storage.inboxes;

import java.util.List;

/// What became of an append.
public sealed interface AppendOutcome {
  /// Stored and durable.
  ///
  /// @param gaps linked devices' inboxes that were full: their envelope was left out and counted
  record Stored(List<Placed> placed, List<InboxId> gaps) implements AppendOutcome {
    public Stored {
      placed = List.copyOf(placed);
      gaps = List.copyOf(gaps);
    }
  }

  /// The account's device list is not the one that was checked, or the account is gone; nothing was
  /// stored.
  record DevicesChanged() implements AppendOutcome {}

  /// The primary device's inbox is full; nothing was stored.
  record PrimaryFull() implements AppendOutcome {}
}
