package org.sealpost.storage.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// What the function `batch` says.
///
/// @param outcomes of the requests
/// @param positions of the entries; 0 where it is left out or its request was not stored
/// @param repeats of the entries: whether the id was there already
/// @param numbers of the inboxes; 0 for one that is not there
/// @param unbroken of the inboxes: whether this writer had appended last
/// @param heldEntries of the inboxes: at most so many are in them now
/// @param heldBytes of the inboxes
/// @param removed the envelopes that acknowledgements removed, each once
record BatchResult(
    List<Outcome> outcomes,
    List<Long> positions,
    List<Boolean> repeats,
    List<Long> numbers,
    List<Boolean> unbroken,
    List<Long> heldEntries,
    List<Long> heldBytes,
    List<Removed> removed) {

  /// In the order of the function's numbers.
  enum Outcome {
    STORED,
    DEVICES_CHANGED,
    PRIMARY_FULL
  }

  record Removed(long inbox, UUID id) {}

  static BatchResult of(ResultSet row) throws SQLException {
    List<Long> from = Sql.list(row, "removed_from", Long.class);
    List<UUID> ids = Sql.list(row, "removed_id", UUID.class);
    List<Removed> removed = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      removed.add(new Removed(from.get(i), ids.get(i)));
    }
    return new BatchResult(
        Sql.list(row, "outcomes", Integer.class).stream()
            .map(number -> Outcome.values()[number])
            .toList(),
        Sql.list(row, "positions", Long.class),
        Sql.list(row, "repeats", Boolean.class),
        Sql.list(row, "numbers", Long.class),
        Sql.list(row, "unbroken", Boolean.class),
        Sql.list(row, "held_entries", Long.class),
        Sql.list(row, "held_bytes", Long.class),
        removed);
  }
}
