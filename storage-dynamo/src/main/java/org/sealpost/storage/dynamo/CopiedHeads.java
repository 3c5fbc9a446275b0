package org.sealpost.storage.dynamo;

import java.util.Optional;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.inboxes.InboxId;

/// Heads of inboxes that a copy brought. Whose they are nobody told, so they stand at no version of
/// a device list; the first append, or a change of their account's devices, brings them to it.
final class CopiedHeads {
  private static final int MOST_ROUNDS = 8;

  private final Items items;

  CopiedHeads(Items items) {
    this.items = items;
  }

  /// False when there is no such account.
  ///
  /// @param account whose document names the inbox, says who appends
  boolean bind(InboxId inbox, Aci account) {
    for (int round = 1; round <= MOST_ROUNDS; round++) {
      Optional<Item> document = items.get(Layout.document(account));
      if (document.isEmpty()) {
        return false;
      }
      long version = document.get().number(DynamoAccountStore.DEVICES_VERSION);
      Write same =
          Write.check(Layout.document(account)).when("dv = :version").with("version", version);
      Write bound =
          Write.update(Layout.head(inbox), "SET dv = :dv")
              .when("dv = :unbound")
              .with("dv", version)
              .with("unbound", 0);
      switch (items.commit(same, bound)) {
        case CommitOutcome.Committed _ -> {
          return true;
        }
        case CommitOutcome.Refused refused -> {
          if (refused.names(bound)) {
            return true; // somebody else was faster
          }
        }
      }
      Attempts.pause(round);
    }
    return true;
  }
}
