package org.sealpost.client.messages;

/// How much the server does for an envelope.
public enum Urgency {
  /// Kept until it is delivered, and worth waking somebody for.
  HIGH,
  /// Kept until it is delivered.
  LOW,
  /// For devices that are connected now; never kept.
  NOW_OR_NEVER
}
