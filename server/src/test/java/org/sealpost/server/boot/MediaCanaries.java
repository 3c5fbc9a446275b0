package org.sealpost.server.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.client.transport.Transfers;
import org.sealpost.protocol.json.AttachmentUploadForm;
import org.sealpost.protocol.json.MediaDownloadGrant;
import org.sealpost.protocol.json.MediaUploadGrant;
import org.sealpost.protocol.json.MediaUploadRequest;

/// Keys, tokens and addresses of files go through every door, with and without success: each is a
/// capability, and none may be left anywhere (design section 9).
final class MediaCanaries {
  private static final byte[] FILE = new byte[1_000];

  private final FakeDevice device;
  private final Transfers transfers;
  private final Canaries secrets;
  private final ByteArrayOutputStream errors;

  private MediaCanaries(FakeDevice device, Canaries secrets, ByteArrayOutputStream errors) {
    this.device = device;
    this.transfers = device.service().transfers();
    this.secrets = secrets;
    this.errors = errors;
  }

  static void release(FakeDevice device, Canaries secrets, ByteArrayOutputStream errors)
      throws IOException {
    MediaCanaries canaries = new MediaCanaries(device, secrets, errors);
    canaries.directly();
    canaries.inPieces();
  }

  private Reply send(String method, String url, Map<String, String> headers) throws IOException {
    return transfers.upload(
        method,
        URI.create(url),
        headers,
        new Transfers.Body(
            FILE.length, () -> new ByteArrayInputStream(FILE), Transfers.Moved.NOBODY));
  }

  private void refused(Reply reply, Integer... statuses) {
    assertThat(reply.status()).isIn(List.of(statuses).toArray());
    errors.writeBytes(reply.headers().toString().getBytes(StandardCharsets.UTF_8));
    errors.writeBytes(reply.body().toByteArray());
  }

  private void directly() throws IOException {
    MediaUploadGrant grant =
        device
            .http(Call.json("POST", "/v1/media/uploads", new MediaUploadRequest(FILE.length, null)))
            .json(MediaUploadGrant.class);
    secrets.text("key of a file", grant.key());
    secrets.text("query of an upload", URI.create(grant.url()).getRawQuery());
    refused(send("PUT", grant.url() + "x", grant.headers()), 403);
    assertThat(send("PUT", grant.url(), grant.headers()).status()).isEqualTo(200);
    refused(send("PUT", grant.url(), grant.headers()), 409);
    MediaDownloadGrant download =
        device.http(Call.get("/v1/media/" + grant.key())).json(MediaDownloadGrant.class);
    secrets.text("query of a download", URI.create(download.url()).getRawQuery());
    assertThat(transfers.fetch(URI.create(download.url()), FILE.length).status()).isEqualTo(200);
    refused(transfers.fetch(URI.create(download.url() + "x"), FILE.length), 403);
    refused(device.service().call(Call.get("/v1/media/" + grant.key())), 401);
  }

  private void inPieces() throws IOException {
    AttachmentUploadForm form =
        device.http(Call.get("/v4/attachments/form/upload")).json(AttachmentUploadForm.class);
    secrets.text("key of an attachment", form.key());
    String token = form.headers().getOrDefault("Authorization", "");
    secrets.text("token of an upload", token.substring(token.lastIndexOf('.') + 1));
    String location =
        transfers
            .call("POST", URI.create(form.signedUploadLocation()), form.headers())
            .header("location")
            .orElseThrow();
    Map<String, String> headers = new LinkedHashMap<>(form.headers());
    headers.put("Content-Type", "application/offset+octet-stream");
    headers.put("Upload-Length", "2000");
    headers.put("Upload-Offset", "7");
    refused(send("PATCH", location, headers), 409);
    for (String offset : List.of("0", "1000")) {
      headers.put("Upload-Offset", offset);
      assertThat(send("PATCH", location, headers).status()).isEqualTo(204);
    }
    URI object = device.service().base().resolve("/attachments/" + form.key());
    assertThat(transfers.fetch(object, 2 * FILE.length).status()).isEqualTo(200);
    refused(transfers.fetch(URI.create(object + "x"), FILE.length), 404);
    headers.put("Authorization", token + "x");
    refused(send("PATCH", location, headers), 401);
    refused(transfers.call("DELETE", URI.create(location), form.headers()), 405);
  }
}
