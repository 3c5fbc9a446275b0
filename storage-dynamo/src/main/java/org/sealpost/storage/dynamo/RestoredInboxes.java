package org.sealpost.storage.dynamo;

import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.Uuids;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.RestoreMarks;

/// Marks inboxes after a restore, one by one, in the order in which a scan shows their heads.
final class RestoredInboxes implements RestoreMarks {
  private static final int SCANNED = 1_000;

  private final Items items;

  RestoredInboxes(Items items) {
    this.items = items;
  }

  @Override
  public Optional<InboxId> mark(Optional<InboxId> after, int max) {
    Optional<ItemKey> place = after.map(Layout::head);
    int marked = 0;
    do {
      Items.Scanned scanned = items.scan(Table.INBOXES, place, SCANNED);
      for (Item item : scanned.items()) {
        InboxId inbox = new InboxId(Uuids.fromBytes(item.partition().unsafeArray()));
        if (item.key(Table.INBOXES).equals(Layout.head(inbox))
            && !Head.of(inbox, item).isAbandoned()) {
          mark(inbox);
          if (++marked == max) {
            return Optional.of(inbox);
          }
        }
      }
      place = scanned.next();
    } while (place.isPresent());
    return Optional.empty();
  }

  /// The pointers first: afterwards nobody finds the keys.
  private void mark(InboxId inbox) {
    CommitOutcome _ =
        items.commit(
            Write.update(Layout.head(inbox), "SET epoch = epoch + :raise")
                .when("attribute_exists(dv)")
                .with("raise", RAISE));
    for (IdentityType identity : IdentityType.values()) {
      CommitOutcome _ =
          items.commit(
              Write.update(Layout.pointer(inbox, identity), "REMOVE ec, ky").whenPresent());
    }
    Bytes partition = Layout.partition(inbox);
    List<Write> keys =
        items
            .list(
                Range.prefix(Table.PREKEYS, partition, Attr.key('o')).only("k, s"),
                Integer.MAX_VALUE)
            .stream()
            .map(item -> Write.delete(item.key(Table.PREKEYS)))
            .toList();
    items.writeAll(keys);
  }
}
