package org.sealpost.client.testing;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.sealpost.client.transport.IncomingRequest;
import org.sealpost.client.transport.ServiceSocket;
import org.sealpost.client.transport.SocketClosed;
import org.sealpost.client.transport.SocketEvents;
import org.sealpost.protocol.proto.Envelope;

/// What one connection of a [FakeDevice] received. Keeps everything: the test that made the device
/// bounds it. Safe for any number of threads.
final class Inbound implements SocketEvents {
  private final int connection;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<ReceivedEnvelope> envelopes = new ArrayList<>();
  private final List<IncomingRequest> queueEmpty = new ArrayList<>();
  private int envelopesBeforeQueueEmpty = -1;
  private Acknowledging acknowledging;
  private boolean stalled;
  private Optional<SocketClosed> closed = Optional.empty();

  Inbound(int connection, Acknowledging acknowledging, boolean stalled) {
    this.connection = connection;
    this.acknowledging = acknowledging;
    this.stalled = stalled;
  }

  @Override
  public void request(ServiceSocket socket, IncomingRequest request) {
    boolean answer = false;
    lock.lock();
    try {
      while (stalled && closed.isEmpty()) {
        changed.awaitUninterruptibly();
      }
      switch (request.path()) {
        case IncomingRequest.MESSAGE -> {
          envelopes.add(
              new ReceivedEnvelope(
                  connection,
                  request.id(),
                  request.headers(),
                  request.body(),
                  Envelope.parseFrom(request.body().unsafeArray())));
          answer = acknowledging == Acknowledging.AT_ONCE;
        }
        case IncomingRequest.QUEUE_EMPTY -> {
          queueEmpty.add(request);
          if (envelopesBeforeQueueEmpty < 0) {
            envelopesBeforeQueueEmpty = envelopes.size();
          }
        }
        default -> {}
      }
      changed.signalAll();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the server sent an envelope that cannot be read", e);
    } finally {
      lock.unlock();
    }
    if (answer) {
      try {
        socket.respond(request.id(), 200, "OK");
      } catch (IOException e) {
        // The connection is gone; closed() tells.
      }
    }
  }

  @Override
  public void closed(ServiceSocket socket, SocketClosed why) {
    lock.lock();
    try {
      closed = Optional.of(why);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void acknowledging(Acknowledging how) {
    lock.lock();
    try {
      acknowledging = how;
    } finally {
      lock.unlock();
    }
  }

  void stalled(boolean value) {
    lock.lock();
    try {
      stalled = value;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  List<ReceivedEnvelope> envelopes() {
    lock.lock();
    try {
      return List.copyOf(envelopes);
    } finally {
      lock.unlock();
    }
  }

  List<IncomingRequest> queueEmpty() {
    lock.lock();
    try {
      return List.copyOf(queueEmpty);
    } finally {
      lock.unlock();
    }
  }

  int envelopesBeforeQueueEmpty() {
    lock.lock();
    try {
      return envelopesBeforeQueueEmpty;
    } finally {
      lock.unlock();
    }
  }

  /// True when `count` envelopes have come; false when the time is over or the socket closed first.
  boolean awaitEnvelopes(int count, Duration limit) {
    return await(() -> envelopes.size() >= count, limit);
  }

  boolean awaitQueueEmpty(Duration limit) {
    return await(() -> !queueEmpty.isEmpty(), limit);
  }

  Optional<SocketClosed> awaitClosed(Duration limit) {
    var _ = await(() -> closed.isPresent(), limit);
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private interface Check {
    boolean holds();
  }

  private boolean await(Check check, Duration limit) {
    lock.lock();
    try {
      long nanos = limit.toNanos();
      while (!check.holds()) {
        if (nanos <= 0 || closed.isPresent()) {
          return check.holds();
        }
        nanos = changed.awaitNanos(nanos);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }
}
