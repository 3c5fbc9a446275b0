package org.sealpost.client.terminal;

/// Ends a command with one sentence for the person and a status that is not 0.
final class CannotGoOn extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CannotGoOn(String message) {
    super(message);
  }

  CannotGoOn(String message, Throwable cause) {
    super(message, cause);
  }

  /// What to tell of any failure.
  static String sentence(Exception failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
