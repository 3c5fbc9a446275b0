package org.sealpost.server.ws;

/// What a socket is for besides the requests that its client makes.
interface SocketRole {
  /// The socket is open and frames can be sent. May not block.
  void opened(Tunnel tunnel);

  /// The client answered a request of the server's.
  void answered(long requestId, int status);

  /// The socket is gone. Called once, after `opened`.
  void closed();

  /// A socket that only carries requests.
  SocketRole REQUESTS_ONLY =
      new SocketRole() {
        @Override
        public void opened(Tunnel tunnel) {}

        @Override
        public void answered(long requestId, int status) {}

        @Override
        public void closed() {}
      };
}
