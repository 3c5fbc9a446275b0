package org.sealpost.core.delivery;

import java.util.LinkedHashMap;
import java.util.Map;
import org.sealpost.core.accounts.Account;
import org.sealpost.protocol.MultiRecipientMessage;
import org.sealpost.protocol.ServiceId;

/// One sealed message for the devices of several accounts, which [AuthorizeMultiRecipientSend]
/// allowed.
///
/// @param recipients the accounts that get it, as authorization found them, by the service ids that
///   the message names
/// @param clientTimestamp milliseconds since 1970 by the sender's clock; 0 stands for now
/// @param ephemeral for connected devices or nobody; never stored
/// @param urgent whether a push may wake the device at once
public record MultiRecipientSend(
    MultiRecipientMessage message,
    Map<ServiceId, Account> recipients,
    long clientTimestamp,
    boolean ephemeral,
    boolean urgent,
    boolean story) {

  public MultiRecipientSend {
    recipients = new LinkedHashMap<>(recipients);
  }

  @Override
  public String toString() {
    return "MultiRecipientSend[redacted]";
  }
}
