package org.sealpost.server.boot;

/// The server or a command cannot go on. The message is one sentence for a person, with the fix.
public final class CannotStart extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CannotStart(String message) {
    super(message);
  }

  public CannotStart(String message, Throwable cause) {
    super(message, cause);
  }
}
