package org.sealpost.server.http;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.server.auth.Caller;
import org.sealpost.server.auth.ClientAddress;
import org.sealpost.server.auth.PerAddress;

/// HTTP's coat over the [Router]: reads a bounded body, runs the request on its (virtual) thread,
/// writes the reply. `X-Signal-Timestamp` is set for every response of the listener by `ops`.
public final class WireServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final int PIECE_BYTES = 16 * 1024;

  private final transient Router router;
  private final transient PerAddress requests;
  private final transient InboundBytes inbound;
  private final int maxBodyBytes;

  /// How long a body may take to arrive: whoever trickles holds a place meanwhile.
  private final long bodyNanos;

  /// A coat over this router.
  ///
  /// @param requests how many may be under way, for each address and in all
  public WireServlet(
      Router router,
      PerAddress requests,
      InboundBytes inbound,
      int maxBodyBytes,
      Duration bodyTime) {
    this.router = router;
    this.requests = requests;
    this.inbound = inbound;
    this.maxBodyBytes = maxBodyBytes;
    this.bodyNanos = bodyTime.toNanos();
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ClientAddress address = ClientAddress.of(InetAddress.getByName(request.getRemoteAddr()));
    Optional<PerAddress.Place> place = requests.enter(address);
    if (place.isEmpty()) {
      write(response, Reply.later(429, "too many requests at a time", 1));
      return;
    }
    try (PerAddress.Place _ = place.get();
        Body body = new Body(address)) {
      Optional<Reply> refused = body.read(request);
      write(
          response,
          refused.orElseGet(() ->
              router
                  .prepare(
                      request.getMethod(),
                      target(request),
                      headers(request),
                      body.bytes,
                      new Caller.OverHttp(address))
                  .run()));
    }
  }

  private static String target(HttpServletRequest request) {
    String query = request.getQueryString();
    return query == null ? request.getRequestURI() : request.getRequestURI() + "?" + query;
  }

  private static Headers headers(HttpServletRequest request) {
    Map<String, String> values = new HashMap<>();
    for (String name : Collections.list(request.getHeaderNames())) {
      values.putIfAbsent(name, request.getHeader(name));
    }
    return Headers.of(values);
  }

  private static void write(HttpServletResponse response, Reply reply) throws IOException {
    response.setStatus(reply.status());
    for (Reply.Header header : reply.headers()) {
      response.setHeader(header.name(), header.value());
    }
    byte[] body = reply.body().unsafeArray();
    if (body.length > 0) {
      response.setContentType("application/json");
    }
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /// The body of one request and the room it takes.
  private final class Body implements AutoCloseable {
    private final ClientAddress address;
    private Bytes bytes = Bytes.EMPTY;
    private long reserved;

    Body(ClientAddress address) {
      this.address = address;
    }

    /// A reply when the body is not to be had.
    Optional<Reply> read(HttpServletRequest request) throws IOException {
      long declared = request.getContentLengthLong();
      if (declared == 0) {
        return Optional.empty();
      }
      InputStream in = request.getInputStream();
      ByteArrayOutputStream whole =
          new ByteArrayOutputStream(declared > 0 ? (int) Math.min(declared, PIECE_BYTES) : 0);
      byte[] piece = new byte[PIECE_BYTES];
      long start = System.nanoTime();
      long read = 0;
      for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
        read += n;
        if (System.nanoTime() - start > bodyNanos) {
          return Optional.of(Reply.error(408, "the body came too slowly"));
        }
        if (declared > maxBodyBytes || read > maxBodyBytes) {
          // Read on for a while, so that a client that writes before it reads sees the answer.
          if (read > 2L * maxBodyBytes) {
            break;
          }
          continue;
        }
        if (!inbound.reserve(address, n)) {
          return Optional.of(Reply.later(503, "busy", 1));
        }
        reserved += n;
        whole.write(piece, 0, n);
      }
      if (declared > maxBodyBytes || read > maxBodyBytes) {
        return Optional.of(Reply.error(413, "the body is larger than " + maxBodyBytes + " bytes"));
      }
      bytes = Bytes.wrap(whole.toByteArray());
      return Optional.empty();
    }

    @Override
    public void close() {
      inbound.release(address, reserved);
    }
  }
}
