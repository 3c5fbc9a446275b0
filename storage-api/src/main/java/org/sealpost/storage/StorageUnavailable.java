package org.sealpost.storage;

/// The store cannot do this now; the same call may succeed later. Whether a write took place is
/// unknown unless the subclass says so.
public class StorageUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StorageUnavailable(String message) {
    super(message);
  }

  public StorageUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
