package org.sealpost.storage.blobs;

/// The blob store has no room left. Nothing was published.
public final class BlobsFull extends BlobsUnavailable {
  private static final long serialVersionUID = 1L;

  public BlobsFull(String message) {
    super(message);
  }
}
