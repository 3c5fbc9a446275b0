package org.sealpost.client.connection;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sealpost.client.transport.Service;
import org.sealpost.client.transport.ServiceSocket;
import org.sealpost.client.transport.SocketEvents;

/// A socket without credentials, opened by the first request that needs it and again after the
/// server closed it for lack of use. Nothing on it says who asks. Safe for any number of threads.
public final class AnonymousSocket implements AutoCloseable {
  private final Service service;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable ServiceSocket socket;

  public AnonymousSocket(Service service) {
    this.service = service;
  }

  /// The open socket, opened if need be; empty when the server opens none.
  public Optional<ServiceSocket> socket() {
    lock.lock();
    try {
      ServiceSocket current = socket;
      if (current == null || !current.isOpen()) {
        current = service.connectAnonymously(SocketEvents.NONE);
        socket = current;
      }
      return Optional.of(current);
    } catch (IOException e) {
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (socket != null) {
        socket.close();
        socket = null;
      }
    } finally {
      lock.unlock();
    }
  }
}
