package org.sealpost.storage.sqlite;

import java.sql.SQLException;
import java.util.OptionalLong;

/// How many sessions there are, as the writer's transaction sees it, so that opening one counts
/// nothing. Loaded on demand. Belongs to the writer's thread, which forgets it when a transaction
/// is rolled back.
final class SessionCount {
  private final SessionTable table;
  private OptionalLong known = OptionalLong.empty();

  SessionCount(SessionTable table) {
    this.table = table;
  }

  long get() throws SQLException {
    if (known.isEmpty()) {
      known = OptionalLong.of(table.count());
    }
    return known.getAsLong();
  }

  /// A change that the table knows of already.
  void changed(int by) {
    if (known.isPresent()) {
      known = OptionalLong.of(known.getAsLong() + by);
    }
  }

  void forget() {
    known = OptionalLong.empty();
  }
}
