package org.sealpost.storage.sqlite;

/// A moment of `System.nanoTime`, or none. Belongs to one thread or is guarded by a lock.
final class Deadline {
  private boolean set;
  private long atNanos;

  void set(long nanos) {
    set = true;
    atNanos = nanos;
  }

  /// Keeps an earlier one.
  void setIfNone(long nanos) {
    if (!set) {
      set(nanos);
    }
  }

  void clear() {
    set = false;
  }

  boolean isOver(long nowNanos) {
    return set && nowNanos - atNanos >= 0;
  }

  /// How long to wait, at most `longest`.
  long remaining(long nowNanos, long longest) {
    return set ? Math.clamp(atNanos - nowNanos, 0, longest) : longest;
  }
}
