package org.sealpost.client.transport;

import java.io.IOException;

/// What was to be sent cannot be read, or has changed. Nothing is wrong with the network.
public final class SourceUnreadable extends IOException {
  private static final long serialVersionUID = 1L;

  SourceUnreadable(IOException cause) {
    super(cause.getMessage(), cause);
  }
}
