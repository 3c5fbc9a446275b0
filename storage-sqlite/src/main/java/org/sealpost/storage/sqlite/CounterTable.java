package org.sealpost.storage.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.sealpost.storage.StorageCorrupt;
import org.sealpost.storage.inboxes.InboxTotals;
import org.sealpost.storage.inboxes.Position;

/// One row: the last position that was drawn, and the totals.
final class CounterTable {
  record Values(Position last, InboxTotals totals) {}

  private final Sql sql;

  CounterTable(Sql sql) {
    this.sql = sql;
  }

  Values read() throws SQLException {
    return sql.first(
            "select last_position, accepted, acknowledged, expired, purged, left_out from counter",
            CounterTable::values)
        .orElseThrow(() -> new StorageCorrupt("the row of counters is gone"));
  }

  void write(Values values) throws SQLException {
    InboxTotals totals = values.totals();
    sql.update(
        """
        update counter set last_position = ?, accepted = ?, acknowledged = ?, expired = ?,
          purged = ?, left_out = ?
        """,
        values.last().value(),
        totals.accepted(),
        totals.acknowledged(),
        totals.expired(),
        totals.purged(),
        totals.leftOut());
  }

  private static Values values(ResultSet row) throws SQLException {
    return new Values(
        new Position(row.getLong(1)),
        new InboxTotals(
            row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6)));
  }
}
