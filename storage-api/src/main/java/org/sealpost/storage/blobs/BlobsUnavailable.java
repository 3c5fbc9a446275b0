package org.sealpost.storage.blobs;

/// The blob store cannot do this now; the same call may succeed later. Its message names no object.
public class BlobsUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BlobsUnavailable(String message) {
    super(message);
  }

  public BlobsUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
