package org.sealpost.storage.sqlite;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.groupcommit.Size;
import org.sealpost.storage.groupcommit.Urgency;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.inboxes.Claim;
import org.sealpost.storage.inboxes.Epoch;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxLimits;
import org.sealpost.storage.inboxes.InboxPage;
import org.sealpost.storage.inboxes.InboxStore;
import org.sealpost.storage.inboxes.InboxTotals;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.inboxes.PurgeProgress;

/// Inboxes: what changes them goes to the writer, what looks at them to the readers.
final class SqliteInboxStore implements InboxStore {
  /// What an id in an acknowledgement weighs while it waits.
  private static final long ID_BYTES = 64;

  private final Writer writer;
  private final Readers readers;
  private final DiskRoom room;
  private final InboxLimits limits;
  private final Clock clock;

  SqliteInboxStore(Writer writer, Readers readers, DiskRoom room, InboxLimits limits, Clock clock) {
    this.writer = writer;
    this.readers = readers;
    this.room = room;
    this.limits = limits;
    this.clock = clock;
  }

  @Override
  public AppendOutcome append(Aci account, DevicesVersion checked, List<InboxEntry> entries) {
    long bytes = 0;
    for (InboxEntry entry : entries) {
      if (entry.sealed().size() > limits.envelopeBytes()) {
        throw new IllegalArgumentException("an envelope is larger than InboxLimits allow");
      }
      bytes += entry.sealed().size();
    }
    if (!room.isLeftForAppends()) {
      throw new StorageUnavailable("the disk is nearly full");
    }
    return writer.write(
        Urgency.PROMPT,
        new Size(Math.max(1, entries.size()), bytes),
        new Append(account, checked, List.copyOf(entries), limits, clock.instant()));
  }

  @Override
  public Claim claim(InboxId inbox) {
    return writer.write(
        access -> access.tables().inboxes().raiseEpoch(inbox).orElse(new Claim(new Epoch(0), 0)));
  }

  @Override
  public InboxPage read(InboxId inbox, Position after, int max, long maxBytes) {
    if (max < 1) {
      throw new IllegalArgumentException("a page has at least one envelope");
    }
    Instant now = clock.instant();
    return readers.read(tables -> read(tables, inbox, after, max, maxBytes, now));
  }

  private static InboxPage read(
      Tables tables, InboxId inbox, Position after, int max, long maxBytes, Instant now)
      throws SQLException {
    Optional<Long> number = tables.inboxes().living(inbox);
    if (number.isEmpty()) {
      return new InboxPage(new Epoch(0), List.of(), false);
    }
    EnvelopeTable.Page page = tables.envelopes().read(number.get(), after, max, maxBytes, now);
    return new InboxPage(tables.inboxes().epoch(number.get()), page.envelopes(), page.more());
  }

  @Override
  public int acknowledge(InboxId inbox, Collection<EnvelopeId> ids) {
    if (ids.isEmpty()) {
      return 0;
    }
    List<EnvelopeId> copy = List.copyOf(ids);
    return writer.write(
        Urgency.RELAXED,
        new Size(copy.size(), copy.size() * ID_BYTES),
        access -> acknowledge(access, inbox, copy));
  }

  private static int acknowledge(WriteAccess access, InboxId inbox, List<EnvelopeId> ids)
      throws SQLException {
    Optional<InboxState> state = access.inboxes().find(inbox);
    if (state.isEmpty()) {
      return 0;
    }
    int removed = 0;
    for (EnvelopeId id : ids) {
      Optional<Long> size = access.tables().envelopes().remove(state.get().number(), id);
      if (size.isPresent()) {
        state.get().removed(size.get());
        removed++;
      }
    }
    access.counters().acknowledged(removed);
    return removed;
  }

  @Override
  public int sweepExpired(int max) {
    Instant now = clock.instant();
    return writer.write(
        Urgency.PROMPT,
        new Size(max, 0),
        access -> {
          List<EnvelopeTable.Stub> expired = access.tables().envelopes().expired(now, max);
          for (EnvelopeTable.Stub envelope : expired) {
            access.expire(envelope);
          }
          return expired.size();
        });
  }

  @Override
  public List<InboxId> abandoned(int max) {
    return readers.read(tables -> tables.inboxes().abandoned(max));
  }

  @Override
  public PurgeProgress purge(InboxId inbox, int max) {
    return writer.write(Urgency.PROMPT, new Size(max, 0), access -> purge(access, inbox, max));
  }

  private static PurgeProgress purge(WriteAccess access, InboxId inbox, int max)
      throws SQLException {
    Optional<InboxTable.Row> found = access.tables().inboxes().find(inbox);
    if (found.isEmpty() || !found.get().abandoned()) {
      return new PurgeProgress(0, found.isEmpty());
    }
    long number = found.get().number();
    List<EnvelopeTable.Stub> oldest = access.tables().envelopes().oldest(number, max);
    for (EnvelopeTable.Stub envelope : oldest) {
      access.tables().envelopes().remove(envelope.position());
    }
    access.counters().purged(oldest.size());
    boolean done = access.tables().envelopes().oldest(number, 1).isEmpty();
    if (done) {
      access.tables().inboxes().delete(number);
    }
    return new PurgeProgress(oldest.size(), done);
  }

  @Override
  public InboxLimits limits() {
    return limits;
  }

  @Override
  public InboxTotals totals() {
    return readers.read(tables -> tables.counters().read().totals());
  }
}
