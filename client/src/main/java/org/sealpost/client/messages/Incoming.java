package org.sealpost.client.messages;

import java.util.List;
import org.sealpost.client.content.Message;
import org.sealpost.protocol.ServiceId;

/// What the application is told, in the order in which it came.
public sealed interface Incoming {
  /// What a person wrote.
  ///
  /// @param sealedSender whether the sender was known to the server
  record Text(
      ServiceId.Aci from,
      int device,
      String body,
      long sentAt,
      long serverTime,
      boolean sealedSender)
      implements Incoming {
    @Override
    public String toString() {
      return "Text[redacted]";
    }
  }

  /// The texts of these times reached a device of the peer.
  record Delivered(ServiceId.Aci by, int device, List<Long> sentAt) implements Incoming {
    public Delivered {
      sentAt = List.copyOf(sentAt);
    }

    @Override
    public String toString() {
      return "Delivered[redacted]";
    }
  }

  /// The author took back the text of that time.
  record DeletedForEveryone(ServiceId.Aci author, long targetSentAt) implements Incoming {
    @Override
    public String toString() {
      return "DeletedForEveryone[redacted]";
    }
  }

  /// Another device of this account sent something.
  record SentElsewhere(int device, ServiceId to, Message.Personal message) implements Incoming {
    @Override
    public String toString() {
      return "SentElsewhere[redacted]";
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
