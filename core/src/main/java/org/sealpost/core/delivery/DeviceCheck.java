package org.sealpost.core.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.Device;
import org.sealpost.protocol.IdentityType;
import org.sealpost.storage.inboxes.InboxId;

/// Whether a send's messages are for the devices that the account has: the table of wire interface,
/// messages, B2. An empty list of messages is no special case: it asks which devices there are.
final class DeviceCheck {
  private DeviceCheck() {}

  /// What is wrong, or empty when the messages fit. Stale devices go before others.
  static Optional<SendOutcome> objection(Send send, Account account) {
    Map<Integer, Integer> addressed = new LinkedHashMap<>();
    send.messages().forEach(message -> addressed.put(message.deviceId(), message.registrationId()));
    DeviceMismatch mismatch =
        compare(expected(send, account), send.destination().identityType(), addressed);
    if (!mismatch.stale().isEmpty()) {
      return Optional.of(new SendOutcome.DevicesStale(mismatch.stale()));
    }
    return mismatch.isNone()
        ? Optional.empty()
        : Optional.of(new SendOutcome.DevicesMismatched(mismatch.missing(), mismatch.extra()));
  }

  /// Compares devices with what was addressed.
  ///
  /// @param identity whose registration ids count
  /// @param addressed the registration id that the sender believes in, by device id
  static DeviceMismatch compare(
      List<Device> expected, IdentityType identity, Map<Integer, Integer> addressed) {
    List<Integer> missing =
        expected.stream().map(Device::id).filter(id -> !addressed.containsKey(id)).toList();
    List<Integer> stale = new ArrayList<>();
    List<Integer> extra = new ArrayList<>();
    addressed.forEach((id, registrationId) -> {
      Optional<Device> device = expected.stream().filter(one -> one.id() == id).findFirst();
      if (device.isEmpty()) {
        extra.add(id);
      } else if (device.get().registrationId(identity) != registrationId) {
        stale.add(id);
      }
    });
    return new DeviceMismatch(missing, extra, stale);
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
