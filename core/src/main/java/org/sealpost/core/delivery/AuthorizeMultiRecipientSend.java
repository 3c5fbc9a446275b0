package org.sealpost.core.delivery;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AccountDirectory;
import org.sealpost.core.accounts.AnonymousAccess;
import org.sealpost.protocol.MultiRecipientMessage;
import org.sealpost.protocol.MultiRecipientMessage.Recipient;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.ServiceId.Pni;

/// Decides whether somebody without an account may send to several, in the order of wire interface,
/// messages, C1: who is unknown is told before the key is looked at, as the interface has it (what
/// that tells strangers is in docs/security). Stories are no exception, as in [AuthorizeSend].
/// Group send tokens are not served yet.
public final class AuthorizeMultiRecipientSend {
  private final AccountDirectory accounts;
  private final AnonymousAccess anonymous;

  public AuthorizeMultiRecipientSend(AccountDirectory accounts, AnonymousAccess anonymous) {
    this.accounts = accounts;
    this.anonymous = anonymous;
  }

  /// Whether a send may go to the store.
  public sealed interface Authorization {
    /// It may, to these accounts; unknown recipients of a story are passed over.
    record Allowed(Map<ServiceId, Account> recipients) implements Authorization {
      public Allowed {
        recipients = new LinkedHashMap<>(recipients);
      }

      @Override
      public String toString() {
        return "Allowed[redacted]";
      }
    }

    /// A recipient is no account.
    record UnknownRecipient() implements Authorization {}

    /// The key is not the recipients', or one of them is addressed by its number's identity.
    record Unauthorized() implements Authorization {}
  }

  /// Decides one send.
  ///
  /// @param combinedKey of all recipients' access keys, as the request has it
  public Authorization authorize(
      MultiRecipientMessage message, SecretBytes combinedKey, boolean story) {
    Map<ServiceId, Account> found = new LinkedHashMap<>();
    for (Recipient recipient : message.recipients()) {
      Optional<Account> account = accounts.find(recipient.id());
      if (account.isEmpty() && !story) {
        return new Authorization.UnknownRecipient();
      }
      account.ifPresent(known -> found.put(recipient.id(), known));
    }
    if (opens(found, combinedKey)) {
      return new Authorization.Allowed(found);
    }
    // What was found may be a moment old; a refusal is given after the accounts were read anew.
    // Who was nobody was looked up in the store just now.
    for (ServiceId id : List.copyOf(found.keySet())) {
      Optional<Account> account = accounts.refresh(id);
      if (account.isEmpty() && !story) {
        return new Authorization.UnknownRecipient();
      }
      account.ifPresentOrElse(known -> found.put(id, known), () -> found.remove(id));
    }
    return opens(found, combinedKey)
        ? new Authorization.Allowed(found)
        : new Authorization.Unauthorized();
  }

  /// Nobody's keys open to nobody, also where unknown recipients are passed over.
  private boolean opens(Map<ServiceId, Account> found, SecretBytes combinedKey) {
    return !found.isEmpty()
        && found.keySet().stream().noneMatch(Pni.class::isInstance)
        && anonymous.opensAll(found.values(), combinedKey);
  }
}
