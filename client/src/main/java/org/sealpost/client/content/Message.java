package org.sealpost.client.content;

import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId;

/// What one device tells another. Times are milliseconds since the epoch on the sender's clock; the
/// time of a text, together with its author, is what receipts and deletions name it by.
public sealed interface Message {
  /// For people: what goes into a transcript when the account has further devices.
  sealed interface Personal extends Message {
    /// When the author says it was sent.
    long sentAt();
  }

  /// What a person wrote, or files, or both.
  ///
  /// @param body empty when there are files alone
  record Text(String body, long sentAt, Timer timer, List<AttachmentPointer> attachments)
      implements Personal {
    public Text {
      attachments = List.copyOf(attachments);
    }

    /// One without files.
    public Text(String body, long sentAt, Timer timer) {
      this(body, sentAt, timer, List.of());
    }

    /// One that stays.
    public Text(String body, long sentAt) {
      this(body, sentAt, Timer.NONE);
    }

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

  /// From now on the texts of this conversation stay this long.
  record TimerChange(Timer timer, long sentAt) implements Personal {
    @Override
    public String toString() {
      return "TimerChange[redacted]";
    }
  }

  /// What became of the texts of these times.
  record Receipt(ReceiptKind kind, List<Long> sentAt) implements Message {
    public Receipt {
      sentAt = List.copyOf(sentAt);
    }

    @Override
    public String toString() {
      return "Receipt[redacted]";
    }
  }

  /// The peer began to type, or stopped.
  record Typing(boolean started, long sentAt) implements Message {
    @Override
    public String toString() {
      return "Typing[redacted]";
    }
  }

  /// To one's own other devices: what this device sent, and to whom.
  ///
  /// @param timerStartedAt when a text that disappears began to
  record Transcript(ServiceId to, Personal message, Optional<Long> timerStartedAt)
      implements Message {
    /// Of something that stays.
    public Transcript(ServiceId to, Personal message) {
      this(to, message, Optional.empty());
    }

    @Override
    public String toString() {
      return "Transcript[redacted]";
    }
  }

  /// To one's own other devices: what was read on this one.
  record ReadHere(List<TextName> texts) implements Message {
    public ReadHere {
      texts = List.copyOf(texts);
    }

    @Override
    public String toString() {
      return "ReadHere[redacted]";
    }
  }

  /// To one's own other devices, from the primary: the account's number from now on, and the keys
  /// of the device that this goes to under the number's identity.
  ///
  /// @param identity key pair, as are the two prekeys, as libsignal serializes it
  record NumberChange(
      String number, Bytes identity, Bytes signedPreKey, Bytes lastResort, int registrationId)
      implements Message {
    @Override
    public String toString() {
      return "NumberChange[redacted]";
    }
  }

  /// Says nothing to a person: a null message, or a profile key told by itself.
  record Silent() implements Message {}

  /// Something that this SDK does not know.
  record NotUnderstood() implements Message {}

  /// What a text is named by.
  record TextName(ServiceId.Aci author, long sentAt) {
    @Override
    public String toString() {
      return "TextName[redacted]";
    }
  }
}
