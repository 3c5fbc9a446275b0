package org.sealpost.server.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.junit.jupiter.api.Test;

/// What waits for slow readers is bounded over all sockets.
class SendQueueTest {
  private static final int MAX_WAITING = 4;

  private final OutboundBytes outbound = new OutboundBytes(100);

  /// A client that reads when it is told to.
  private static final class Reader {
    private final ArrayDeque<Callback> unread = new ArrayDeque<>();
    private boolean cut;

    private final Session session =
        (Session)
            Proxy.newProxyInstance(
                Session.class.getClassLoader(),
                new Class<?>[] {Session.class},
                (_, method, arguments) -> {
                  switch (method.getName()) {
                    case "sendBinary" -> unread.add((Callback) arguments[1]);
                    case "disconnect" -> cut = true;
                    case String other -> throw new AssertionError("the queue calls " + other);
                  }
                  return null;
                });

    void read() {
      Objects.requireNonNull(unread.poll()).succeed();
    }
  }

  private static ByteBuffer bytes(int size) {
    return ByteBuffer.allocate(size);
  }

  private int gone;

  private void gone() {
    gone++;
  }

  @Test
  void bytesWaitUntilTheyAreWritten() {
    Reader reader = new Reader();
    SendQueue queue = new SendQueue(reader.session, MAX_WAITING, outbound);
    queue.send(bytes(30), this::gone);
    queue.send(bytes(40), this::gone);
    assertThat(outbound.waiting()).isEqualTo(70);
    reader.read();
    assertThat(outbound.waiting()).isEqualTo(40);
    reader.read();
    assertThat(outbound.waiting()).isZero();
    assertThat(gone).isEqualTo(2);
  }

  @Test
  void whoDoesNotReadIsCutWhenAllTogetherHoldTooMuch() {
    Reader slow = new Reader();
    SendQueue slowly = new SendQueue(slow.session, MAX_WAITING, outbound);
    slowly.send(bytes(60), this::gone);
    slowly.send(bytes(60), this::gone);
    assertThat(slow.cut).isFalse();

    Reader quick = new Reader();
    SendQueue quickly = new SendQueue(quick.session, MAX_WAITING, outbound);
    quickly.send(bytes(10), this::gone);
    assertThat(quick.cut).isFalse();
    quick.read();

    slowly.send(bytes(1), this::gone);
    assertThat(slow.cut).isTrue();
    slowly.close();
    slow.read();
    assertThat(outbound.waiting()).isZero();
    assertThat(gone).isEqualTo(4);
  }

  @Test
  void oneSocketHasSoManyFramesWaitingAndNoMore() {
    Reader reader = new Reader();
    SendQueue queue = new SendQueue(reader.session, MAX_WAITING, outbound);
    for (int i = 0; i <= MAX_WAITING; i++) {
      queue.send(bytes(1), this::gone);
    }
    assertThat(reader.cut).isFalse();
    queue.send(bytes(1), this::gone);
    assertThat(reader.cut).isTrue();
  }

  @Test
  void aQueueThatIsClosedKeepsNothing() {
    Reader reader = new Reader();
    SendQueue queue = new SendQueue(reader.session, MAX_WAITING, outbound);
    queue.send(bytes(30), this::gone);
    queue.send(bytes(40), this::gone);
    queue.close();
    reader.read();
    queue.send(bytes(5), this::gone);
    assertThat(outbound.waiting()).isZero();
    assertThat(gone).isEqualTo(3);
  }
}
