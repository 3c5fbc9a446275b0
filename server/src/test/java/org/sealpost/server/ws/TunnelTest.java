package org.sealpost.server.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.proto.WebSocketMessage;
import org.sealpost.protocol.proto.WebSocketRequestMessage;
import org.sealpost.server.auth.Authenticator;
import org.sealpost.server.auth.Caller;
import org.sealpost.server.auth.ClientAddress;
import org.sealpost.server.http.Headers;
import org.sealpost.server.http.InboundBytes;
import org.sealpost.server.http.Method;
import org.sealpost.server.http.Reply;
import org.sealpost.server.http.Route;
import org.sealpost.server.http.Router;
import org.sealpost.storage.inboxes.InboxId;

/// What a socket does in the thread that reads for many sockets, and what it leaves to others.
class TunnelTest {
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final AtomicInteger handled = new AtomicInteger();
  private final AtomicInteger demands = new AtomicInteger();
  private final Tunnel tunnel = tunnel();

  @BeforeEach
  void open() {
    tunnel.onWebSocketOpen(session());
  }

  @Test
  void aRequestIsNotCarriedOutByTheThreadThatReadsIt() {
    byte[] frame =
        WebSocketMessage.newBuilder()
            .setType(WebSocketMessage.Type.REQUEST)
            .setRequest(WebSocketRequestMessage.newBuilder().setVerb("GET").setPath("/one"))
            .build()
            .toByteArray();

    tunnel.onWebSocketPartialBinary(ByteBuffer.wrap(frame), true, Callback.NOOP);

    assertThat(handled).hasValue(0);
    assertThat(demands).hasValue(2);
    tasks.remove().run();
    assertThat(handled).hasValue(1);
  }

  @Test
  void aSocketThatHasAlwaysMoreToReadGivesWayToOthers() {
    int pieces = 0;
    while (tasks.isEmpty() && pieces < 1_000) {
      tunnel.onWebSocketPartialText("passed over", true);
      pieces++;
    }

    assertThat(pieces).isLessThan(1_000);
    assertThat(demands).hasValue(pieces);
    tasks.remove().run();
    assertThat(demands).hasValue(pieces + 1);
  }

  private Tunnel tunnel() {
    Route one =
        Route.open(
            Method.GET,
            "/one",
            _ -> {
              handled.incrementAndGet();
              return Reply.OK;
            });
    Router router =
        new Router(List.of(one), new Nobody(), _ -> Optional.empty(), (_, _, _, _) -> {});
    return new Tunnel(
        new Tunnel.Shared(
            router,
            tasks::add,
            (_, _) -> {},
            Clock.systemUTC(),
            new TunnelLimits(1_024, Duration.ofMinutes(1), 8, 4_096),
            new OutboundBytes(4_096),
            new OpenSockets()),
        new Caller.AnonymousSocket(new ClientAddress("192.0.2.1")),
        Headers.NONE,
        new InboundBytes(4_096, 4_096),
        Optional.empty(),
        SocketRole.REQUESTS_ONLY);
  }

  private Session session() {
    return (Session)
        Proxy.newProxyInstance(
            Session.class.getClassLoader(),
            new Class<?>[] {Session.class},
            (_, method, _) -> {
              if (method.getName().equals("demand")) {
                demands.incrementAndGet();
              }
              return null;
            });
  }

  private static final class Nobody implements Authenticator {
    @Override
    public Optional<AuthenticatedDevice> device(BasicCredentials credentials) {
      return Optional.empty();
    }

    @Override
    public Optional<AuthenticatedDevice> current(DeviceAddress device, InboxId inbox) {
      return Optional.empty();
    }

    @Override
    public boolean present(DeviceAddress device, InboxId inbox) {
      return false;
    }
  }
}
