package org.sealpost.core.devices;

/// What became of a device's new name.
public sealed interface RenameOutcome {
  record Renamed() implements RenameOutcome {}

  /// A linked device names itself alone.
  record NotAllowed() implements RenameOutcome {}

  record NoSuchDevice() implements RenameOutcome {}

  /// The caller was unlinked, or its number registered again, since it was authenticated.
  record CallerGone() implements RenameOutcome {}
}
