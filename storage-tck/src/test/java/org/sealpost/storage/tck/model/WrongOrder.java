package org.sealpost.storage.tck.model;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxLimits;
import org.sealpost.storage.inboxes.InboxPage;
import org.sealpost.storage.inboxes.Placed;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.tck.StoreUnderTest.Opener;

/// One mistake each about positions and pages.
public final class WrongOrder {
  private WrongOrder() {}

  /// As a sequence does that is asked before the commit.
  public static Opener drawingPositionsBeforeTheCommit() {
    return OverModel.inboxes(EarlyPositions::new);
  }

  private static class EarlyPositions extends ModelInboxes {
    private static final ThreadLocal<@Nullable Position> EARLY = new ThreadLocal<>();
    private final ModelData data;

    EarlyPositions(ModelData data, InboxLimits limits, Clock clock) {
      super(data, limits, clock);
      this.data = data;
    }

    @Override
    public AppendOutcome append(Aci account, DevicesVersion checked, List<InboxEntry> entries) {
      EARLY.set(data.locked(() -> new Position(++data.lastPosition)));
      try {
        drawn();
        return super.append(account, checked, entries);
      } finally {
        EARLY.remove();
      }
    }

    void drawn() {}

    @Override
    Position drawPosition(ModelData.Inbox inbox) {
      Position drawnBefore = EARLY.get();
      return drawnBefore == null ? super.drawPosition(inbox) : drawnBefore;
    }
  }

  /// The first append has its position and goes on only when a later one was shown.
  public static Opener committingLaterThanOthers() {
    return OverModel.inboxes((data, limits, clock) ->
        new EarlyPositions(data, limits, clock) {
          private final CountDownLatch laterWasShown = new CountDownLatch(1);
          private final AtomicBoolean first = new AtomicBoolean(true);

          @Override
          void drawn() {
            if (first.getAndSet(false)) {
              try {
                boolean _ = laterWasShown.await(5, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }
          }

          @Override
          public InboxPage read(InboxId id, Position after, int max, long maxBytes) {
            InboxPage page = super.read(id, after, max, maxBytes);
            if (!page.envelopes().isEmpty()) {
              laterWasShown.countDown();
            }
            return page;
          }
        });
  }

  /// As a plain rowid does.
  public static Opener beginningAgainInAnEmptyInbox() {
    return OverModel.inboxes((data, limits, clock) ->
        new ModelInboxes(data, limits, clock) {
          @Override
          Position drawPosition(ModelData.Inbox inbox) {
            return inbox.queue.isEmpty()
                ? new Position(1)
                : new Position(inbox.queue.lastKey().value() + 1);
          }
        });
  }

  public static Opener showingBeforeTheCommit() {
    return OverModel.inboxes((data, limits, clock) ->
        new ModelInboxes(data, limits, clock) {
          @Override
          public AppendOutcome append(
              Aci account, DevicesVersion checked, List<InboxEntry> entries) {
            AppendOutcome outcome = data.locked(() -> decide(account, checked, entries));
            return data.committed(() -> outcome);
          }
        });
  }

  /// A stream would take the envelope from memory and skip those between.
  public static Opener tellingAPositionBeforeThatIsTooLow() {
    return OverModel.inboxes((data, limits, clock) ->
        new ModelInboxes(data, limits, clock) {
          @Override
          Placed store(InboxEntry entry) {
            Placed placed = super.store(entry);
            return new Placed(
                placed.inbox(),
                placed.id(),
                placed.position(),
                Optional.of(Position.START),
                placed.repeat());
          }
        });
  }

  public static Opener fillingAPageWithoutWeighingIt() {
    return OverModel.inboxes((data, limits, clock) ->
        new ModelInboxes(data, limits, clock) {
          @Override
          public InboxPage read(InboxId id, Position after, int max, long maxBytes) {
            return super.read(id, after, max, Long.MAX_VALUE);
          }
        });
  }

  public static Opener sayingThatThereIsNoMore() {
    return OverModel.inboxes((data, limits, clock) ->
        new ModelInboxes(data, limits, clock) {
          @Override
          public InboxPage read(InboxId id, Position after, int max, long maxBytes) {
            InboxPage page = super.read(id, after, max, maxBytes);
            return new InboxPage(page.epoch(), page.envelopes(), false);
          }
        });
  }
}
