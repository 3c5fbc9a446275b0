package org.sealpost.storage.tck.model;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.AccountStore;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.accounts.UpdateOutcome;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxLimits;
import org.sealpost.storage.inboxes.InboxPage;
import org.sealpost.storage.inboxes.InboxStore;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.prekeys.PreKeyOwner;
import org.sealpost.storage.prekeys.PreKeyStore;
import org.sealpost.storage.prekeys.TakenKeys;
import org.sealpost.storage.tck.StoreUnderTest.Opener;

/// Stores with one mistake each, planted so that the contracts can be seen to catch it.
public final class WrongStores {
  private WrongStores() {}

  @FunctionalInterface
  private interface WrongInboxes {
    ModelInboxes over(ModelData data, InboxLimits limits, Clock clock);
  }

  private static Opener withInboxes(WrongInboxes wrong) {
    ModelData data = new ModelData();
    return (limits, clock) -> {
      ModelInboxes inboxes = wrong.over(data, limits, clock);
      return new ModelStorage(data, limits, clock) {
        @Override
        public InboxStore inboxes() {
          return inboxes;
        }
      };
    };
  }

  /// Draws the position of a first append, and stores it only when a later one was shown.
  public static Opener drawingPositionsBeforeTheCommit() {
    return withInboxes(EarlyPositions::new);
  }

  private static final class EarlyPositions extends ModelInboxes {
    private final ModelData data;
    private final CountDownLatch laterWasShown = new CountDownLatch(1);
    private static final ThreadLocal<@Nullable Position> EARLY = new ThreadLocal<>();
    private boolean drawn;

    EarlyPositions(ModelData data, InboxLimits limits, Clock clock) {
      super(data, limits, clock);
      this.data = data;
    }

    @Override
    public AppendOutcome append(Aci account, DevicesVersion checked, List<InboxEntry> entries) {
      boolean first =
          data.locked(() -> {
            boolean wasDrawn = drawn;
            drawn = true;
            return !wasDrawn;
          });
      if (first) {
        EARLY.set(data.locked(() -> new Position(++data.lastPosition)));
        awaitShown();
      }
      try {
        return super.append(account, checked, entries);
      } finally {
        EARLY.remove();
      }
    }

    private void awaitShown() {
      try {
        boolean _ = laterWasShown.await(5, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    Position drawPosition(ModelData.Inbox inbox) {
      Position drawnBefore = EARLY.get();
      return drawnBefore == null ? super.drawPosition(inbox) : drawnBefore;
    }

    @Override
    public InboxPage read(InboxId id, Position after, int max, long maxBytes) {
      InboxPage page = super.read(id, after, max, maxBytes);
      if (!page.envelopes().isEmpty()) {
        laterWasShown.countDown();
      }
      return page;
    }
  }

  /// As a plain rowid does.
  public static Opener beginningAgainInAnEmptyInbox() {
    return withInboxes((data, limits, clock) ->
        new ModelInboxes(data, limits, clock) {
          @Override
          Position drawPosition(ModelData.Inbox inbox) {
            return inbox.queue.isEmpty()
                ? new Position(1)
                : new Position(inbox.queue.lastKey().value() + 1);
          }
        });
  }

  /// Stores each entry by itself, and the first stay when a later one is refused.
  public static Opener storingHalfARequest() {
    return withInboxes((data, limits, clock) ->
        new ModelInboxes(data, limits, clock) {
          @Override
          public AppendOutcome append(
              Aci account, DevicesVersion checked, List<InboxEntry> entries) {
            for (InboxEntry entry : entries) {
              AppendOutcome outcome = super.append(account, checked, List.of(entry));
              if (!(outcome instanceof AppendOutcome.Stored)) {
                return outcome;
              }
            }
            return super.append(account, checked, entries);
          }
        });
  }

  /// Forgets that the id is queued: the ids it stores are new ones.
  public static Opener storingARepeatTwice() {
    return withInboxes((data, limits, clock) ->
        new ModelInboxes(data, limits, clock) {
          @Override
          public AppendOutcome append(
              Aci account, DevicesVersion checked, List<InboxEntry> entries) {
            List<InboxEntry> renamed =
                entries.stream()
                    .map(entry ->
                        new InboxEntry(
                            entry.inbox(),
                            new EnvelopeId(UUID.randomUUID()),
                            entry.sealed(),
                            entry.expiresAt(),
                            entry.primary()))
                    .toList();
            return super.append(account, checked, renamed);
          }
        });
  }

  /// Takes the device list that the caller checked for the one that is stored.
  public static Opener believingTheCallersDeviceList() {
    return withInboxes((data, limits, clock) ->
        new ModelInboxes(data, limits, clock) {
          @Override
          public AppendOutcome append(
              Aci account, DevicesVersion checked, List<InboxEntry> entries) {
            DevicesVersion stored =
                data.locked(() ->
                    Optional.ofNullable(data.accounts.get(account))
                        .map(AccountRecord::devicesVersion)
                        .orElse(checked));
            return super.append(account, stored, entries);
          }
        });
  }

  public static Opener losingTheCountOfAcknowledgements() {
    return withInboxes((data, limits, clock) ->
        new ModelInboxes(data, limits, clock) {
          @Override
          public int acknowledge(InboxId id, Collection<EnvelopeId> ids) {
            int removed = super.acknowledge(id, ids);
            data.acknowledged -= removed;
            return removed;
          }
        });
  }

  /// Drops what does not fit and tells nobody.
  public static Opener countingNoGaps() {
    return withInboxes((data, limits, clock) ->
        new ModelInboxes(data, limits, clock) {
          @Override
          public AppendOutcome append(
              Aci account, DevicesVersion checked, List<InboxEntry> entries) {
            AppendOutcome outcome = super.append(account, checked, entries);
            if (outcome instanceof AppendOutcome.Stored stored) {
              stored.gaps().forEach(inbox -> data.living(inbox).ifPresent(found -> found.gaps = 0));
            }
            return outcome;
          }
        });
  }

  /// Shows the keys and only then removes them, as two steps that others come between.
  public static Opener givingAPreKeyTwice() {
    ModelData data = new ModelData();
    return (limits, clock) ->
        new ModelStorage(data, limits, clock) {
          @Override
          public PreKeyStore preKeys() {
            return new ModelPreKeys(data) {
              @Override
              public List<TakenKeys> take(List<PreKeyOwner> owners) {
                for (PreKeyOwner owner : owners) {
                  data.living(owner.device())
                      .map(inbox -> inbox.keys.get(owner.identity()))
                      .filter(keys -> !keys.ec.isEmpty())
                      .ifPresent(keys -> keys.ec.addFirst(keys.ec.getFirst()));
                }
                return super.take(owners);
              }
            };
          }
        };
  }

  /// Writes whatever the version is.
  public static Opener updatingWithoutComparing() {
    ModelData data = new ModelData();
    return (limits, clock) ->
        new ModelStorage(data, limits, clock) {
          @Override
          public AccountStore accounts() {
            return new ModelAccounts(data) {
              @Override
              public UpdateOutcome update(AccountRecord next, DeviceChanges devices) {
                return data.locked(() -> {
                  data.accounts.put(next.aci(), next);
                  return UpdateOutcome.UPDATED;
                });
              }
            };
          }
        };
  }
}
