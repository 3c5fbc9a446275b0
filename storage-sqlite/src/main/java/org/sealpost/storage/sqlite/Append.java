package org.sealpost.storage.sqlite;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxLimits;
import org.sealpost.storage.inboxes.Placed;
import org.sealpost.storage.inboxes.Position;

/// One request's envelopes for one account: everything is decided before anything is stored, so
/// that a refusal stores nothing. One insert for each envelope; the database is asked for more only
/// when an id is there already or an inbox is full.
record Append(
    Aci account, DevicesVersion checked, List<InboxEntry> entries, InboxLimits limits, Instant now)
    implements Operation<AppendOutcome> {

  /// Expired envelopes that an append to a full inbox removes at a time until it fits, so that they
  /// do not fill it until the next sweep.
  private static final int MAX_EXPIRED = 64;

  private record Target(InboxEntry entry, InboxState inbox) {}

  @Override
  public AppendOutcome run(WriteAccess access) throws SQLException {
    if (!access.devicesVersions().of(account).equals(Optional.of(checked))) {
      return new AppendOutcome.DevicesChanged();
    }
    List<Target> fitting = new ArrayList<>();
    List<Target> full = new ArrayList<>();
    for (InboxEntry entry : entries) {
      Optional<InboxState> inbox = access.inboxes().find(entry.inbox());
      if (inbox.isEmpty()) {
        return new AppendOutcome.DevicesChanged();
      }
      Target target = new Target(entry, inbox.get());
      (isQueuedOrFits(target, access) ? fitting : full).add(target);
    }
    if (full.stream().anyMatch(target -> target.entry().primary())) {
      return new AppendOutcome.PrimaryFull();
    }
    return new AppendOutcome.Stored(store(fitting, access), leaveOut(full, access));
  }

  private boolean isQueuedOrFits(Target target, WriteAccess access) throws SQLException {
    while (!fits(target)) {
      if (!removeExpired(target.inbox(), access)) {
        return isQueued(target, access);
      }
    }
    return true;
  }

  private boolean fits(Target target) {
    return target.inbox().hasRoomFor(target.entry().sealed().size(), limits);
  }

  private boolean isQueued(Target target, WriteAccess access) throws SQLException {
    return access
        .tables()
        .envelopes()
        .find(target.inbox().number(), target.entry().id())
        .filter(queued -> !queued.expiredAt(now))
        .isPresent();
  }

  /// Removes expired envelopes from the front of the inbox; whether there were any.
  private boolean removeExpired(InboxState inbox, WriteAccess access) throws SQLException {
    int removed = 0;
    for (EnvelopeTable.Stub oldest :
        access.tables().envelopes().oldest(inbox.number(), MAX_EXPIRED)) {
      if (!oldest.expiredAt(now)) {
        break;
      }
      access.expire(oldest);
      removed++;
    }
    return removed > 0;
  }

  private List<Placed> store(List<Target> targets, WriteAccess access) throws SQLException {
    List<Placed> placed = new ArrayList<>(targets.size());
    for (Target target : targets) {
      placed.add(store(target, access));
    }
    return placed;
  }

  private Placed store(Target target, WriteAccess access) throws SQLException {
    InboxEntry entry = target.entry();
    InboxState inbox = target.inbox();
    Position position = access.counters().nextPosition();
    if (!access.tables().envelopes().insert(position, inbox.number(), entry)) {
      EnvelopeTable.Stub queued =
          access.tables().envelopes().find(inbox.number(), entry.id()).orElseThrow();
      if (!queued.expiredAt(now)) {
        return new Placed(entry.inbox(), entry.id(), queued.position(), Optional.empty(), true);
      }
      access.expire(queued);
      access.tables().envelopes().insert(position, inbox.number(), entry);
    }
    Optional<Position> before = inbox.last();
    inbox.added(position, entry.sealed().size());
    access.counters().placed(position);
    return new Placed(entry.inbox(), entry.id(), position, before, false);
  }

  private static List<InboxId> leaveOut(List<Target> full, WriteAccess access) throws SQLException {
    List<InboxId> gaps = new ArrayList<>(full.size());
    for (Target target : full) {
      access.tables().inboxes().countGap(target.inbox().number());
      access.counters().leftOut();
      gaps.add(target.entry().inbox());
    }
    return gaps;
  }
}
