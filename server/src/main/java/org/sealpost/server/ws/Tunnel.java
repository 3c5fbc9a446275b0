package org.sealpost.server.ws;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.Bytes;
import org.sealpost.server.auth.Caller;
import org.sealpost.server.auth.PerAddress;
import org.sealpost.server.http.Headers;
import org.sealpost.server.http.InboundBytes;
import org.sealpost.server.http.Reply;
import org.sealpost.server.http.Router;

/// One open socket: assembles frames, runs the requests in them through the [Router] on virtual
/// threads, writes the answers. The next frame is asked for only while the socket has less in
/// flight than [TunnelLimits] allows: a client that does not read its answers is not read either.
///
/// Jetty calls the listener methods one at a time, most often on the thread that reads for many
/// sockets, so none of them blocks; everything else may come from any thread. What both touch is
/// guarded by `this`, which is never held while something is sent or run. Public for Jetty alone,
/// which finds the listener methods by reflection.
public final class Tunnel implements Session.Listener {
  static final int BADLY_FORMATTED = 1007;
  static final int TOO_SLOW = 1008;
  static final int TOO_LARGE = 1009;
  static final int TRY_AGAIN_LATER = 1013;

  private static final int MAX_WAITING_FRAMES = 16_384;

  /// After so many pieces the socket gives way to others: Jetty reads on at once, and in the same
  /// thread, whenever the next piece is asked for there.
  private static final int TURN = 64;

  /// How long a client may take to answer a close before the connection is cut.
  private static final Duration GOODBYE = Duration.ofSeconds(10);

  /// What all sockets share.
  record Shared(
      Router router,
      Executor executor,
      Timers timers,
      Clock clock,
      TunnelLimits limits,
      OutboundBytes outbound,
      OpenSockets sockets) {}

  private final Shared shared;
  private final Caller caller;
  private final Headers upgradeHeaders;
  private final InboundBytes inbound;
  private final Optional<PerAddress> requestBound;
  private final SocketRole role;
  private final RequestOrder order;

  private @Nullable Session session;
  private @Nullable SendQueue out;

  /// Touched by the listener methods alone.
  private byte[] assembled = new byte[0];

  private int assembledBytes;

  /// When the message began of which a part has come; 0 while there is none.
  private volatile long messageBegan;

  private boolean messageWatched;

  private int requestsInFlight;
  private long bytesInFlight;
  private boolean demanded;
  private int pieces;
  private @Nullable Closing closing;
  private boolean closeSent;
  private boolean closed;

  private record Closing(int code, String reason) {}

  Tunnel(
      Shared shared,
      Caller caller,
      Headers upgradeHeaders,
      InboundBytes inbound,
      Optional<PerAddress> requestBound,
      SocketRole role) {
    this.shared = shared;
    this.caller = caller;
    this.upgradeHeaders = upgradeHeaders;
    this.inbound = inbound;
    this.requestBound = requestBound;
    this.role = role;
    this.order = new RequestOrder(shared.executor());
  }

  @Override
  public void onWebSocketOpen(Session opened) {
    synchronized (this) {
      session = opened;
      out = new SendQueue(opened, MAX_WAITING_FRAMES, shared.outbound());
    }
    shared.sockets().opened(this);
    role.opened(this);
    demandIfRoom();
  }

  @Override
  public void onWebSocketPartialBinary(ByteBuffer payload, boolean last, Callback callback) {
    if (arrivesTooLate()) {
      if (last) {
        receivedLate(payload);
      }
      callback.succeed();
      demand();
      return;
    }
    int bytes = payload.remaining();
    if (assembledBytes + bytes > shared.limits().messageBytes()) {
      callback.succeed();
      closeAtOnce(TOO_LARGE, "Frame too large");
      return;
    }
    if (!inbound.reserve(caller.address(), bytes)) {
      callback.succeed();
      closeAtOnce(TRY_AGAIN_LATER, "Busy");
      return;
    }
    append(payload, last);
    callback.succeed();
    if (!last) {
      watchMessage();
      demand();
      return;
    }
    messageBegan = 0;
    byte[] message =
        assembled.length == assembledBytes ? assembled : Arrays.copyOf(assembled, assembledBytes);
    assembled = new byte[0];
    assembledBytes = 0;
    received(message);
    demandIfRoom();
  }

  /// Text is none of this protocol and passed over.
  @Override
  public void onWebSocketPartialText(String payload, boolean last) {
    arrivesTooLate();
    demand();
  }

  /// Notes that what was demanded is here; true when the server has closed and only waits for the
  /// client to do the same.
  private synchronized boolean arrivesTooLate() {
    demanded = false;
    return closeSent;
  }

  /// Whoever sends the beginning of a message and pings ever after is not idle, but holds memory.
  private void watchMessage() {
    if (messageBegan == 0) {
      messageBegan = Math.max(1, System.nanoTime());
    }
    synchronized (this) {
      if (messageWatched) {
        return;
      }
      messageWatched = true;
    }
    shared.timers().after(shared.limits().messageTime(), this::lookAtMessage);
  }

  private void lookAtMessage() {
    synchronized (this) {
      messageWatched = false;
    }
    long began = messageBegan;
    if (began == 0) {
      return;
    }
    if (System.nanoTime() - began >= shared.limits().messageTime().toNanos()) {
      closeAtOnce(TOO_SLOW, "The message came too slowly");
    } else {
      watchMessage();
    }
  }

  private void append(ByteBuffer payload, boolean last) {
    int bytes = payload.remaining();
    if (assembledBytes + bytes > assembled.length) {
      int wanted = assembledBytes + bytes;
      assembled =
          Arrays.copyOf(
              assembled,
              last && assembledBytes == 0
                  ? wanted
                  : Math.min(
                      Math.max(wanted, 2 * assembled.length), shared.limits().messageBytes()));
    }
    payload.get(assembled, assembledBytes, bytes);
    assembledBytes += bytes;
  }

  private void received(byte[] message) {
    switch (FrameReader.read(message)) {
      case Frame.Request request -> {
        synchronized (this) {
          requestsInFlight++;
          bytesInFlight += message.length;
        }
        Router.Prepared prepared =
            shared
                .router()
                .prepare(
                    request.verb(),
                    request.path(),
                    request.headers().over(upgradeHeaders),
                    request.body(),
                    caller);
        order.run(prepared.ordered(), () -> run(prepared, request, message.length));
      }
      case Frame.Response(long id, int status) -> {
        inbound.release(caller.address(), message.length);
        role.answered(id, status);
      }
      case Frame.Bad _ -> {
        inbound.release(caller.address(), message.length);
        closeAtOnce(BADLY_FORMATTED, "Badly formatted");
      }
    }
  }

  /// What the client answered before it knew of the close still counts: it sends that no more on
  /// its next connection. Answers are small and come in one piece; nothing else is looked at.
  private void receivedLate(ByteBuffer payload) {
    byte[] piece = new byte[payload.remaining()];
    payload.get(piece);
    if (FrameReader.read(piece) instanceof Frame.Response(long id, int status)) {
      role.answered(id, status);
    }
  }

  private void run(Router.Prepared prepared, Frame.Request request, int bytes) {
    Reply reply = bounded(prepared);
    if (request.id().isPresent()) {
      send(
          Frame.response(request.id().getAsLong(), reply, shared.clock().millis()),
          () -> left(bytes));
    } else {
      left(bytes);
    }
  }

  private Reply bounded(Router.Prepared prepared) {
    if (requestBound.isEmpty()) {
      return prepared.run();
    }
    Optional<PerAddress.Place> place = requestBound.get().enter(caller.address());
    if (place.isEmpty()) {
      return Reply.later(429, "too many requests at a time", 1);
    }
    try (PerAddress.Place _ = place.get()) {
      return prepared.run();
    }
  }

  /// A request from the server to the client.
  ///
  /// @param id unpredictable and never used before: an answer to it may come on a later connection
  void request(long id, String verb, String path, Bytes body, String... headers) {
    send(Frame.request(id, verb, path, body, headers), () -> {});
  }

  /// Closes the socket when nothing was sent either way for so long.
  void idleTimeout(Duration timeout) {
    Session open;
    synchronized (this) {
      open = session;
    }
    if (open != null) {
      open.setIdleTimeout(timeout);
    }
  }

  private void send(ByteBuffer frame, Runnable written) {
    SendQueue queue;
    synchronized (this) {
      queue = out;
    }
    if (queue == null) {
      written.run();
    } else {
      queue.send(frame, written);
    }
  }

  private void left(int bytes) {
    inbound.release(caller.address(), bytes);
    Closing finished;
    synchronized (this) {
      requestsInFlight--;
      bytesInFlight -= bytes;
      finished = requestsInFlight == 0 ? closing : null;
    }
    if (finished != null) {
      closeAtOnce(finished.code(), finished.reason());
    } else {
      demandIfRoom();
    }
  }

  private void demandIfRoom() {
    boolean room;
    synchronized (this) {
      room =
          closing == null
              && requestsInFlight < shared.limits().requests()
              && bytesInFlight < shared.limits().requestBytes();
    }
    if (room) {
      demand();
    }
  }

  /// Asks for the next piece, unless it has been asked for.
  private void demand() {
    Session open;
    boolean givesWay;
    synchronized (this) {
      open = session;
      if (open == null || closed || demanded) {
        return;
      }
      demanded = true;
      pieces = (pieces + 1) % TURN;
      givesWay = pieces == 0;
    }
    if (givesWay) {
      shared.executor().execute(open::demand);
    } else {
      open.demand();
    }
  }

  /// Closes once the requests that are under way have been answered; nothing new is read.
  void closeAfterAnswers(int code, String reason) {
    synchronized (this) {
      if (closing != null || closed) {
        return;
      }
      closing = new Closing(code, reason);
      if (requestsInFlight > 0) {
        shared.timers().after(GOODBYE, () -> closeAtOnce(code, reason));
        return;
      }
    }
    closeAtOnce(code, reason);
  }

  /// Whether requests are under way.
  synchronized boolean isBusy() {
    return requestsInFlight > 0 && !closeSent && !closed;
  }

  void closeAtOnce(int code, String reason) {
    Session open;
    synchronized (this) {
      open = session;
      if (open == null || closeSent || closed) {
        return;
      }
      closeSent = true;
    }
    open.close(code, reason, Callback.from(() -> {}, _ -> open.disconnect()));
    // Jetty hands over the client's own close only to who asks.
    demand();
    shared.timers().after(GOODBYE, this::cut);
  }

  /// Cuts the connection without a word: for a client that does not go by itself.
  void cut() {
    Session open;
    synchronized (this) {
      open = session;
    }
    if (open != null) {
      open.disconnect();
    }
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    // Resets and time-outs of strangers' connections; onWebSocketClose follows.
  }

  @Override
  public void onWebSocketClose(int code, @Nullable String reason, Callback callback) {
    SendQueue queue;
    synchronized (this) {
      if (closed) {
        callback.succeed();
        return;
      }
      closed = true;
      queue = out;
    }
    inbound.release(caller.address(), assembledBytes);
    assembledBytes = 0;
    messageBegan = 0;
    if (queue != null) {
      queue.close();
    }
    shared.sockets().closed(this);
    role.closed();
    callback.succeed();
  }
}
