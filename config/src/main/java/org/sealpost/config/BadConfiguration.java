package org.sealpost.config;

/// The configuration cannot be used. The message is one sentence for the operator: key, value, what
/// is allowed, the fix.
public final class BadConfiguration extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BadConfiguration(String message) {
    super(message);
  }
}
