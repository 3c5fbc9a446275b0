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
  private long sent;
  private long sendsLeft = Long.MAX_VALUE;

  /// Takes the connection over.
  ///
  /// @param slots at most 256
  public Sender(Connection connection, SendTemplate template, int slots) {
    this.connection = connection;
    this.template = template;
    this.startedNanos = new long[slots];
    connection.handler(this);
  }

  /// Sends in every slot.
  ///
  /// @param into what the durations of this run are added to; shared by senders of one loop
  /// @param statuses answers other than 200, counted
  public void start(Latencies into, Map<Integer, Integer> statuses) {
    latencies = into;
    otherStatuses = statuses;
    running = true;
    for (int slot = 0; slot < startedNanos.length; slot++) {
      send(slot);
    }
    connection.flush();
  }

  /// Makes the next run end by itself after that many sends.
  public void limit(long sends, Runnable whenIdle) {
    sendsLeft = sends;
    idle = whenIdle;
  }

  /// Sends no more and calls `whenIdle` once all is answered.
  public void stop(Runnable whenIdle) {
    running = false;
    idle = whenIdle;
    if (unanswered == 0) {
      whenIdle.run();
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
    if (!running && unanswered == 0) {
      idle.run();
    }
  }

  @Override
  public void closed(String why) {
    otherStatuses.merge(0, 1, Integer::sum);
    running = false;
    unanswered = 0;
    idle.run();
  }
}
