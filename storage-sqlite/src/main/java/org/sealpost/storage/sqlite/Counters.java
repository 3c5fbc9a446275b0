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

  Position drawPosition() {
    changed = true;
    return new Position(++last);
  }

  void accepted() {
    changed = true;
    accepted++;
  }

  void acknowledged(int envelopes) {
    changed = true;
    acknowledged += envelopes;
  }

  void expired(int envelopes) {
    changed = true;
    expired += envelopes;
  }

  void purged(int envelopes) {
    changed = true;
    purged += envelopes;
  }

  void leftOut() {
    changed = true;
    leftOut++;
  }
}
