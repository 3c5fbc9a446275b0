package org.sealpost.client.media;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import org.sealpost.client.transport.Reply;
import org.sealpost.client.transport.Transfers;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.json.AvatarUploadForm;

/// Uploads a small file as a form, the way avatars go (wire interface, media, section 7). Safe for
/// any number of threads.
public final class FormUpload {
  private static final String CONTENT_TYPE = "application/octet-stream";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Transfers transfers;
  private final MediaHost host;
  private final Pause pause;

  public FormUpload(Transfers transfers, MediaHost host, Pause pause) {
    this.transfers = transfers;
    this.host = host;
    this.pause = pause;
  }

  /// The host's answer; any success means that the file is at the form's key.
  public Reply run(AvatarUploadForm form, Bytes file) throws IOException {
    String boundary = boundary();
    Bytes body = body(form, file, boundary);
    Attempts attempts = new Attempts(pause);
    while (true) {
      try {
        Reply reply =
            transfers.upload(
                "POST",
                host.file(""),
                Map.of("Content-Type", "multipart/form-data; boundary=" + boundary),
                new Transfers.Body(body.size(), body::asStream, Transfers.Moved.NOBODY));
        if (!Upload.isBusy(reply.status()) || !attempts.later(Upload.wait(reply))) {
          return reply;
        }
      } catch (IOException e) {
        attempts.failed(e);
      }
    }
  }

  private static String boundary() {
    byte[] random = new byte[16];
    RANDOM.nextBytes(random);
    return "sealpost-" + HexFormat.of().formatHex(random);
  }

  private static Bytes body(AvatarUploadForm form, Bytes file, String boundary) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    part(body, boundary, "acl", form.acl());
    part(body, boundary, "key", form.key());
    part(body, boundary, "policy", form.policy());
    part(body, boundary, "Content-Type", CONTENT_TYPE);
    part(body, boundary, "x-amz-algorithm", form.algorithm());
    part(body, boundary, "x-amz-credential", form.credential());
    part(body, boundary, "x-amz-date", form.date());
    part(body, boundary, "x-amz-signature", form.signature());
    text(
        body,
        "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file\"\r\nContent-Type: %s\r\n\r\n"
            .formatted(boundary, CONTENT_TYPE));
    body.write(file.unsafeArray());
    text(body, "\r\n--" + boundary + "--\r\n");
    return Bytes.wrap(body.toByteArray());
  }

  private static void part(ByteArrayOutputStream body, String boundary, String name, String value)
      throws IOException {
    text(
        body,
        "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
            .formatted(boundary, name, value));
  }

  private static void text(ByteArrayOutputStream body, String text) throws IOException {
    body.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
