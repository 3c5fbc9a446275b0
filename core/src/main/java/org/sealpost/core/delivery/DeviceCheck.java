package org.sealpost.core.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.Device;
import org.sealpost.storage.inboxes.InboxId;

/// Whether a send's messages are for the devices that the account has: the table of wire interface,
/// messages, B2. An empty list of messages is no special case: it asks which devices there are.
final class DeviceCheck {
  private DeviceCheck() {}

  /// What is wrong, or empty when the messages fit.
  static Optional<SendOutcome> objection(Send send, Account account) {
    List<Device> expected = expected(send, account);
    Set<Integer> addressed =
        send.messages().stream().map(DeviceMessage::deviceId).collect(Collectors.toSet());
    List<Integer> missing =
        expected.stream().map(Device::id).filter(id -> !addressed.contains(id)).toList();
    List<Integer> stale = new ArrayList<>();
    List<Integer> extra = new ArrayList<>();
    for (DeviceMessage message : send.messages()) {
      Optional<Device> device =
          expected.stream().filter(one -> one.id() == message.deviceId()).findFirst();
      if (device.isEmpty()) {
        extra.add(message.deviceId());
      } else if (device.get().registrationId(send.destination().identityType())
          != message.registrationId()) {
        stale.add(message.deviceId());
      }
    }
    if (!stale.isEmpty()) {
      return Optional.of(new SendOutcome.DevicesStale(stale));
    }
    return missing.isEmpty() && extra.isEmpty()
        ? Optional.empty()
        : Optional.of(new SendOutcome.DevicesMismatched(missing, extra));
  }

  /// All devices of the account, but for the one that writes to its siblings: this very one, and
  /// not another that has been linked with its number since.
  private static List<Device> expected(Send send, Account account) {
    if (!send.isSync()) {
      return account.devices();
    }
    InboxId own = send.sender().orElseThrow().device().inbox();
    return account.devices().stream().filter(device -> !device.inbox().equals(own)).toList();
  }
}
