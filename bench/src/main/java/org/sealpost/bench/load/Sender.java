package org.sealpost.bench.load;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.sealpost.protocol.proto.WebSocketMessage;

/// One connection that sends in a closed loop: as many sends are unanswered as it has slots, and an
/// answer makes the next send of its slot. An answer is the server's response, or the frame itself
/// when the peer echoes. Confined to the loop's thread.
public final class Sender implements FrameHandler {
  private static final int SLOT_BITS = 8;
  private static final long FIRST_TIMESTAMP = 1_700_000_000_000L;

  private final Connection connection;
  private final SendTemplate template;
  private final long[] startedNanos;
  private Latencies latencies = new Latencies();
  private Map<Integer, Integer> otherStatuses = new TreeMap<>();
  private Runnable idle = () -> {};
  private int unanswered;
  private boolean running;
  private boolean closed;
  private long sent;
  private long sendsLeft;

  /// Takes the connection over.
  ///
  /// @param slots at most 256
  public Sender(Connection connection, SendTemplate template, int slots) {
    this.connection = connection;
    this.template = template;
    this.startedNanos = new long[slots];
    connection.handler(this);
  }

  /// Sends in every slot, so many times in all; calls `whenIdle` once the last is answered.
  ///
  /// @param into what the durations of this run are added to; shared by senders of one loop
  /// @param statuses answers other than 200, counted
  public void start(long sends, Latencies into, Map<Integer, Integer> statuses, Runnable whenIdle) {
    if (closed) {
      statuses.merge(0, 1, Integer::sum);
      whenIdle.run();
      return;
    }
    latencies = into;
    otherStatuses = statuses;
    idle = whenIdle;
    sendsLeft = sends;
    running = true;
    for (int slot = 0; slot < startedNanos.length && running; slot++) {
      send(slot);
    }
    idleIfDone();
    connection.flush();
  }

  /// Sends no more.
  public void stop() {
    if (running) {
      running = false;
      idleIfDone();
    }
  }

  private void idleIfDone() {
    if (!running && unanswered == 0) {
      idle.run();
    }
  }

  private void send(int slot) {
    if (sendsLeft == 0) {
      running = false;
      return;
    }
    sendsLeft--;
    sent++;
    unanswered++;
    startedNanos[slot] = System.nanoTime();
    connection.queue(template.frame((sent << SLOT_BITS) | slot, FIRST_TIMESTAMP + sent));
  }

  @Override
  public void frame(Connection from, ByteBuffer payload) {
    try {
      WebSocketMessage message = WebSocketMessage.parseFrom(payload);
      switch (message.getType()) {
        case RESPONSE -> answered(message.getResponse().getId(), message.getResponse().getStatus());
        case REQUEST -> {
          if (message.getRequest().getId() < 0) {
            answered(message.getRequest().getId(), 200);
          }
        }
        case UNKNOWN -> {}
      }
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the peer sent a frame that is no message", e);
    }
  }

  private void answered(long id, int status) {
    int slot = (int) (SendTemplate.number(id) & ((1 << SLOT_BITS) - 1));
    unanswered--;
    if (status == 200) {
      latencies.add(System.nanoTime() - startedNanos[slot]);
    } else {
      otherStatuses.merge(status, 1, Integer::sum);
    }
    if (running) {
      send(slot);
    }
    idleIfDone();
  }

  @Override
  public void closed(String why) {
    closed = true;
    if (running || unanswered > 0) {
      otherStatuses.merge(0, 1, Integer::sum);
      running = false;
      unanswered = 0;
      idle.run();
    }
  }
}
