package org.sealpost.client.state;

/// The state file cannot be read or written. Unchecked, because libsignal calls back into the state
/// through interfaces without exceptions.
public final class StateUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StateUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
