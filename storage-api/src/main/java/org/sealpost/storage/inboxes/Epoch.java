package org.sealpost.storage.inboxes;

/// Counts the connections of an inbox; the highest one may read.
public record Epoch(long value) {
  /// Of an inbox that nobody claimed, or that does not exist.
  public static final Epoch NONE = new Epoch(0);

  public boolean isAfter(Epoch other) {
    return value > other.value;
  }
}
