package org.sealpost.client.transport;

/// What a socket tells its owner. Calls come one at a time, in the order of the wire, on a thread
/// of the transport: as long as one runs, the socket reads nothing further, answers included. So an
/// implementation hands on and returns; if it blocks, the server's window fills and it waits.
public interface SocketEvents {
  void request(ServiceSocket socket, IncomingRequest request);

  /// The last call. Requests still waiting for an answer have failed by then.
  void closed(ServiceSocket socket, SocketClosed why);

  /// For a socket on which the server asks nothing.
  SocketEvents NONE =
      new SocketEvents() {
        @Override
        public void request(ServiceSocket socket, IncomingRequest request) {}

        @Override
        public void closed(ServiceSocket socket, SocketClosed why) {}
      };
}
