package org.sealpost.storage.sqlite;

import java.util.Optional;
import org.sealpost.storage.inboxes.InboxLimits;
import org.sealpost.storage.inboxes.Position;

/// What the writer knows of an inbox that exists and is not abandoned: enough to append to it
/// without asking the database. Expired envelopes that were not swept yet are counted. Belongs to
/// the writer's thread.
final class InboxState {
  private final long number;
  private long entries;
  private long bytes;
  private Optional<Position> last;

  InboxState(long number, EnvelopeTable.Content content) {
    this.number = number;
    this.entries = content.entries();
    this.bytes = content.bytes();
    this.last = content.last();
  }

  long number() {
    return number;
  }

  /// The highest position there ever was, or empty when the inbox was empty as it was loaded.
  Optional<Position> last() {
    return last;
  }

  boolean hasRoomFor(long sizeBytes, InboxLimits limits) {
    return entries < limits.inboxEntries() && bytes + sizeBytes <= limits.inboxBytes();
  }

  void added(Position position, long sizeBytes) {
    entries++;
    bytes += sizeBytes;
    last = Optional.of(position);
  }

  void removed(long sizeBytes) {
    entries--;
    bytes -= sizeBytes;
  }
}
