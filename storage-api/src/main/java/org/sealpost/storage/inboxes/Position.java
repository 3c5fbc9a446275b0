package org.sealpost.storage.inboxes;

/// Where an envelope stands in its inbox. Grows for as long as the inbox lives, may have holes, is
/// never used again. A reader's cursor is the position of the last envelope it was shown.
public record Position(long value) implements Comparable<Position> {
  /// Before every envelope.
  public static final Position START = new Position(0);

  @Override
  public int compareTo(Position other) {
    return Long.compare(value, other.value);
  }

  public boolean isAfter(Position other) {
    return value > other.value;
  }
}
