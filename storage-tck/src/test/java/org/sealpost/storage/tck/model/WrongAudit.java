package org.sealpost.storage.tck.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.audit.SequenceOutcome;
import org.sealpost.storage.tck.StoreUnderTest.Opener;

/// One mistake each about the audit outbox and the log.
public final class WrongAudit {
  private WrongAudit() {}

  public static Opener keepingWhatIsAddedAgain() {
    return OverModel.audit(data ->
        new ModelAudit(data) {
          @Override
          boolean isKept(AuditEntry entry) {
            return data.pending.containsKey(entry.id());
          }
        });
  }

  public static Opener showingTheNewestFirst() {
    return OverModel.audit(data ->
        new ModelAudit(data) {
          @Override
          public List<AuditEntry> pending(int max) {
            List<AuditEntry> all = new ArrayList<>(super.pending(Integer.MAX_VALUE));
            Collections.reverse(all);
            return all.subList(0, Math.min(max, all.size()));
          }
        });
  }

  public static Opener comparingTheSizeBeforeTheCommit() {
    return OverModel.audit(data ->
        new ModelAudit(data) {
          @Override
          public SequenceOutcome sequence(long size, List<UUID> entries) {
            if (size() != size) {
              return SequenceOutcome.SIZE_CHANGED;
            }
            return data.committed(() -> super.decide(data.sequenced.size(), entries));
          }
        });
  }

  public static Opener comparingNoSize() {
    return OverModel.audit(data ->
        new ModelAudit(data) {
          @Override
          SequenceOutcome decide(long size, List<UUID> entries) {
            return super.decide(data.sequenced.size(), entries);
          }
        });
  }

  public static Opener passingOverWhatIsNotPending() {
    return OverModel.audit(data ->
        new ModelAudit(data) {
          @Override
          SequenceOutcome decide(long size, List<UUID> entries) {
            return super.decide(size, entries.stream().filter(data.pending::containsKey).toList());
          }
        });
  }

  public static Opener givingIndicesInTheOrderOfTheOutbox() {
    return OverModel.audit(data ->
        new ModelAudit(data) {
          @Override
          SequenceOutcome decide(long size, List<UUID> entries) {
            List<UUID> order = data.pending.keySet().stream().filter(entries::contains).toList();
            return order.size() == entries.size()
                ? super.decide(size, order)
                : super.decide(size, entries);
          }
        });
  }

  /// Loses an entry that is cut off between its two commits.
  public static Opener sequencingInTwoCommits() {
    return OverModel.audit(data ->
        new ModelAudit(data) {
          @Override
          public SequenceOutcome sequence(long size, List<UUID> entries) {
            List<AuditEntry> removed = new ArrayList<>();
            SequenceOutcome outcome =
                data.committed(() -> {
                  if (data.sequenced.size() != size
                      || !data.pending.keySet().containsAll(entries)) {
                    return super.decide(size, entries);
                  }
                  entries.forEach(entry -> removed.add(data.pending.remove(entry)));
                  return SequenceOutcome.SEQUENCED;
                });
            boolean _ = data.committed(() -> data.sequenced.addAll(removed));
            return outcome;
          }
        });
  }

  /// A cursor over a sequence that is asked before the commit: what is committed late is behind it.
  public static Opener followingTheOutboxByACursor() {
    return OverModel.audit(data ->
        new ModelAudit(data) {
          private final AtomicLong places = new AtomicLong();
          private final Map<UUID, Long> placeOf = new HashMap<>();
          private long cursor;

          @Override
          public void add(List<AuditEntry> entries) {
            long place = places.incrementAndGet();
            super.add(entries);
            boolean _ =
                data.locked(() -> {
                  entries.forEach(entry -> placeOf.put(entry.id(), place));
                  return true;
                });
          }

          @Override
          public List<AuditEntry> pending(int max) {
            return data.locked(() ->
                super.pending(Integer.MAX_VALUE).stream()
                    .filter(entry -> placeOf.getOrDefault(entry.id(), Long.MAX_VALUE) > cursor)
                    .limit(max)
                    .toList());
          }

          @Override
          SequenceOutcome decide(long size, List<UUID> entries) {
            SequenceOutcome outcome = super.decide(size, entries);
            if (outcome == SequenceOutcome.SEQUENCED) {
              for (UUID entry : entries) {
                cursor = Math.max(cursor, placeOf.getOrDefault(entry, 0L));
              }
            }
            return outcome;
          }
        });
  }

  public static Opener rememberingTheOutboxInMemory() {
    return OverModel.audit(data -> {
      data.pending.clear();
      return new ModelAudit(data);
    });
  }
}
