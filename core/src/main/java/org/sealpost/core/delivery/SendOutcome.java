package org.sealpost.core.delivery;

import java.time.Duration;
import java.util.List;

/// What became of a send. Unless it is [Accepted], nothing was stored and nobody saw anything.
public sealed interface SendOutcome {
  /// Every envelope is on stable storage, or was handed to a connected device if it was ephemeral.
  ///
  /// @param needsSync whether the sender has other devices, to which it should send a transcript
  record Accepted(boolean needsSync) implements SendOutcome {}

  /// The messages are not for the devices that the recipient has.
  record DevicesMismatched(List<Integer> missing, List<Integer> extra) implements SendOutcome {
    public DevicesMismatched {
      missing = List.copyOf(missing);
      extra = List.copyOf(extra);
    }
  }

  /// Messages for former incarnations of devices. Goes before [DevicesMismatched].
  record DevicesStale(List<Integer> stale) implements SendOutcome {
    public DevicesStale {
      stale = List.copyOf(stale);
    }
  }

  /// A message has more than `maxBytes` of content.
  record TooLarge(int maxBytes) implements SendOutcome {}

  /// The inbox of the recipient's primary device is full.
  record InboxFull(Duration retryAfter) implements SendOutcome {}

  /// The request makes no sense, whoever it is for.
  record InvalidMessages(Defect defect) implements SendOutcome {}

  /// The account went away between authorization and now.
  record RecipientGone() implements SendOutcome {}

  enum Defect {
    /// Not a type that clients may send.
    TYPE,
    /// Two messages for one device.
    DUPLICATE_DEVICE,
    /// Not 1 to 127.
    DEVICE_ID,
    NO_CONTENT,
    /// Not within the range of wire interface, messages, B1.
    TIMESTAMP
  }
}
