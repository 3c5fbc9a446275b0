package org.sealpost.client.content;

import java.util.List;
import org.sealpost.protocol.ServiceId;

/// What one device tells another. Times are milliseconds since the epoch on the sender's clock; the
/// time of a text, together with its author, is what receipts and deletions name it by.
public sealed interface Message {
  /// For people: what goes into a transcript when the account has further devices.
  sealed interface Personal extends Message {}

  record Text(String body, long sentAt) implements Personal {
    @Override
    public String toString() {
      return "Text[redacted]";
    }
  }

  /// Asks every recipient to delete an earlier text of the same author.
  record DeleteForEveryone(long targetSentAt, long sentAt) implements Personal {
    @Override
    public String toString() {
      return "DeleteForEveryone[redacted]";
    }
  }

  /// The texts of these times have arrived.
  record Delivered(List<Long> sentAt) implements Message {
    public Delivered {
      sentAt = List.copyOf(sentAt);
    }

    @Override
    public String toString() {
      return "Delivered[redacted]";
    }
  }

  /// To one's own other devices: what this device sent, and to whom.
  record Transcript(ServiceId to, Personal message) implements Message {
    @Override
    public String toString() {
      return "Transcript[redacted]";
    }
  }
}
