package org.sealpost.client.media;

import java.io.IOException;

/// The media host does not give the file now.
public final class AttachmentUnavailable extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  AttachmentUnavailable(int status) {
    super("the media host answered " + status);
    this.status = status;
  }

  public int status() {
    return status;
  }
}
