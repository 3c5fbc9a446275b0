package org.sealpost.core.delivery;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A device that writes down what reaches it: labels of envelopes, queue-empty, the close.
final class RecordingTransport implements DeviceTransport {
  final List<Delivery> given = new ArrayList<>();
  final List<CloseReason> closes = new ArrayList<>();
  int queueEmpties;

  /// Runs within each delivery.
  Runnable whenGiven = () -> {};

  /// Thrown by each delivery, and by each close if `closesToo`.
  @Nullable Throwable fault;

  boolean closesToo;

  List<String> labels() {
    return given.stream().map(one -> DeliveryOracle.label(one.envelope())).toList();
  }

  @Override
  public void deliver(Delivery delivery) {
    fail();
    given.add(delivery);
    whenGiven.run();
  }

  @Override
  public void queueEmpty(long gaps) {
    queueEmpties++;
  }

  @Override
  public void close(CloseReason reason) {
    closes.add(reason);
    if (closesToo) {
      fail();
    }
  }

  private void fail() {
    switch (fault) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new AssertionError("not to be thrown", e);
    }
  }
}
