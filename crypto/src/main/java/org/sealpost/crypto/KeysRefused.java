package org.sealpost.crypto;

/// The keys folder cannot be used. The message is one sentence for a person, with the fix, and
/// names files but never what is in them.
public final class KeysRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public KeysRefused(String message) {
    super(message);
  }
}
