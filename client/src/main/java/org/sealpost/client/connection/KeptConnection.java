package org.sealpost.client.connection;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.IncomingRequest;
import org.sealpost.client.transport.Reply;
import org.sealpost.client.transport.Service;
import org.sealpost.client.transport.ServiceSocket;
import org.sealpost.client.transport.SocketClosed;
import org.sealpost.client.transport.SocketEvents;
import org.sealpost.client.transport.UpgradeRefused;
import org.sealpost.protocol.BasicCredentials;

/// A device's socket that opens again whenever it ends, until told otherwise or refused. A
/// keep-alive goes out every 30 s; one that stays unanswered for 20 s ends the socket (wire
/// interface, messages and websocket, A4). Safe for any number of threads.
public final class KeptConnection implements AutoCloseable {
  /// How often to ask, and how long to wait for the answer.
  record KeepAlive(Duration every, Duration answer) {
    static final KeepAlive STANDARD = new KeepAlive(Duration.ofSeconds(30), Duration.ofSeconds(20));
  }

  /// A socket that stood this long was a good one: the next failure starts the back-off anew.
  private static final Duration GOOD_SOCKET = Duration.ofSeconds(10);

  private final KeepAlive keepAlive;
  private final Service service;
  private final BasicCredentials credentials;
  private final ConnectionEvents events;
  private final Backoff backoff = new Backoff(new SecureRandom());
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private ConnectionState state = ConnectionState.OFFLINE;
  private @Nullable ServiceSocket socket;
  private @Nullable Thread keeper;

  public KeptConnection(Service service, BasicCredentials credentials, ConnectionEvents events) {
    this(service, credentials, events, KeepAlive.STANDARD);
  }

  KeptConnection(
      Service service, BasicCredentials credentials, ConnectionEvents events, KeepAlive keepAlive) {
    this.keepAlive = keepAlive;
    this.service = service;
    this.credentials = credentials;
    this.events = events;
  }

  /// Begins to connect; returns at once.
  public void start() {
    lock.lock();
    try {
      if (state == ConnectionState.OFFLINE) {
        become(ConnectionState.CONNECTING);
        keeper = Thread.ofVirtual().name("sealpost-connection").start(this::keep);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Ends the socket in good order and stays away until [#start].
  public void stop() {
    Thread running;
    ServiceSocket open;
    lock.lock();
    try {
      running = keeper;
      keeper = null;
      open = socket;
      if (state != ConnectionState.REJECTED) {
        become(ConnectionState.OFFLINE);
      }
    } finally {
      lock.unlock();
    }
    if (open != null) {
      open.close();
    }
    if (running != null) {
      running.interrupt();
      try {
        running.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  public ConnectionState state() {
    lock.lock();
    try {
      return state;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until the connection is in this state; false when the time is over first.
  public boolean await(ConnectionState wanted, Duration limit) throws InterruptedException {
    lock.lock();
    try {
      long nanos = limit.toNanos();
      while (state != wanted) {
        if (nanos <= 0) {
          return false;
        }
        nanos = changed.awaitNanos(nanos);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Carries a request over the open socket, waiting for one if need be.
  ///
  /// @throws IOException when there is no socket or no answer within `timeout`; whether the request
  ///   was carried out is then not known
  public Reply request(Call call, Duration timeout) throws IOException {
    return awaitSocket(timeout)
        .orElseThrow(() -> new IOException("the server cannot be reached"))
        .request(call, timeout);
  }

  /// The open socket, waiting for one if need be; empty when there is none within `timeout`.
  ///
  /// @throws IOException when there will be none: this device is offline, or was refused
  public Optional<ServiceSocket> awaitSocket(Duration timeout) throws IOException {
    lock.lock();
    try {
      long nanos = timeout.toNanos();
      while (true) {
        ServiceSocket open = socket;
        if (open != null && open.isOpen()) {
          return Optional.of(open);
        }
        switch (state) {
          case OFFLINE -> throw new IOException("this device is offline");
          case REJECTED -> throw new IOException("the server does not know this device any more");
          case CONNECTING, CONNECTED -> {
            if (nanos <= 0) {
              return Optional.empty();
            }
            nanos = changed.awaitNanos(nanos);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for a connection", e);
    } finally {
      lock.unlock();
    }
  }

  private void keep() {
    try {
      while (isWanted()) {
        Duration pause = connectOnce();
        if (isWanted()) {
          Thread.sleep(pause);
        }
      }
    } catch (InterruptedException e) {
      // stop() said so.
    }
  }

  private boolean isWanted() {
    lock.lock();
    try {
      return keeper == Thread.currentThread();
    } finally {
      lock.unlock();
    }
  }

  /// Connects, stays until the socket ends, and says how long to wait before the next try.
  private Duration connectOnce() throws InterruptedException {
    ServiceSocket opened;
    try {
      opened = service.connect(credentials, new Forwarding());
    } catch (UpgradeRefused e) {
      if (e.isFinal()) {
        endWith(ConnectionState.REJECTED);
      }
      return backoff.next();
    } catch (IOException e) {
      return backoff.next();
    }
    long since = System.nanoTime();
    try {
      use(opened);
      SocketClosed why = stayAlive(opened);
      if (System.nanoTime() - since > GOOD_SOCKET.toNanos()
          && why.code() != SocketClosed.CONNECTED_ELSEWHERE) {
        backoff.reset();
      }
      return backoff.next();
    } finally {
      leave();
      opened.close();
    }
  }

  private SocketClosed stayAlive(ServiceSocket opened) throws InterruptedException {
    CompletableFuture<SocketClosed> closed = opened.closed();
    while (true) {
      try {
        return closed.get(keepAlive.every().toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        try {
          var _ = opened.request(Call.get("/v1/keepalive"), keepAlive.answer());
        } catch (IOException unanswered) {
          opened.cut();
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException("a socket always ends with a reason", e);
      }
    }
  }

  private void use(ServiceSocket opened) {
    lock.lock();
    try {
      if (keeper == Thread.currentThread()) {
        socket = opened;
        become(ConnectionState.CONNECTED);
      }
    } finally {
      lock.unlock();
    }
  }

  private void leave() {
    lock.lock();
    try {
      socket = null;
      if (keeper == Thread.currentThread()) {
        become(ConnectionState.CONNECTING);
      }
    } finally {
      lock.unlock();
    }
  }

  private void endWith(ConnectionState last) {
    lock.lock();
    try {
      if (keeper == Thread.currentThread()) {
        keeper = null;
        become(last);
      }
    } finally {
      lock.unlock();
    }
  }

  private void become(ConnectionState next) {
    state = next;
    changed.signalAll();
    events.state(next);
  }

  @Override
  public void close() {
    stop();
  }

  private final class Forwarding implements SocketEvents {
    @Override
    public void request(ServiceSocket from, IncomingRequest request) {
      events.request(from, request);
    }

    @Override
    public void closed(ServiceSocket from, SocketClosed why) {}
  }
}
