package org.sealpost.core.delivery;

import java.util.Collection;
import java.util.Optional;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.storage.inboxes.InboxId;

/// The devices that are connected to this node, at most one connection each: the newest.
public interface ConnectedDevices {
  /// Registers a connection and closes the device's older one ([CloseReason#CONNECTED_ELSEWHERE]).
  /// Nothing is delivered before [DeviceConnection#start]. Empty when this node has as many
  /// connections as it may.
  Optional<DeviceConnection> connect(AuthenticatedDevice device, DeviceTransport transport);

  /// Closes the connections of these inboxes, if there are any.
  void closeAll(Collection<InboxId> inboxes, CloseReason reason);

  int count();
}
