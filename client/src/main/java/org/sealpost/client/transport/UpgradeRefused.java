package org.sealpost.client.transport;

import java.io.IOException;

/// The server did not open the WebSocket. 401 and 403 mean that the credentials are not valid: the
/// device was unlinked, its account is gone or was registered anew.
public final class UpgradeRefused extends IOException {
  private static final long serialVersionUID = 1L;
  private final int status;

  UpgradeRefused(int status) {
    super("the server answered " + status + " instead of opening the WebSocket");
    this.status = status;
  }

  public int status() {
    return status;
  }

  public boolean isFinal() {
    return status == 401 || status == 403;
  }
}
