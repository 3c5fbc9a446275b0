package org.sealpost.server.http.media;

import java.io.IOException;
import java.util.Optional;
import org.sealpost.core.media.ReadMedia;
import org.sealpost.core.media.SignedUrls;
import org.sealpost.core.media.WholeUploads;
import org.sealpost.protocol.MediaKey;
import org.sealpost.server.http.Reply;
import org.sealpost.storage.blobs.DirectGrants;

/// The addresses of direct grants, where the store signs none of its own: `PUT` of exactly the body
/// that was granted, once, and `GET`. Source: design section 8.
final class DirectDoor implements Door {
  private final SignedUrls signed;
  private final WholeUploads uploads;
  private final ReadMedia read;

  DirectDoor(SignedUrls signed, WholeUploads uploads, ReadMedia read) {
    this.signed = signed;
    this.uploads = uploads;
    this.read = read;
  }

  @Override
  public String template() {
    return SignedUrls.FOLDER + "{key}";
  }

  @Override
  public Answer answer(Exchange exchange) throws IOException {
    Optional<MediaKey> key = exchange.key(1);
    return switch (exchange.method()) {
      case "PUT" -> key.isEmpty() ? refused() : put(exchange, key.get());
      case "GET", "HEAD" ->
          key.isPresent() && signed.mayDownload(key.get(), exchange.query())
              ? ObjectDoor.answer(exchange, read.find(key.get()), _ -> "private, no-store")
              : refused();
      default ->
          Answer.of(
              Reply.error(405, "addresses are for PUT or GET").with("Allow", "PUT, GET, HEAD"));
    };
  }

  private static Answer refused() {
    return Answer.error(403, "the address is not good, or no longer");
  }

  private Answer put(Exchange exchange, MediaKey key) throws IOException {
    Optional<DirectGrants.Body> body = signed.mayUpload(key, exchange.query());
    if (body.isEmpty()) {
      return refused();
    }
    if (exchange.contentLength() < 0) {
      return Answer.error(411, "Content-Length is needed");
    }
    if (exchange.contentLength() != body.get().length()) {
      return Answer.error(403, "the address is for a body of another length");
    }
    return WholeAnswer.of(uploads.put(key, body.get(), exchange.incoming()), 200);
  }
}
