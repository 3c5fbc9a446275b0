package org.sealpost.storage.tck.model;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.Placed;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.tck.StoreUnderTest.Opener;

/// One mistake each about repeats and the time to live.
public final class WrongRepeats {
  private WrongRepeats() {}

  /// Forgets that the id is queued: the ids it stores are new ones.
  public static Opener storingARepeatTwice() {
    return OverModel.inboxes((data, limits, clock) ->
        new ModelInboxes(data, limits, clock) {
          @Override
          Placed store(InboxEntry entry) {
            return super.store(
                new InboxEntry(
                    entry.inbox(),
                    new EnvelopeId(UUID.randomUUID()),
                    entry.sealed(),
                    entry.expiresAt(),
                    entry.primary()));
          }
        });
  }

  public static Opener lookingForARepeatBeforeTheCommit() {
    return OverModel.inboxes((data, limits, clock) ->
        new ModelInboxes(data, limits, clock) {
          private final ThreadLocal<Map<EnvelopeId, Optional<Map.Entry<Position, InboxEntry>>>>
              found = ThreadLocal.withInitial(HashMap::new);

          @Override
          public AppendOutcome append(
              Aci account, DevicesVersion checked, List<InboxEntry> entries) {
            boolean _ =
                data.locked(() -> {
                  entries.forEach(entry ->
                      data.living(entry.inbox())
                          .ifPresent(
                              inbox -> found.get().put(entry.id(), super.find(inbox, entry.id()))));
                  return true;
                });
            return super.append(account, checked, entries);
          }

          @Override
          Optional<Map.Entry<Position, InboxEntry>> find(ModelData.Inbox inbox, EnvelopeId id) {
            return requireNonNull(found.get().get(id));
          }
        });
  }

  /// An id is unique in the whole store.
  public static Opener takingTheSameIdElsewhereForARepeat() {
    return OverModel.inboxes((data, limits, clock) ->
        new ModelInboxes(data, limits, clock) {
          @Override
          Optional<Map.Entry<Position, InboxEntry>> find(ModelData.Inbox inbox, EnvelopeId id) {
            return data.inboxes.values().stream()
                .flatMap(each -> super.find(each, id).stream())
                .findFirst();
          }
        });
  }

  public static Opener lettingNothingExpire() {
    return OverModel.inboxes((data, limits, clock) ->
        new ModelInboxes(data, limits, clock) {
          @Override
          boolean isLiving(InboxEntry entry) {
            return true;
          }
        });
  }

  public static Opener replacingWhatExpiredWithoutCountingIt() {
    return OverModel.inboxes((data, limits, clock) ->
        new ModelInboxes(data, limits, clock) {
          @Override
          Placed store(InboxEntry entry) {
            long before = data.expired;
            Placed placed = super.store(entry);
            data.expired = before;
            return placed;
          }
        });
  }

  public static Opener sweepingWithoutBound() {
    return OverModel.inboxes((data, limits, clock) ->
        new ModelInboxes(data, limits, clock) {
          @Override
          public int sweepExpired(int max) {
            return super.sweepExpired(Integer.MAX_VALUE);
          }
        });
  }
}
