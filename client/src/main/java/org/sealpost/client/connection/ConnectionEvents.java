package org.sealpost.client.connection;

import org.sealpost.client.transport.IncomingRequest;
import org.sealpost.client.transport.ServiceSocket;

/// What a [KeptConnection] tells its owner.
public interface ConnectionEvents {
  /// A request of the server, in the order of the wire. May block: the server then waits.
  void request(ServiceSocket socket, IncomingRequest request);

  /// Called while the connection changes: note it and return.
  void state(ConnectionState state);
}
