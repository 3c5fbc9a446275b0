package org.sealpost.core.accounts;

import org.sealpost.storage.inboxes.InboxId;

/// Knows which devices are connected, and so seen at this moment: the day of a device's last visit
/// is written when it authenticates and when it asks for something, and a connection can be silent
/// for longer.
@FunctionalInterface
public interface SeenNow {
  boolean isConnected(InboxId inbox);
}
