package org.sealpost.client.messages;

import java.time.Duration;
import org.sealpost.protocol.ServiceId;

/// How a send ended. Only [Sent] means that the server has the message, on stable storage, for
/// every device of the recipient.
public sealed interface SendOutcome {
  /// Stored for every device of the recipient.
  ///
  /// @param sentAt what receipts and deletions will name the message by
  /// @param sealedSender whether the server did not learn who sent it
  /// @param needsSync whether this account has devices that should be told
  record Sent(long sentAt, boolean sealedSender, boolean needsSync) implements SendOutcome {}

  /// There is no such account.
  record UnknownRecipient() implements SendOutcome {}

  /// The account's identity key is not the one that was known: nothing was sent. A person decides.
  record IdentityChanged(ServiceId recipient) implements SendOutcome {
    @Override
    public String toString() {
      return "IdentityChanged[redacted]";
    }
  }

  record TryLater(Duration after) implements SendOutcome {}

  record TooLarge() implements SendOutcome {}

  /// The recipient's devices were others at each of the four tries.
  record DevicesKeepChanging() implements SendOutcome {}

  record Refused(int status) implements SendOutcome {}

  /// The server could not be reached, or did not answer: it may or may not have the message.
  /// Sending the same again is safe for the recipient, whose client drops repeats. Only of a send
  /// to several accounts; one to a single account throws.
  record Unanswered() implements SendOutcome {}
}
