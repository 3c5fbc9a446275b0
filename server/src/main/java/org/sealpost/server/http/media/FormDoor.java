package org.sealpost.server.http.media;

import java.io.IOException;
import java.util.Optional;
import org.sealpost.core.media.Incoming;
import org.sealpost.core.media.WholeUploads;
import org.sealpost.protocol.MediaKey;
import org.sealpost.server.http.Reply;

/// `POST /` of a form with a file: avatars and stickers (cdn 0). Source: wire/media.md, section 7.
final class FormDoor implements Door {
  private final WholeUploads uploads;

  FormDoor(WholeUploads uploads) {
    this.uploads = uploads;
  }

  @Override
  public String template() {
    return "/";
  }

  @Override
  public Answer answer(Exchange exchange) throws IOException {
    if (!exchange.method().equals("POST")) {
      return exchange.method().equals("GET") || exchange.method().equals("HEAD")
          ? Answer.error(404, "no such path")
          : Answer.of(Reply.error(405, "forms are sent with POST").with("Allow", "POST"));
    }
    if (exchange.contentLength() < 0) {
      return Answer.error(411, "Content-Length is needed");
    }
    Incoming incoming = exchange.incoming();
    FormParts form =
        FormParts.read(
            exchange.header("Content-Type").orElse(""), exchange.contentLength(), incoming.bytes());
    Optional<MediaKey> key = form.field("key").flatMap(MediaKey::parse);
    if (key.isEmpty()) {
      return Answer.error(400, "the form has no key");
    }
    return WholeAnswer.of(
        uploads.post(
            key.get(),
            form.field("policy").orElse(""),
            form.field("x-amz-signature").orElse(""),
            form.fileLength(),
            new Incoming(form.file(), incoming.cut())),
        204);
  }
}
