package org.sealpost.core.delivery;

/// The way to a connected device, as delivery sees it: a socket's coat. Calls come one at a time,
/// from changing threads, and must return at once; what the transport has to queue is bounded by
/// the delivery window ([DeliveryLimits]). After [#close] nothing more comes. A call that throws
/// counts as a lost connection.
public interface DeviceTransport {
  /// Sends one envelope. The device's answer goes to [DeviceConnection#answered].
  void deliver(Delivery delivery);

  /// Everything that waited when the device connected has been handed to [#deliver].
  ///
  /// @param gaps how many envelopes were left out of this inbox over its life because it was full
  void queueEmpty(long gaps);

  void close(CloseReason reason);
}
