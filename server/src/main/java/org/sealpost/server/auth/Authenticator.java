package org.sealpost.server.auth;

import java.util.Optional;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.storage.inboxes.InboxId;

/// From what a caller shows to the device that it is. The rules are the core's.
public interface Authenticator {
  /// The device whose password this is; empty when there is none such.
  Optional<AuthenticatedDevice> device(BasicCredentials credentials);

  /// The device of an open socket as it is now; empty when it was unlinked or registered anew
  /// meanwhile.
  Optional<AuthenticatedDevice> current(DeviceAddress device, InboxId inbox);

  /// Takes note of the day on which an open socket's device is there. False when it has to be told
  /// again.
  boolean present(DeviceAddress device, InboxId inbox);
}
