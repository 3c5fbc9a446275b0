package org.sealpost.server.ws;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/// What waits to be written to one socket: one message under way at a time, in order, as Jetty asks
/// for. What is put here is bounded by whoever puts it (requests in flight, the delivery window); a
/// socket that has more waiting than `maxWaiting` all the same is cut, and so is one that does not
/// read while all sockets together hold as much as they may. Safe for any number of threads.
final class SendQueue {
  private record Waiting(ByteBuffer frame, int bytes, Runnable gone) {}

  private final Session session;
  private final int maxWaiting;
  private final OutboundBytes outbound;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private boolean sending;
  private boolean closed;

  SendQueue(Session session, int maxWaiting, OutboundBytes outbound) {
    this.session = session;
    this.maxWaiting = maxWaiting;
    this.outbound = outbound;
  }

  /// @param gone runs once: when the frame was written, or will never be
  void send(ByteBuffer frame, Runnable gone) {
    boolean refused;
    boolean overflow = false;
    synchronized (this) {
      refused = closed;
      if (!refused && (waiting.size() >= maxWaiting || (sending && outbound.isFull()))) {
        refused = true;
        overflow = true;
      }
      if (!refused) {
        int bytes = frame.remaining();
        outbound.add(bytes);
        waiting.add(new Waiting(frame, bytes, gone));
        if (sending) {
          return;
        }
        sending = true;
      }
    }
    if (refused) {
      gone.run();
      if (overflow) {
        session.disconnect();
      }
      return;
    }
    sendNext();
  }

  private void sendNext() {
    Waiting next;
    synchronized (this) {
      next = waiting.poll();
      if (next == null) {
        sending = false;
        return;
      }
    }
    session.sendBinary(
        next.frame(),
        Callback.from(
            () -> {
              left(next);
              sendNext();
            },
            _ -> {
              left(next);
              close();
              session.disconnect();
            }));
  }

  /// Nothing more is written; what waits is given up.
  void close() {
    List<Waiting> dropped;
    synchronized (this) {
      closed = true;
      dropped = new ArrayList<>(waiting);
      waiting.clear();
    }
    dropped.forEach(this::left);
  }

  private void left(Waiting frame) {
    outbound.remove(frame.bytes());
    frame.gone().run();
  }
}
