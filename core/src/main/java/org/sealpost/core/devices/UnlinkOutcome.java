package org.sealpost.core.devices;

/// What became of the wish to unlink a device.
public sealed interface UnlinkOutcome {
  /// The device is gone, or there was none.
  record Unlinked() implements UnlinkOutcome {}

  /// A linked device may unlink itself alone.
  record NotAllowed() implements UnlinkOutcome {}

  /// The primary device goes with the account only.
  record PrimaryStays() implements UnlinkOutcome {}
}
