package org.sealpost.storage.sqlite;

import java.sql.SQLException;
import org.sealpost.storage.inboxes.InboxTotals;
import org.sealpost.storage.inboxes.Position;

/// The writer's copy of the counters: changed while a transaction runs, saved once before it is
/// committed. Belongs to the writer's thread.
final class Counters {
  private final CounterTable table;
  private long last;
  private long accepted;
  private long acknowledged;
  private long expired;
  private long purged;
  private long leftOut;
  private boolean changed;

  Counters(CounterTable table) throws SQLException {
    this.table = table;
    load();
  }

  /// Forgets what was not saved.
  void load() throws SQLException {
    CounterTable.Values values = table.read();
    last = values.last().value();
    accepted = values.totals().accepted();
    acknowledged = values.totals().acknowledged();
    expired = values.totals().expired();
    purged = values.totals().purged();
    leftOut = values.totals().leftOut();
    changed = false;
  }

  void save() throws SQLException {
    if (changed) {
      table.write(
          new CounterTable.Values(
              new Position(last),
              new InboxTotals(accepted, acknowledged, expired, purged, leftOut)));
      changed = false;
    }
  }

  /// Higher than every position before it. Not used up until it is [#placed].
  Position nextPosition() {
    return new Position(last + 1);
  }

  /// An envelope was stored at the next position.
  void placed(Position position) {
    changed = true;
    last = position.value();
    accepted++;
  }

  void acknowledged(int envelopes) {
    changed |= envelopes > 0;
    acknowledged += envelopes;
  }

  void expired(int envelopes) {
    changed |= envelopes > 0;
    expired += envelopes;
  }

  void purged(int envelopes) {
    changed |= envelopes > 0;
    purged += envelopes;
  }

  void leftOut() {
    changed = true;
    leftOut++;
  }
}
