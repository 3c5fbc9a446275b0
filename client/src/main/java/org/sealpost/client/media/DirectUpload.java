package org.sealpost.client.media;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.sealpost.client.connection.Requests;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.client.transport.Transfers;
import org.sealpost.protocol.json.MediaUploadGrant;
import org.sealpost.protocol.json.MediaUploadRequest;

/// Puts a file in one piece at the address that the server grants for exactly these bytes. A cut
/// means to begin at the first byte again: for files that are not very large, or networks that
/// hold. Safe for any number of threads.
public final class DirectUpload {
  private static final int GRANTS = 3;

  private final Requests requests;
  private final Transfers transfers;
  private final MediaHost host;
  private final Pause pause;

  public DirectUpload(Requests requests, Transfers transfers, MediaHost host, Pause pause) {
    this.requests = requests;
    this.transfers = transfers;
    this.host = host;
    this.pause = pause;
  }

  /// Empty when this server has no such door.
  public Optional<UploadOutcome> run(Upload upload) throws IOException {
    Attempts attempts = new Attempts(pause);
    int refused = 0;
    for (int grants = 0; grants < GRANTS; grants++) {
      Call ask =
          Call.json(
              "POST",
              "/v1/media/uploads",
              new MediaUploadRequest(upload.file().encryptedBytes(), upload.file().digest()));
      Reply reply = requests.identified(ask);
      if (reply.status() == 404 || reply.status() == 405 || reply.status() == 501) {
        return Optional.empty();
      }
      Optional<UploadOutcome> refusal = Upload.refusal(reply);
      if (refusal.isPresent()) {
        return refusal;
      }
      MediaUploadGrant grant = reply.json(MediaUploadGrant.class);
      Reply put = put(grant, upload, attempts);
      if (put.isSuccess() || isThere(put, grant, upload)) {
        return Optional.of(upload.uploadedAs(grant.cdn(), grant.key()));
      }
      if (put.status() == 413) {
        return Optional.of(new UploadOutcome.TooLarge());
      }
      if (Upload.isBusy(put.status())) {
        return Optional.of(new UploadOutcome.TryLater(Upload.wait(put)));
      }
      // The grant is over, perhaps.
      refused = put.status();
    }
    return Optional.of(new UploadOutcome.Refused(refused));
  }

  private Reply put(MediaUploadGrant grant, Upload upload, Attempts attempts) throws IOException {
    URI address =
        Upload.parsed(grant.url())
            .orElseThrow(() -> new IOException("the server granted an address that is none"));
    while (true) {
      try {
        Reply put = transfers.upload(grant.method(), address, grant.headers(), upload.from(0));
        if (!Upload.isBusy(put.status()) || !attempts.later(Upload.wait(put))) {
          return put;
        }
      } catch (IOException e) {
        attempts.failed(e);
      }
    }
  }

  /// The answer to an earlier try was lost, and the file is there: it cannot be written twice.
  private boolean isThere(Reply put, MediaUploadGrant grant, Upload upload) throws IOException {
    if (put.status() != 409 && put.status() != 412) {
      return false;
    }
    Reply head = transfers.call("HEAD", host.attachment(grant.key()), java.util.Map.of());
    return head.status() == 200
        && head.header("content-length")
            .filter(Long.toString(upload.file().encryptedBytes())::equals)
            .isPresent();
  }
}
