package org.sealpost.client.attachments;

import java.io.IOException;

/// What came is not the file that the pointer names. Trying again does not help.
public final class AttachmentRefused extends IOException {
  private static final long serialVersionUID = 1L;

  /// What is wrong with it.
  public enum Reason {
    /// Longer or shorter than a file of the size that the pointer tells.
    LENGTH,
    /// Not what the pointer's sender encrypted: key, MAC or digest do not fit.
    NOT_AUTHENTIC,
    /// Authentic, and yet not content of the size that the pointer tells.
    SIZE
  }

  private final Reason reason;

  public AttachmentRefused(Reason reason) {
    super(
        switch (reason) {
          case LENGTH -> "the file has not the length that its sender named";
          case NOT_AUTHENTIC -> "the file is damaged or not the one that was sent";
          case SIZE -> "the file's content has not the size that its sender named";
        });
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
