package org.sealpost.storage.dynamo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.Position;

/// The heads of inboxes, and what this node remembers of them: a head that it has written, or has
/// seen when all of its last transaction was in place. What is remembered may be old; a write that
/// goes by it says so in its condition. Safe for any thread.
///
/// The service shows a transaction to a query item by item. So before a node gives positions behind
/// another's transaction, it asks for that one's envelopes in a way that fails while the
/// transaction is under way: afterwards only the last transaction of an inbox can be in that state,
/// and a reader knows where to look twice.
final class Heads {
  /// About 300 bytes each.
  private static final int MAX_REMEMBERED = 50_000;

  private final Items items;
  private final LinkedHashMap<InboxId, Head> byInbox = new LinkedHashMap<>(16, 0.75f, true);

  Heads(Items items) {
    this.items = items;
  }

  synchronized Optional<Head> remembered(InboxId inbox) {
    return Optional.ofNullable(byInbox.get(inbox));
  }

  synchronized void remember(Head head) {
    byInbox.put(head.inbox(), head);
    if (byInbox.size() > MAX_REMEMBERED) {
      byInbox.pollFirstEntry();
    }
  }

  synchronized void forget(InboxId inbox) {
    byInbox.remove(inbox);
  }

  /// Whether all envelopes up to its last position are in place, as far as this node knows.
  boolean isSettled(Head head) {
    return head.last() == head.settled()
        || remembered(head.inbox()).filter(known -> known.last() >= head.last()).isPresent();
  }

  Optional<Head> read(InboxId inbox) {
    return items.get(Layout.head(inbox)).map(item -> Head.of(inbox, item));
  }

  /// Those that there are, each settled.
  Map<InboxId, Head> readAll(Collection<InboxId> inboxes) {
    Map<ItemKey, Item> found = items.getAll(inboxes.stream().map(Layout::head).toList());
    Map<InboxId, Head> heads = new HashMap<>();
    for (InboxId inbox : inboxes) {
      Optional.ofNullable(found.get(Layout.head(inbox)))
          .map(item -> withKnownRoom(Head.of(inbox, item)))
          .ifPresent(head -> {
            settle(head);
            heads.put(inbox, head);
          });
    }
    return heads;
  }

  /// Nothing was added since this node looked, so there is as much room at least.
  private Head withKnownRoom(Head head) {
    return remembered(head.inbox())
        .filter(known -> known.last() == head.last())
        .map(known -> head.withRoom(known.room()))
        .orElse(head);
  }

  private void settle(Head head) {
    if (!isSettled(head)) {
      List<ItemKey> last = new ArrayList<>();
      for (long position = head.settled() + 1; position <= head.last(); position++) {
        last.add(Layout.envelope(head.inbox(), new Position(position)));
      }
      List<Optional<Item>> _ = items.getSettled(last);
    }
    remember(head);
  }
}
