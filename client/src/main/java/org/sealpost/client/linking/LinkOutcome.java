package org.sealpost.client.linking;

import org.sealpost.client.keys.DeviceKeys;
import org.sealpost.client.state.Self;

/// How linking a new device ended.
public sealed interface LinkOutcome {
  record Linked(Self self, DeviceKeys keys) implements LinkOutcome {}

  /// Nobody approved while the address lived.
  record TimedOut() implements LinkOutcome {}

  /// What came was not encrypted for this device, or lacks something.
  record Unreadable() implements LinkOutcome {}

  record Refused(int status) implements LinkOutcome {}
}
