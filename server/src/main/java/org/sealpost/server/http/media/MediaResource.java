package org.sealpost.server.http.media;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.media.AttachmentForm;
import org.sealpost.core.media.DirectUpload;
import org.sealpost.core.media.DownloadOutcome;
import org.sealpost.core.media.GrantMedia;
import org.sealpost.core.media.GrantOutcome;
import org.sealpost.core.media.PostForm;
import org.sealpost.core.media.StickerPackForms;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MediaKey;
import org.sealpost.protocol.json.AttachmentUploadForm;
import org.sealpost.protocol.json.MediaDownloadGrant;
import org.sealpost.protocol.json.MediaUploadGrant;
import org.sealpost.protocol.json.MediaUploadRequest;
import org.sealpost.protocol.json.StickerPackForm;
import org.sealpost.server.http.Call;
import org.sealpost.server.http.Method;
import org.sealpost.server.http.Refusal;
import org.sealpost.server.http.Reply;
import org.sealpost.server.http.Route;
import org.sealpost.storage.blobs.DirectGrants;

/// What an account asks before it uploads or fetches: forms and direct grants (wire/media.md,
/// sections 1 and 7; design section 8).
public final class MediaResource {
  /// The number of the upload protocol, which pointers repeat.
  private static final int CDN = 3;

  private static final int SHA256_BYTES = 32;

  private final GrantMedia grant;
  private final Supplier<URI> server;

  /// The routes over these operations.
  ///
  /// @param server where clients reach this server, without a slash at the end
  public MediaResource(GrantMedia grant, Supplier<URI> server) {
    this.grant = grant;
    this.server = server;
  }

  public List<Route> routes() {
    return List.of(
        Route.forDevice(Method.GET, "/v4/attachments/form/upload", this::form),
        Route.forDevice(Method.POST, "/v1/media/uploads", this::upload),
        Route.forDevice(Method.GET, "/v1/media/{key}", this::download),
        Route.forDevice(Method.GET, "/v1/sticker/pack/form/{count}", this::stickerPack));
  }

  private Reply form(Call call, AuthenticatedDevice device) {
    return granted(grant.attachmentForm(device, uploadLength(call)), this::form);
  }

  private static OptionalLong uploadLength(Call call) {
    Optional<String> text = call.query("uploadLength");
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!text.get().matches("[1-9][0-9]{0,14}")) {
      throw new Refusal(400, "uploadLength is a number of bytes");
    }
    return OptionalLong.of(Long.parseLong(text.get()));
  }

  private AttachmentUploadForm form(AttachmentForm form) {
    String name = form.key().name();
    return new AttachmentUploadForm(
        CDN,
        name,
        Map.of(
            "Authorization",
            "Bearer " + form.token(),
            "Upload-Metadata",
            "filename "
                + Base64.getEncoder().encodeToString(name.getBytes(StandardCharsets.US_ASCII))),
        server.get() + ResumableDoor.PATH);
  }

  private Reply upload(Call call, AuthenticatedDevice device) {
    MediaUploadRequest request = call.json(MediaUploadRequest.class);
    Optional<Bytes> sha256 = Optional.ofNullable(request.sha256());
    if (request.length() < 1 || sha256.filter(hash -> hash.size() != SHA256_BYTES).isPresent()) {
      throw new Refusal(422, "length is at least 1, and sha256 has 32 bytes");
    }
    DirectGrants.Body body = new DirectGrants.Body(request.length(), sha256);
    return granted(grant.directUpload(device, body), MediaResource::grant);
  }

  private static MediaUploadGrant grant(DirectUpload upload) {
    return new MediaUploadGrant(
        upload.key().name(),
        CDN,
        "PUT",
        upload.address().toString(),
        upload.headers(),
        upload.expires().toEpochMilli());
  }

  private Reply download(Call call, AuthenticatedDevice device) {
    MediaKey key =
        MediaKey.parse("attachments/" + call.segment("key"))
            .orElseThrow(() -> new Refusal(404, "no such object"));
    return switch (grant.directDownload(device, key)) {
      case DownloadOutcome.Granted(URI address, Instant expires) ->
          Reply.ok(new MediaDownloadGrant(address.toString(), expires.toEpochMilli()));
      case DownloadOutcome.TooOften(Duration wait) ->
          Reply.later(429, "too often", wait.toSeconds());
      case DownloadOutcome.NotFound() -> Reply.error(404, "no such object");
    };
  }

  private Reply stickerPack(Call call, AuthenticatedDevice device) {
    String count = call.segment("count");
    if (!count.matches("[1-9][0-9]{0,2}") || Integer.parseInt(count) > MediaKey.MAX_STICKERS) {
      throw new Refusal(400, "a pack has 1 to " + MediaKey.MAX_STICKERS + " stickers");
    }
    return granted(grant.stickerPack(device, Integer.parseInt(count)), MediaResource::stickerPack);
  }

  private static StickerPackForm stickerPack(StickerPackForms forms) {
    List<StickerPackForm.Item> stickers = new ArrayList<>();
    for (PostForm form : forms.stickers()) {
      stickers.add(item(stickers.size(), form));
    }
    return new StickerPackForm(forms.packId(), item(-1, forms.manifest()), stickers);
  }

  private static StickerPackForm.Item item(int id, PostForm form) {
    return new StickerPackForm.Item(
        id,
        form.key(),
        form.credential(),
        form.acl(),
        form.algorithm(),
        form.date(),
        form.policy(),
        form.signature());
  }

  private static <T> Reply granted(GrantOutcome<T> outcome, Function<T, Object> body) {
    return switch (outcome) {
      case GrantOutcome.Granted<T>(T granted) -> Reply.ok(body.apply(granted));
      case GrantOutcome.TooOften<T>(Duration wait) ->
          Reply.later(429, "too often", wait.toSeconds());
      case GrantOutcome.TooLarge<T>(long max) -> Reply.error(413, "more than " + max + " bytes");
      case GrantOutcome.OverQuota<T>(Duration wait) ->
          Reply.later(429, "no room for it now", wait.toSeconds());
    };
  }
}
