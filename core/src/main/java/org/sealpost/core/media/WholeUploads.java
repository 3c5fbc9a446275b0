package org.sealpost.core.media;

import java.io.IOException;
import java.util.Optional;
import org.sealpost.core.stored.proto.ObjectState;
import org.sealpost.core.stored.proto.StoredObjectRow;
import org.sealpost.crypto.MacKey;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MediaKey;
import org.sealpost.storage.blobs.BlobStore;
import org.sealpost.storage.blobs.DirectGrants;
import org.sealpost.storage.media.MediaOutcome;

/// Objects that come in one piece: by a direct grant that this server honours itself, and by the
/// forms of avatars and stickers. One request at a time writes an object; a newer one takes over
/// from an older. Source: design section 8; media, section 7.
public final class WholeUploads {
  private final MediaRows rows;
  private final BlobStore blobs;
  private final UploadTokens tokens;
  private final Appenders appenders = new Appenders(Appenders.PATIENCE);

  public WholeUploads(MediaRows rows, BlobStore blobs, MacKey grants) {
    this.rows = rows;
    this.blobs = blobs;
    this.tokens = new UploadTokens(grants);
  }

  /// By a direct grant, whose address was found good.
  ///
  /// @param body what the address binds
  public WholeResult put(MediaKey key, DirectGrants.Body body, Incoming incoming)
      throws IOException {
    Optional<MediaRow> row = rows.findLive(key);
    return row.isPresent()
        ? write(row.get(), body.length(), body.sha256(), incoming)
        : new WholeResult.NotFound();
  }

  /// By a form.
  ///
  /// @param length of the object
  public WholeResult post(
      MediaKey key, String policy, String signature, long length, Incoming incoming)
      throws IOException {
    Optional<Long> max = tokens.maxBytes(key, policy, signature, rows.now());
    if (max.isEmpty()) {
      return new WholeResult.Refused();
    }
    if (length > max.get()) {
      return new WholeResult.TooLarge(max.get());
    }
    if (length < 1) {
      return new WholeResult.TooShort();
    }
    Optional<MediaRow> row = rows.findLive(key);
    if (row.isEmpty() && key.kind() == MediaKey.Kind.STICKER) {
      Optional<WholeResult> refused = makeRow(key, length);
      if (refused.isPresent()) {
        return refused.get();
      }
      row = rows.findLive(key);
    }
    return row.isPresent()
        ? write(row.get(), length, Optional.empty(), incoming)
        : new WholeResult.NotFound();
  }

  /// A sticker has no row before it comes: it belongs to whom its pack's manifest belongs.
  private Optional<WholeResult> makeRow(MediaKey sticker, long length) {
    Optional<MediaRow> manifest = MediaRows.manifestOf(sticker).flatMap(rows::findLive);
    if (manifest.isEmpty()) {
      return Optional.of(new WholeResult.NotFound());
    }
    StoredObjectRow row =
        MediaRows.granted(
                sticker,
                manifest.get().owner(),
                manifest.get().account(),
                rows.now().plus(MediaRules.FORM_LIFETIME))
            .build();
    if (rows.create(row, length, length) == MediaOutcome.OVER_QUOTA) {
      rows.totals.count(MediaTotals.What.OVER_QUOTA);
      return Optional.of(new WholeResult.OverQuota(MediaRules.QUOTA_RETRY));
    }
    return Optional.empty();
  }

  private WholeResult write(MediaRow row, long length, Optional<Bytes> sha256, Incoming incoming)
      throws IOException {
    if (row.state() == ObjectState.OBJECT_STATE_STORED) {
      return new WholeResult.Exists();
    }
    Optional<Appenders.Turn> turn = appenders.take(row.record().id(), incoming);
    if (turn.isEmpty()) {
      return new WholeResult.Busy();
    }
    try (Appenders.Turn _ = turn.get()) {
      return switch (blobs.write(row.key(), length, sha256, incoming.bytes())) {
        case WRITTEN ->
            rows.stored(row, length, blobs).isPresent()
                ? new WholeResult.Stored()
                : new WholeResult.NotFound();
        case EXISTS -> new WholeResult.Exists();
        case OTHER_DIGEST -> new WholeResult.OtherDigest();
        case TOO_SHORT -> new WholeResult.TooShort();
      };
    }
  }
}
