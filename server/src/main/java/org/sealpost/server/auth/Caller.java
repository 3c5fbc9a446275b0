package org.sealpost.server.auth;

import org.sealpost.protocol.DeviceAddress;
import org.sealpost.storage.inboxes.InboxId;

/// Who makes a request, as far as its transport knows.
public sealed interface Caller {
  ClientAddress address();

  /// A request of its own over HTTP: its `Authorization` header says who it is.
  record OverHttp(ClientAddress address) implements Caller {}

  /// A request in a socket that was opened without credentials; stays anonymous whatever its
  /// headers say.
  record AnonymousSocket(ClientAddress address) implements Caller {}

  /// A request in a socket that a device opened. The inbox names the incarnation of the device that
  /// did, so that a device linked later under the same id is not taken for it.
  record DeviceSocket(ClientAddress address, DeviceAddress device, InboxId inbox, Presence presence)
      implements Caller {}
}
