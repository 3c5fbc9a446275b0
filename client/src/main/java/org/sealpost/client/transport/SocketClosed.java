package org.sealpost.client.transport;

/// Why a WebSocket ended: the close code of the wire (messages and websocket, A6), or [#LOST] when
/// the connection went without one.
public record SocketClosed(int code, String reason) {
  public static final int LOST = 1006;
  public static final int NORMAL = 1000;
  public static final int REAUTHENTICATE = 4401;
  public static final int CONNECTED_ELSEWHERE = 4409;

  static final SocketClosed CUT = new SocketClosed(LOST, "connection lost");
}
