package org.sealpost.storage.tck.model;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.storage.inboxes.Claim;
import org.sealpost.storage.inboxes.Epoch;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxPage;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.inboxes.PurgeProgress;
import org.sealpost.storage.tck.StoreUnderTest.Opener;

/// One mistake each about acknowledging, claiming, abandoning and purging.
public final class WrongInboxLife {
  private WrongInboxLife() {}

  public static Opener losingTheCountOfAcknowledgements() {
    return OverModel.inboxes((data, limits, clock) ->
        new ModelInboxes(data, limits, clock) {
          @Override
          public int acknowledge(InboxId id, Collection<EnvelopeId> ids) {
            int removed = super.acknowledge(id, ids);
            data.acknowledged -= removed;
            return removed;
          }
        });
  }

  /// All up to the newest that was named, as a cursor would.
  public static Opener acknowledgingAllBefore() {
    return OverModel.inboxes((data, limits, clock) ->
        new ModelInboxes(data, limits, clock) {
          @Override
          public int acknowledge(InboxId id, Collection<EnvelopeId> ids) {
            int named = super.acknowledge(id, ids);
            if (named > 0) {
              data.living(id).ifPresent(inbox -> inbox.queue.pollFirstEntry());
            }
            return named;
          }
        });
  }

  public static Opener countingWhatWasNotThere() {
    return OverModel.inboxes((data, limits, clock) ->
        new ModelInboxes(data, limits, clock) {
          @Override
          public int acknowledge(InboxId id, Collection<EnvelopeId> ids) {
            int _ = super.acknowledge(id, ids);
            return ids.size();
          }
        });
  }

  public static Opener readingTheEpochBeforeTheCommit() {
    return OverModel.inboxes((data, limits, clock) ->
        new ModelInboxes(data, limits, clock) {
          @Override
          public Claim claim(InboxId id) {
            long next = data.locked(() -> data.living(id).orElseThrow().epoch + 1);
            return data.committed(() -> {
              data.living(id).orElseThrow().epoch = next;
              return new Claim(new Epoch(next), 0);
            });
          }
        });
  }

  public static Opener keepingEpochsInMemory() {
    return OverModel.inboxes((data, limits, clock) -> {
      data.inboxes.values().forEach(inbox -> inbox.epoch = 0);
      return new ModelInboxes(data, limits, clock);
    });
  }

  /// Who was unlinked goes on reading.
  public static Opener showingAbandonedInboxes() {
    return OverModel.inboxes((data, limits, clock) ->
        new ModelInboxes(data, limits, clock) {
          @Override
          public InboxPage read(InboxId id, Position after, int max, long maxBytes) {
            return data.locked(
                () -> page(requireNonNull(data.inboxes.get(id)), after, max, maxBytes));
          }
        });
  }

  public static Opener forgettingWhichInboxesAreAbandoned() {
    return OverModel.inboxes((data, limits, clock) -> {
      data.inboxes.values().removeIf(inbox -> inbox.abandoned);
      return new ModelInboxes(data, limits, clock);
    });
  }

  public static Opener purgingLivingInboxes() {
    return OverModel.inboxes((data, limits, clock) ->
        new ModelInboxes(data, limits, clock) {
          @Override
          public PurgeProgress purge(InboxId id, int max) {
            data.living(id).ifPresent(inbox -> inbox.abandoned = true);
            return super.purge(id, max);
          }
        });
  }

  public static Opener purgingWithoutBound() {
    return OverModel.inboxes((data, limits, clock) ->
        new ModelInboxes(data, limits, clock) {
          @Override
          public PurgeProgress purge(InboxId id, int max) {
            return super.purge(id, Integer.MAX_VALUE);
          }
        });
  }
}
