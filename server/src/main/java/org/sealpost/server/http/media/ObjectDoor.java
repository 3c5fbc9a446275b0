package org.sealpost.server.http.media;

import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.core.media.ReadMedia;
import org.sealpost.core.media.ReadOutcome;
import org.sealpost.core.media.StoredObject;
import org.sealpost.server.http.Reply;
import org.sealpost.server.http.Reply.Header;

/// `GET` and `HEAD` of an object by whoever knows its key. Objects never change, so caches may keep
/// them, for a while: what was deleted goes from them too. Source: wire/media.md, section 5.
final class ObjectDoor implements Door {
  /// The longest that a cache keeps an object which may be deleted meanwhile.
  static final Duration MAX_AGE = Duration.ofDays(1);

  private final String template;
  private final ReadMedia read;
  private final Clock clock;

  ObjectDoor(String template, ReadMedia read, Clock clock) {
    this.template = template;
    this.read = read;
    this.clock = clock;
  }

  @Override
  public String template() {
    return template;
  }

  @Override
  public Answer answer(Exchange exchange) {
    if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
      return Answer.of(Reply.error(405, "objects can be read").with("Allow", "GET, HEAD"));
    }
    return exchange
        .key(0)
        .map(key -> answer(exchange, read.find(key), caching()))
        .orElseGet(ObjectDoor::notFound);
  }

  /// How long caches may keep an object, given when it ends.
  interface Caching {
    String header(Optional<Instant> until);
  }

  private Caching caching() {
    return until -> {
      Duration left = until.map(end -> Duration.between(clock.instant(), end)).orElse(MAX_AGE);
      long seconds = Math.max(0, Math.min(left.toSeconds(), MAX_AGE.toSeconds()));
      return "public, max-age=" + seconds + ", immutable";
    };
  }

  static Answer notFound() {
    return Answer.error(404, "no such object");
  }

  static Answer answer(Exchange exchange, ReadOutcome outcome, Caching caching) {
    return switch (outcome) {
      case ReadOutcome.NotFound() -> notFound();
      case ReadOutcome.Elsewhere(java.net.URI address) ->
          Answer.of(
              new Reply(302, List.of(), org.sealpost.protocol.Bytes.EMPTY)
                  .with("Location", address.toString()));
      case ReadOutcome.Here(StoredObject object) -> stored(exchange, object, caching);
    };
  }

  private static Answer stored(Exchange exchange, StoredObject object, Caching caching) {
    long size = object.bytes();
    // An address has one object ever, so anything that stays the same tells it from no other.
    String tag = "\"" + Long.toHexString(size) + "\"";
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("ETag", tag));
    headers.add(new Header("Accept-Ranges", "bytes"));
    headers.add(new Header("Cache-Control", caching.header(object.until())));
    if (exchange.header("If-None-Match").filter(known -> matches(known, tag)).isPresent()) {
      return Answer.of(new Reply(304, headers, org.sealpost.protocol.Bytes.EMPTY));
    }
    // Another object than the client has begun cannot be here, but its tag may be another's.
    boolean rangeHolds = exchange.header("If-Range").map(known -> known.equals(tag)).orElse(true);
    Optional<String> range =
        rangeHolds && exchange.method().equals("GET") ? exchange.header("Range") : Optional.empty();
    headers.add(new Header("Content-Type", "application/octet-stream"));
    return switch (Wanted.of(range, size)) {
      case Wanted.Nothing() ->
          Answer.of(
              Reply.error(416, "the object is shorter").with("Content-Range", "bytes */" + size));
      case Wanted.Whole() -> streamed(200, headers, object, 0, size);
      case Wanted.Part part -> {
        headers.add(
            new Header("Content-Range", "bytes " + part.first() + "-" + part.last() + "/" + size));
        yield streamed(206, headers, object, part.first(), part.length());
      }
    };
  }

  private static boolean matches(String known, String tag) {
    return known.equals("*") || List.of(known.split("\\s*,\\s*", 32)).contains(tag);
  }

  private static Answer streamed(
      int status, List<Header> headers, StoredObject object, long first, long length) {
    Optional<InputStream> bytes = object.open(first, length);
    return bytes
        .<Answer>map(in -> new Answer.Streamed(status, headers, length, in))
        .orElseGet(ObjectDoor::notFound);
  }
}
