package org.sealpost.storage;

/// The store was not opened: its settings break a promise, it belongs to a newer version, or
/// another process holds it. The message is one sentence for a person, with the fix.
public final class StorageRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StorageRefused(String message) {
    super(message);
  }
}
