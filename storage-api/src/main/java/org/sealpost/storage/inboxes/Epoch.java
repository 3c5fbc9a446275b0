package org.sealpost.storage.inboxes;

/// Counts the connections of an inbox; the highest one may read.
public record Epoch(long value) {
  public boolean isAfter(Epoch other) {
    return value > other.value;
  }
}
