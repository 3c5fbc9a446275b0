package org.sealpost.core.delivery;

import java.util.List;
import java.util.Optional;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.ServiceId.Pni;

/// A send that [AuthorizeSend] allowed: messages for the devices of one account.
///
/// @param sender empty when the sender did not say who it is (sealed sends)
/// @param recipient as authorization found it; [SendMessage] makes sure that it is still so
/// @param destination the identity that was addressed, one of the recipient's two
/// @param clientTimestamp milliseconds since 1970 by the sender's clock; 0 stands for now
/// @param ephemeral for connected devices or nobody; never stored
/// @param urgent whether a push may wake the device at once
/// @param updatedPni tells an account's other devices that it is theirs from now on
public record Send(
    Optional<AuthenticatedDevice> sender,
    Account recipient,
    ServiceId destination,
    long clientTimestamp,
    boolean ephemeral,
    boolean urgent,
    boolean story,
    List<DeviceMessage> messages,
    Optional<Pni> updatedPni) {

  public Send(
      Optional<AuthenticatedDevice> sender,
      Account recipient,
      ServiceId destination,
      long clientTimestamp,
      boolean ephemeral,
      boolean urgent,
      boolean story,
      List<DeviceMessage> messages) {
    this(
        sender,
        recipient,
        destination,
        clientTimestamp,
        ephemeral,
        urgent,
        story,
        messages,
        Optional.empty());
  }

  public Send {
    messages = List.copyOf(messages);
    if (!recipient.isIdentifiedBy(destination)) {
      throw new IllegalArgumentException("the destination is not the recipient's");
    }
  }

  /// Whether a device writes to the other devices of its own account.
  boolean isSync() {
    return sender.isPresent() && destination.equals(sender.get().account().aci());
  }

  @Override
  public String toString() {
    return "Send[redacted]";
  }
}
