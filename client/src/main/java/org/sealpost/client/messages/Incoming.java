package org.sealpost.client.messages;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.client.content.AttachmentPointer;
import org.sealpost.client.content.Message;
import org.sealpost.client.content.Message.TextName;
import org.sealpost.client.content.ReceiptKind;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.ServiceId;

/// What the application is told, in the order in which it came.
public sealed interface Incoming {
  /// What a person wrote.
  ///
  /// @param sealedSender whether the sender was unknown to the server
  /// @param body empty when there are files alone
  /// @param staysFor counted from when it is read; zero: it stays. See [Disappeared]
  record Text(
      ServiceId.Aci from,
      int device,
      String body,
      long sentAt,
      long serverTime,
      boolean sealedSender,
      Duration staysFor,
      List<AttachmentPointer> attachments)
      implements Incoming {
    public Text {
      attachments = List.copyOf(attachments);
    }

    @Override
    public String toString() {
      return "Text[redacted]";
    }
  }

  /// What became of the texts of these times at a device of the peer.
  record Receipt(ReceiptKind kind, ServiceId.Aci by, int device, List<Long> sentAt)
      implements Incoming {
    public Receipt {
      sentAt = List.copyOf(sentAt);
    }

    @Override
    public String toString() {
      return "Receipt[redacted]";
    }
  }

  /// The peer types, or stopped. Whoever stops may not say so: believe it for a quarter of a
  /// minute.
  record Typing(ServiceId.Aci from, int device, boolean started) implements Incoming {
    @Override
    public String toString() {
      return "Typing[redacted]";
    }
  }

  /// The author took back the text of that time, which may not have been handed over: then it will
  /// not be.
  record DeletedForEveryone(ServiceId.Aci author, long targetSentAt) implements Incoming {
    @Override
    public String toString() {
      return "DeletedForEveryone[redacted]";
    }
  }

  /// From now on the texts of this conversation stay this long once they are read, or were sent;
  /// zero: they stay.
  ///
  /// @param by the peer, or this account on another device
  record TimerChanged(ServiceId.Aci peer, ServiceId.Aci by, Duration staysFor) implements Incoming {
    @Override
    public String toString() {
      return "TimerChanged[redacted]";
    }
  }

  /// The time of this text is over. Whoever keeps texts forgets it now; the SDK has.
  record Disappeared(ServiceId.Aci peer, TextName text) implements Incoming {
    @Override
    public String toString() {
      return "Disappeared[redacted]";
    }
  }

  /// Another device of this account sent something.
  ///
  /// @param disappearsAt empty: it stays
  record SentElsewhere(
      int device, ServiceId to, Message.Personal message, Optional<Instant> disappearsAt)
      implements Incoming {
    @Override
    public String toString() {
      return "SentElsewhere[redacted]";
    }
  }

  /// These texts were read on another device of this account.
  record ReadElsewhere(int device, List<TextName> texts) implements Incoming {
    public ReadElsewhere {
      texts = List.copyOf(texts);
    }

    @Override
    public String toString() {
      return "ReadElsewhere[redacted]";
    }
  }

  /// The account has another number: its primary device changed it.
  record NumberChanged(PhoneNumber number) implements Incoming {
    @Override
    public String toString() {
      return "NumberChanged[redacted]";
    }
  }

  /// The peer said something that this SDK does not know: a sticker, say, or a message to a group.
  record NotUnderstood(ServiceId.Aci from, int device) implements Incoming {
    @Override
    public String toString() {
      return "NotUnderstood[redacted]";
    }
  }

  /// The peer's identity key is another than before: a new registration, or somebody in between.
  record IdentityChanged(ServiceId.Aci peer) implements Incoming {
    @Override
    public String toString() {
      return "IdentityChanged[redacted]";
    }
  }

  /// An envelope that could not be decrypted; it was acknowledged, since it never will be.
  record Unreadable(Reason reason) implements Incoming {}

  /// The server left out this many envelopes because this device's inbox was full.
  record Gap(long count) implements Incoming {}

  /// Why an envelope could not be read.
  enum Reason {
    /// The message belongs to a session or prekey that this device does not have.
    NO_SESSION,
    /// The certificate of a sealed sender is not one of this server's, or has expired.
    BAD_CERTIFICATE,
    /// Not a message of the protocol, or damaged.
    MALFORMED
  }
}
