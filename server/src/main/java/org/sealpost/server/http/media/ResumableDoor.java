package org.sealpost.server.http.media;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.sealpost.core.media.AppendResult;
import org.sealpost.core.media.ResumableUploads;
import org.sealpost.core.media.UploadState;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MediaKey;
import org.sealpost.server.http.Reply;

/// Uploads that can be resumed: the part of TUS 1.0.0 that wire/media.md, section 4, describes.
/// `POST` begins one, `HEAD` of its location says how far it is, `PATCH` goes on with it. The token
/// of the form comes with each.
final class ResumableDoor implements Door {
  static final String PATH = "/upload/attachments";

  private static final String VERSION = "1.0.0";
  private static final String BEARER = "Bearer ";
  private static final long BUSY_SECONDS = 2;
  private static final String OFFSET_STREAM = "application/offset+octet-stream";

  private final ResumableUploads uploads;
  private final Supplier<URI> server;
  private final boolean begins;

  /// A door.
  ///
  /// @param server where clients reach it, without a slash at the end
  /// @param begins whether it is where uploads begin, and not where they go on
  ResumableDoor(ResumableUploads uploads, Supplier<URI> server, boolean begins) {
    this.uploads = uploads;
    this.server = server;
    this.begins = begins;
  }

  @Override
  public String template() {
    return begins ? PATH : PATH + "/{key}";
  }

  @Override
  public Answer answer(Exchange exchange) throws IOException {
    Answer answer = tus(exchange);
    return answer instanceof Answer.Held(Reply reply)
        ? Answer.of(reply.with("Tus-Resumable", VERSION))
        : answer;
  }

  private Answer tus(Exchange exchange) throws IOException {
    if (exchange.method().equals("OPTIONS")) {
      return Answer.of(
          Reply.NO_CONTENT
              .with("Tus-Version", VERSION)
              .with("Tus-Extension", "creation,creation-defer-length,creation-with-upload"));
    }
    if (!exchange.header("Tus-Resumable").map(VERSION::equals).orElse(true)) {
      return Answer.of(Reply.error(412, "this is TUS " + VERSION).with("Tus-Version", VERSION));
    }
    Optional<MediaKey> key = begins ? named(exchange) : exchange.key(1);
    Optional<String> token =
        exchange
            .header("Authorization")
            .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
            .map(value -> value.substring(BEARER.length()).trim());
    String method = exchange.method();
    if (begins && method.equals("POST")) {
      return key.isEmpty()
          ? Answer.error(400, "Upload-Metadata with a filename is needed")
          : token.isEmpty() ? refused() : begin(exchange, key.get(), token.get());
    }
    if (begins || !(method.equals("HEAD") || method.equals("PATCH"))) {
      return Answer.of(
          Reply.error(405, "not here")
              .with("Allow", begins ? "POST, OPTIONS" : "HEAD, PATCH, OPTIONS"));
    }
    if (key.isEmpty()) {
      return gone();
    }
    if (token.isEmpty()) {
      return refused();
    }
    return method.equals("HEAD")
        ? head(key.get(), token.get())
        : patch(exchange, key.get(), token.get());
  }

  /// The attachment that the metadata names: `filename <base64>` among pairs with commas.
  private static Optional<MediaKey> named(Exchange exchange) {
    for (String pair : exchange.header("Upload-Metadata").orElse("").split(",", 16)) {
      List<String> words = List.of(pair.trim().split(" +", 3));
      if (words.size() == 2 && words.getFirst().equals("filename")) {
        return decoded(words.getLast()).flatMap(name -> MediaKey.parse("attachments/" + name));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> decoded(String base64) {
    try {
      return Optional.of(new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Answer begin(Exchange exchange, MediaKey key, String token) throws IOException {
    return switch (uploads.create(key, token)) {
      case UploadState.Refused() -> refused();
      case UploadState.NotFound() -> gone();
      case UploadState.At(long offset) -> {
        String location = server.get() + PATH + "/" + key.name();
        if (!isPiece(exchange)) {
          yield Answer.of(at(201, offset).with("Location", location));
        }
        Answer appended = append(exchange, key, token, 0, 201);
        yield appended instanceof Answer.Held(Reply reply) && reply.status() == 201
            ? Answer.of(reply.with("Location", location))
            : appended;
      }
    };
  }

  /// Whether the first bytes come with the request that begins.
  private static boolean isPiece(Exchange exchange) {
    return exchange.contentLength() > 0
        && exchange.header("Content-Type").filter(OFFSET_STREAM::equals).isPresent();
  }

  private Answer head(MediaKey key, String token) {
    return switch (uploads.offset(key, token)) {
      case UploadState.Refused() -> refused();
      case UploadState.NotFound() -> gone();
      case UploadState.At(long offset) -> Answer.of(at(200, offset));
    };
  }

  private Answer patch(Exchange exchange, MediaKey key, String token) throws IOException {
    String type = exchange.header("Content-Type").orElse("");
    if (!type.equals(OFFSET_STREAM) && !type.equals("application/octet-stream")) {
      return Answer.error(415, "the content type is " + OFFSET_STREAM);
    }
    long offset = exchange.number("Upload-Offset");
    if (offset < 0) {
      return Answer.error(400, "Upload-Offset is needed");
    }
    return append(exchange, key, token, offset, 204);
  }

  private Answer append(Exchange exchange, MediaKey key, String token, long offset, int done)
      throws IOException {
    long total = exchange.number("Upload-Length");
    if (total < offset || exchange.contentLength() > total - offset) {
      return Answer.error(400, "Upload-Length is needed, and what comes must be within it");
    }
    return switch (uploads.append(key, token, offset, total, exchange.incoming())) {
      case AppendResult.At(long reached) -> Answer.of(at(done, reached));
      case AppendResult.OtherOffset(long other) ->
          Answer.of(
              Reply.error(409, "the upload is at another offset")
                  .with("Upload-Offset", Long.toString(other)));
      case AppendResult.OtherLength() -> Answer.error(400, "the upload has another length");
      case AppendResult.TooLarge(long max) -> Answer.error(413, "more than " + max + " bytes");
      case AppendResult.OverQuota(Duration wait) ->
          Answer.of(Reply.later(429, "no room for it now", wait.toSeconds()));
      case AppendResult.Refused() -> refused();
      case AppendResult.NotFound() -> gone();
      case AppendResult.Busy() ->
          Answer.of(Reply.later(503, "another request is writing the object", BUSY_SECONDS));
    };
  }

  private static Reply at(int status, long offset) {
    return new Reply(status, List.of(), Bytes.EMPTY).with("Upload-Offset", Long.toString(offset));
  }

  private static Answer refused() {
    return Answer.error(401, "the form is not good, or no longer");
  }

  private static Answer gone() {
    return Answer.error(404, "no such upload; ask for a new form");
  }
}
