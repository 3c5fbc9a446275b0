package org.sealpost.storage.dynamo;

import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.inboxes.InboxId;

/// Which inboxes are an account's: its document lists them, and their heads name it. Those that a
/// copy brought are bound when their account first says that they are its own.
final class InboxOwners {
  private static final int MOST_ROUNDS = 8;

  private final Items items;

  InboxOwners(Items items) {
    this.items = items;
  }

  boolean isUnbound(InboxId inbox) {
    return items
        .get(Layout.head(inbox))
        .filter(item -> Head.of(inbox, item).isUnbound())
        .isPresent();
  }

  /// False when there is no such account.
  boolean bind(InboxId inbox, Aci account) {
    for (int round = 1; round <= MOST_ROUNDS; round++) {
      Optional<Item> document = items.get(Layout.document(account));
      if (document.isEmpty()) {
        return false;
      }
      long version = document.get().number(DynamoAccountStore.DEVICES_VERSION);
      Write listed =
          Write.update(Layout.document(account), "ADD boxes :inbox")
              .when("dv = :dv")
              .with("inbox", Attr.setOf(List.of(inbox.toBytes())))
              .with("dv", version);
      Write bound =
          Write.update(Layout.head(inbox), "SET acc = :acc, dv = :dv")
              .when("dv = :unbound")
              .with("acc", Attr.of(DeviceWrites.bytes(account)))
              .with("dv", version)
              .with("unbound", 0);
      switch (items.commit(listed, bound)) {
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

  /// Holds while the document lists these inboxes and no more.
  static Write unchanged(Write document, String condition, List<Bytes> inboxes) {
    return inboxes.isEmpty()
        ? document.when(condition + " AND attribute_not_exists(boxes)")
        : document
            .when(condition + " AND boxes = :present")
            .with("present", Attr.setOf(inboxes.stream().map(Bytes::unsafeArray).toList()));
  }
}
