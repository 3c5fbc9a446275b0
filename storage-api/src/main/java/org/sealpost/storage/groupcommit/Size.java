package org.sealpost.storage.groupcommit;

/// What a request weighs: rows it touches and bytes it holds in memory while it waits.
public record Size(long rows, long bytes) {
  public static final Size ZERO = new Size(0, 0);

  public Size {
    if (rows < 0 || bytes < 0) {
      throw new IllegalArgumentException("a size is not negative");
    }
  }

  public Size plus(Size other) {
    return new Size(rows + other.rows, bytes + other.bytes);
  }

  public Size minus(Size other) {
    return new Size(rows - other.rows, bytes - other.bytes);
  }

  public boolean fitsIn(Size limit) {
    return rows <= limit.rows && bytes <= limit.bytes;
  }
}
