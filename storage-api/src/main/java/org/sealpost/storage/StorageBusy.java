package org.sealpost.storage;

/// The queue in front of the store is full. Nothing was written.
public final class StorageBusy extends StorageUnavailable {
  private static final long serialVersionUID = 1L;

  public StorageBusy(String message) {
    super(message);
  }
}
