package org.sealpost.client.media;

import java.io.IOException;

/// The file is not there: it was kept as long as the server keeps files, or never was.
public final class AttachmentGone extends IOException {
  private static final long serialVersionUID = 1L;

  AttachmentGone() {
    super("the file is not there any more");
  }
}
