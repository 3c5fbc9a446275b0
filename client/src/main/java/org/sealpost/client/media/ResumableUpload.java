package org.sealpost.client.media;

import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.sealpost.client.connection.Requests;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.client.transport.Transfers;
import org.sealpost.protocol.json.AttachmentUploadForm;

/// Uploads through the attachment form (wire interface, media, sections 1 and 4: the part of TUS
/// 1.0.0 that is spoken there). After a cut the server says how much it has, and the rest follows.
/// Safe for any number of threads.
public final class ResumableUpload {
  private static final int FORMS = 3;
  private static final int TUS = 3;
  private static final Map<String, String> VERSION = Map.of("Tus-Resumable", "1.0.0");

  private final Requests requests;
  private final Transfers transfers;
  private final MediaHost host;
  private final Pause pause;

  public ResumableUpload(Requests requests, Transfers transfers, MediaHost host, Pause pause) {
    this.requests = requests;
    this.transfers = transfers;
    this.host = host;
    this.pause = pause;
  }

  public UploadOutcome run(Upload upload) throws IOException {
    Attempts attempts = new Attempts(pause);
    for (int forms = 0; forms < FORMS; forms++) {
      Call ask =
          Call.get("/v4/attachments/form/upload?uploadLength=" + upload.file().encryptedBytes());
      Reply reply = requests.identified(ask);
      Optional<UploadOutcome> refusal = Upload.refusal(reply);
      if (refusal.isPresent()) {
        return refusal.get();
      }
      AttachmentUploadForm form = reply.json(AttachmentUploadForm.class);
      if (form.cdn() != TUS) {
        throw new IOException("the server wants uploads of a kind that this SDK does not speak");
      }
      Optional<UploadOutcome> end = new Place(form, upload, attempts).fill();
      if (end.isPresent()) {
        return end.get();
      }
    }
    return new UploadOutcome.Refused(404);
  }

  /// One form and what it leads to.
  private final class Place {
    private final AttachmentUploadForm form;
    private final Upload upload;
    private final Attempts attempts;
    private final long total;
    private Optional<URI> location = Optional.empty();
    private long furthest;

    Place(AttachmentUploadForm form, Upload upload, Attempts attempts) {
      this.form = form;
      this.upload = upload;
      this.attempts = attempts;
      this.total = upload.file().encryptedBytes();
    }

    /// Empty when the server does not know the place any more.
    Optional<UploadOutcome> fill() throws IOException {
      while (true) {
        try {
          Reply reply = next();
          if (reply.isSuccess()) {
            long offset = offset(reply);
            if (offset == total) {
              return Optional.of(upload.uploadedAs(form.cdn(), form.key()));
            }
            reply = send(offset);
          }
          switch (reply.status()) {
            case 200, 201, 204 -> {
              if (offset(reply, total) == total) {
                return Optional.of(upload.uploadedAs(form.cdn(), form.key()));
              }
            }
            case 401, 403, 404, 410 -> {
              return Optional.empty();
            }
            case 409 -> attempts.failed(new IOException("the media host has another part"));
            case 413 -> {
              return Optional.of(new UploadOutcome.TooLarge());
            }
            default -> {
              if (!Upload.isBusy(reply.status())) {
                return Optional.of(new UploadOutcome.Refused(reply.status()));
              }
              if (!attempts.later(Upload.wait(reply))) {
                return Optional.of(new UploadOutcome.TryLater(Upload.wait(reply)));
              }
            }
          }
        } catch (IOException e) {
          attempts.failed(e);
        }
      }
    }

    /// Creates the upload, or asks how much of it is there.
    private Reply next() throws IOException {
      if (location.isPresent()) {
        return transfers.call("HEAD", location.get(), headers(VERSION));
      }
      Map<String, String> creating = new LinkedHashMap<>(VERSION);
      creating.put("Upload-Defer-Length", "1");
      Reply reply =
          transfers.call("POST", host.here(form.signedUploadLocation()), headers(creating));
      if (reply.isSuccess()) {
        location =
            Optional.of(
                host.here(
                    reply
                        .header("location")
                        .orElseThrow(
                            () -> new IOException("the media host names no place to upload to"))));
      }
      return reply;
    }

    private Reply send(long offset) throws IOException {
      Map<String, String> sending = new LinkedHashMap<>(VERSION);
      sending.put("Upload-Offset", Long.toString(offset));
      sending.put("Upload-Length", Long.toString(total));
      sending.put("Content-Type", "application/offset+octet-stream");
      return transfers.upload(
          "PATCH", location.orElseThrow(), headers(sending), upload.from(offset));
    }

    private Map<String, String> headers(Map<String, String> more) {
      Map<String, String> headers = new LinkedHashMap<>(form.headers());
      headers.putAll(more);
      return headers;
    }

    /// How much is there; a new upload may leave it unsaid.
    private long offset(Reply reply) throws IOException {
      long offset = offset(reply, 0);
      if (offset > total) {
        throw new IOException("the media host has more than was sent");
      }
      if (offset > furthest) {
        furthest = offset;
        attempts.moved();
      }
      return offset;
    }

    private static long offset(Reply reply, long unsaid) throws IOException {
      try {
        return reply.header("upload-offset").map(Long::parseLong).orElse(unsaid);
      } catch (NumberFormatException e) {
        throw new IOException("the media host says no number of bytes", e);
      }
    }
  }
}
