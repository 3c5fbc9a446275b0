package org.sealpost.storage.dynamo;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.sealpost.storage.StorageBusy;
import org.sealpost.storage.inboxes.Epoch;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxPage;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.inboxes.QueuedEnvelope;

/// Reads pages. A query sees a transaction item by item while that is being carried out, so a page
/// ends where the head says, and an envelope that is missing among those of the last transaction is
/// asked for in a way that fails until the transaction is done: either somebody removed it, or the
/// page is read again.
final class InboxReader {
  private static final int MOST_ROUNDS = 8;
  private static final InboxPage NOWHERE = new InboxPage(Epoch.NONE, List.of(), false);

  /// One page as it is gathered.
  private static final class Gathered {
    private final List<QueuedEnvelope> envelopes = new ArrayList<>();
    private final Set<Long> seen = new HashSet<>();
    private long bytes;
    private boolean more;
  }

  private final Items items;
  private final Heads heads;
  private final EnvelopePlaces places;
  private final Clock clock;

  InboxReader(Items items, Heads heads, EnvelopePlaces places, Clock clock) {
    this.items = items;
    this.heads = heads;
    this.places = places;
    this.clock = clock;
  }

  InboxPage read(InboxId inbox, Position after, int max, long maxBytes) {
    for (int round = 1; round <= MOST_ROUNDS; round++) {
      Optional<Head> found = heads.read(inbox).filter(head -> !head.isAbandoned());
      if (found.isEmpty()) {
        return NOWHERE;
      }
      Head head = found.get();
      Gathered page = new Gathered();
      if (head.last() > after.value()) {
        // asked before the query: what comes into place behind it was not seen by it
        boolean settled = heads.isSettled(head);
        gather(head, after, max, maxBytes, page);
        if (!settled && !isWhole(head, after, page)) {
          Attempts.pause(round);
          continue;
        }
      }
      for (QueuedEnvelope envelope : page.envelopes) {
        places.put(inbox, envelope.id(), envelope.position());
      }
      return new InboxPage(head.epoch(), page.envelopes, page.more);
    }
    throw new StorageBusy("an inbox is being written for too long");
  }

  private void gather(Head head, Position after, int max, long maxBytes, Gathered page) {
    Instant now = clock.instant();
    boolean _ =
        items.query(
            Layout.envelopes(head.inbox(), after.value() + 1, head.last()).examining(1L + max),
            item -> {
              if (Envelopes.isExpired(item, now)) {
                page.seen.add(Layout.position(item).value());
                return true;
              }
              long size = Envelopes.size(item);
              int shown = page.envelopes.size();
              if (shown == max || (shown > 0 && page.bytes + size > maxBytes)) {
                page.more = true;
                return false;
              }
              page.envelopes.add(Envelopes.queued(item));
              page.seen.add(Layout.position(item).value());
              page.bytes += size;
              return true;
            });
  }

  /// Whether what is missing up to the last envelope shown was removed. Where there are more, what
  /// is behind comes with the next page.
  private boolean isWhole(Head head, Position after, Gathered page) {
    long end =
        page.more && !page.envelopes.isEmpty()
            ? page.envelopes.getLast().position().value()
            : head.last();
    long begin = Math.max(after.value(), head.settled()) + 1;
    List<ItemKey> missing =
        LongStream.rangeClosed(begin, end)
            .filter(position -> !page.seen.contains(position))
            .mapToObj(position -> Layout.envelope(head.inbox(), new Position(position)))
            .toList();
    return missing.isEmpty() || items.getSettled(missing).stream().allMatch(Optional::isEmpty);
  }
}
