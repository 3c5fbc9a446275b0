package org.sealpost.server.http.media;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.io.EofException;
import org.sealpost.server.auth.ClientAddress;
import org.sealpost.server.http.Reply;
import org.sealpost.server.http.RequestObserver;
import org.sealpost.server.http.Target;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.blobs.BlobsFull;
import org.sealpost.storage.blobs.BlobsUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// HTTP's coat over one [Door]: bounds, failures, and bodies in pieces of 64 KiB. What breaks while
/// an object is written ends the connection, so that nobody takes a part for the whole.
final class MediaServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(MediaServlet.class);
  private static final int PIECE_BYTES = 64 * 1024;
  private static final long RETRY_SECONDS = 5;

  /// How much of a body is read that was refused, and for how long.
  private static final long DRAIN_BYTES = 4L * 1024 * 1024;

  private static final Duration DRAIN_TIME = Duration.ofSeconds(5);

  /// What is counted where the client went before it had its answer.
  private static final int CLIENT_GONE = 499;

  private final transient Door door;
  private final transient Transfers transfers;
  private final transient RequestObserver observer;

  MediaServlet(Door door, Transfers transfers, RequestObserver observer) {
    this.door = door;
    this.transfers = transfers;
    this.observer = observer;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    long began = System.nanoTime();
    int status = CLIENT_GONE;
    try {
      status = serve(request, response);
    } catch (IOException e) {
      // Its message, or the address of the request, is for no log: this one is quiet.
      throw new EofException("the transfer broke off");
    } finally {
      observer.answered(
          method(request), door.template(), status, Duration.ofNanos(System.nanoTime() - began));
    }
  }

  private static String method(HttpServletRequest request) {
    return switch (request.getMethod()) {
      case "GET", "HEAD", "POST", "PUT", "PATCH", "OPTIONS" -> request.getMethod();
      default -> "other";
    };
  }

  private int serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setHeader("X-Content-Type-Options", "nosniff");
    ClientAddress address = ClientAddress.of(InetAddress.getByName(request.getRemoteAddr()));
    Optional<Transfers.Transfer> begun = transfers.begin(address, Cut.of(request));
    if (begun.isEmpty()) {
      response.setHeader("Connection", "close");
      return write(response, Reply.later(429, "too many transfers at a time", RETRY_SECONDS));
    }
    try (Transfers.Transfer transfer = begun.get()) {
      Optional<Target> target = Target.parse(target(request));
      if (target.isEmpty()) {
        response.setHeader("Connection", "close");
        return write(response, Reply.error(400, "malformed path"));
      }
      Exchange exchange = new Exchange(request, transfer, target.get());
      return switch (answer(exchange)) {
        case Answer.Held(Reply reply) -> reply(exchange, request, response, reply);
        case Answer.Streamed streamed -> stream(transfer, request, response, streamed);
      };
    }
  }

  private static String target(HttpServletRequest request) {
    String query = request.getQueryString();
    return query == null ? request.getRequestURI() : request.getRequestURI() + "?" + query;
  }

  private Answer answer(Exchange exchange) throws IOException {
    try {
      return door.answer(exchange);
    } catch (FormParts.BadForm e) {
      return Answer.error(400, e.why());
    } catch (BlobsFull e) {
      LOG.warn("{}: {}", door.template(), e.getMessage());
      return Answer.of(Reply.later(507, "the media store is full", 60 * RETRY_SECONDS));
    } catch (BlobsUnavailable e) {
      LOG.warn("{}: the media store is not available", door.template(), e);
      return Answer.of(Reply.later(503, "the media store is not available", RETRY_SECONDS));
    } catch (StorageUnavailable e) {
      LOG.warn("{}: the store is not available", door.template(), e);
      return Answer.of(Reply.later(503, "the store is not available", RETRY_SECONDS));
    } catch (RuntimeException e) {
      LOG.error("{} failed", door.template(), e);
      return Answer.error(500, "Error response");
    }
  }

  /// Writes a reply; of a body that was refused no more is read than lets the client see why.
  private static int reply(
      Exchange exchange, HttpServletRequest request, HttpServletResponse response, Reply reply)
      throws IOException {
    boolean unread = reply.status() >= 400 && exchange.hasBody();
    if (unread && !request.getProtocol().startsWith("HTTP/2")) {
      response.setHeader("Connection", "close");
    }
    int status = write(response, reply);
    if (unread) {
      response.flushBuffer();
      boolean _ = exchange.drain(DRAIN_BYTES, DRAIN_TIME.toNanos());
    }
    return status;
  }

  private static int write(HttpServletResponse response, Reply reply) throws IOException {
    response.setStatus(reply.status());
    if (response.getHeader("Cache-Control") == null) {
      response.setHeader("Cache-Control", "no-store");
    }
    reply.headers().forEach(header -> response.setHeader(header.name(), header.value()));
    byte[] body = reply.body().unsafeArray();
    if (body.length > 0) {
      response.setContentType("application/json");
    }
    if (reply.status() != 204 && reply.status() != 304) {
      response.setContentLength(body.length);
    }
    response.getOutputStream().write(body);
    return reply.status();
  }

  private int stream(
      Transfers.Transfer transfer,
      HttpServletRequest request,
      HttpServletResponse response,
      Answer.Streamed streamed)
      throws IOException {
    response.setStatus(streamed.status());
    streamed.headers().forEach(header -> response.setHeader(header.name(), header.value()));
    response.setContentLengthLong(streamed.length());
    try (InputStream bytes = streamed.bytes()) {
      if (request.getMethod().equals("HEAD")) {
        return streamed.status();
      }
      transfer.watch();
      byte[] piece = new byte[PIECE_BYTES];
      long left = streamed.length();
      while (left > 0) {
        int n = bytes.read(piece, 0, (int) Math.min(piece.length, left));
        if (n < 0) {
          throw new IOException("the object is shorter than it was");
        }
        response.getOutputStream().write(piece, 0, n);
        transfer.out(n);
        left -= n;
      }
    } catch (BlobsUnavailable e) {
      LOG.warn("{}: the media store went away during a download", door.template(), e);
      throw new IOException("the media store went away");
    }
    return streamed.status();
  }
}
