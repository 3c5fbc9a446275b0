package org.sealpost.storage;

/// What was read cannot be what was written, or the store cannot be trusted as it is set up. Stop
/// and call.
public final class StorageCorrupt extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StorageCorrupt(String message) {
    super(message);
  }

  public StorageCorrupt(String message, Throwable cause) {
    super(message, cause);
  }
}
