package org.sealpost.core.delivery;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sealpost.protocol.ServiceId;

/// What became of a multi-recipient send. Before anything is stored all recipients are looked at;
/// who changes in between may be the only one who got nothing, and then the same bytes sent again
/// store nothing twice for the others.
public sealed interface MultiRecipientOutcome {
  /// Every envelope is on stable storage, or was handed to a connected device if it was ephemeral.
  record Accepted() implements MultiRecipientOutcome {}

  /// The message has more than `maxBytes` for each recipient.
  record TooLarge(int maxBytes) implements MultiRecipientOutcome {}

  /// A recipient went away between authorization and now.
  record RecipientGone() implements MultiRecipientOutcome {}

  /// Some recipients have other devices than were addressed. Goes before [DevicesStale].
  record DevicesMismatched(Map<ServiceId, DeviceMismatch> byRecipient)
      implements MultiRecipientOutcome {
    public DevicesMismatched {
      byRecipient = new LinkedHashMap<>(byRecipient);
    }
  }

  /// Some devices were addressed by the registration ids of former incarnations.
  record DevicesStale(Map<ServiceId, DeviceMismatch> byRecipient) implements MultiRecipientOutcome {
    public DevicesStale {
      byRecipient = new LinkedHashMap<>(byRecipient);
    }
  }

  /// The inboxes of these recipients' primary devices are full; the others have the message.
  record InboxFull(Duration retryAfter, List<ServiceId> recipients)
      implements MultiRecipientOutcome {
    public InboxFull {
      recipients = List.copyOf(recipients);
    }
  }
}
