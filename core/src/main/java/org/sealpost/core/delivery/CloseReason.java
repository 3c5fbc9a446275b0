package org.sealpost.core.delivery;

/// Why the server ends a device's connection. The transport knows the code for each.
public enum CloseReason {
  /// The device was unlinked or registered anew, or its credentials changed.
  REAUTHENTICATE,
  /// The same device opened a newer connection.
  CONNECTED_ELSEWHERE,
  /// The device left an envelope unanswered for too long.
  UNANSWERED,
  /// The server cannot go on with this connection.
  FAULT
}
