package org.sealpost.server.http.media;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.core.media.Incoming;
import org.sealpost.protocol.MediaKey;
import org.sealpost.server.http.Target;

/// One request at a door: what it asks for, and its body as it comes. For one thread.
final class Exchange {
  private static final int DRAIN_PIECE_BYTES = 16 * 1024;

  private final HttpServletRequest request;
  private final Transfers.Transfer transfer;
  private final Target target;

  Exchange(HttpServletRequest request, Transfers.Transfer transfer, Target target) {
    this.request = request;
    this.transfer = transfer;
    this.target = target;
  }

  String method() {
    return request.getMethod();
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(request.getHeader(name)).map(String::trim);
  }

  /// A header that is a number of at most 15 digits; -1 when it is none.
  long number(String name) {
    return header(name)
        .filter(text -> text.matches("[0-9]{1,15}"))
        .map(Long::parseLong)
        .orElse(-1L);
  }

  /// The decoded query; where a name comes twice, the first.
  Map<String, String> query() {
    return target.query();
  }

  /// The object that the path names behind this many segments.
  Optional<MediaKey> key(int behind) {
    List<String> segments = target.segments();
    return segments.size() <= behind || request.getRequestURI().endsWith("/")
        ? Optional.empty()
        : MediaKey.parse(String.join("/", segments.subList(behind, segments.size())));
  }

  /// -1 when the body says no length.
  long contentLength() {
    return request.getContentLengthLong();
  }

  /// Whether there is a body, or may be.
  boolean hasBody() {
    return contentLength() > 0
        || (contentLength() < 0 && header("Transfer-Encoding").isPresent())
        || (contentLength() < 0 && header("Content-Type").isPresent());
  }

  /// The body, from now on no slower than it may be.
  InputStream body() throws IOException {
    transfer.watch();
    return transfer.counting(request.getInputStream());
  }

  Incoming incoming() throws IOException {
    return new Incoming(body(), transfer::cut);
  }

  /// Reads what is left of a body that nobody wants, within bounds: a client that writes before it
  /// reads then sees why. Whether it came to the end.
  boolean drain(long atMost, long nanos) throws IOException {
    // Whoever waits for leave to send has sent nothing.
    if (header("Expect").isPresent()) {
      return false;
    }
    InputStream body = body();
    byte[] piece = new byte[DRAIN_PIECE_BYTES];
    long began = System.nanoTime();
    long drained = 0;
    for (int n = body.read(piece, 0, piece.length); n >= 0; n = body.read(piece, 0, piece.length)) {
      drained += n;
      if (drained > atMost || System.nanoTime() - began > nanos) {
        return false;
      }
    }
    return true;
  }
}
