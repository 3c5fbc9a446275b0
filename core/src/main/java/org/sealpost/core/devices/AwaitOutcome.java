package org.sealpost.core.devices;

import org.sealpost.core.accounts.Device;

/// What became of waiting for a device.
public sealed interface AwaitOutcome {
  record Linked(Device device) implements AwaitOutcome {}

  /// The time is over, the server stops, or the account has newer waits in this one's place.
  record NobodyYet() implements AwaitOutcome {}

  /// On this node as many wait as may.
  record TooManyWait() implements AwaitOutcome {}
}
