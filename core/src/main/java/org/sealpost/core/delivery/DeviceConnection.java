package org.sealpost.core.delivery;

import org.sealpost.protocol.EnvelopeId;

/// A connected device, as its transport sees it. All calls return at once, from any thread.
public interface DeviceConnection {
  /// Begins to deliver. Called once, when the transport can take calls.
  void start();

  /// The device answered an envelope. Ids that are not waiting for an answer are passed over.
  ///
  /// @param accepted whether the device took it (2xx): it is then removed from the inbox. Otherwise
  ///   it comes again on the next connection.
  void answered(EnvelopeId id, boolean accepted);

  /// The connection is gone, whoever ended it. What was answered before still counts.
  void closed();
}
