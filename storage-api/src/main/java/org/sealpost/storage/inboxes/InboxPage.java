package org.sealpost.storage.inboxes;

import java.util.List;

/// The oldest envelopes after a cursor, in order, and the inbox's epoch as of this read.
///
/// @param more whether envelopes after the last one shown were there
public record InboxPage(Epoch epoch, List<QueuedEnvelope> envelopes, boolean more) {
  public InboxPage {
    envelopes = List.copyOf(envelopes);
  }
}
