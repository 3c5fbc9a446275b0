package org.sealpost.client.connection;

/// What a [KeptConnection] is doing.
public enum ConnectionState {
  /// Nobody wants it open.
  OFFLINE,
  CONNECTING,
  CONNECTED,
  /// The server does not know this device any more; it will not try again.
  REJECTED
}
