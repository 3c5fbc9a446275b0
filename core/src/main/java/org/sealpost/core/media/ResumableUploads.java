package org.sealpost.core.media;

import java.io.IOException;
import java.util.Optional;
import org.sealpost.core.stored.proto.ObjectState;
import org.sealpost.core.stored.proto.StoredObjectRow;
import org.sealpost.crypto.MacKey;
import org.sealpost.protocol.MediaKey;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.blobs.AppendOutcome;
import org.sealpost.storage.blobs.BlobStore;
import org.sealpost.storage.media.MediaOutcome;

/// Uploads in pieces, by whoever has the token of the form. One request at a time writes an object;
/// a newer one takes over from an older. Source: media, section 4.
public final class ResumableUploads {
  private static final int ATTEMPTS = 20;

  private final MediaRows rows;
  private final BlobStore blobs;
  private final UploadTokens tokens;
  private final Appenders appenders;

  public ResumableUploads(MediaRows rows, BlobStore blobs, MacKey grants) {
    this(rows, blobs, grants, new Appenders(Appenders.PATIENCE));
  }

  ResumableUploads(MediaRows rows, BlobStore blobs, MacKey grants, Appenders appenders) {
    this.rows = rows;
    this.blobs = blobs;
    this.tokens = new UploadTokens(grants);
    this.appenders = appenders;
  }

  /// Begins the upload that a form is for; the same again is how far it is.
  public UploadState create(MediaKey key, String token) {
    if (maxBytes(key, token).isEmpty()) {
      return new UploadState.Refused();
    }
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<MediaRow> row = rows.findLive(key);
      if (row.isEmpty()) {
        return new UploadState.NotFound();
      }
      Optional<Long> offset = offset(row.get());
      if (offset.isPresent()) {
        return new UploadState.At(offset.get());
      }
      if (begin(row.get())) {
        return new UploadState.At(0);
      }
    }
    throw changesTooOften();
  }

  /// What the blob store was told to begin and no row names is swept by its age.
  private boolean begin(MediaRow row) {
    String upload = blobs.begin(row.key());
    StoredObjectRow next =
        row.stored().toBuilder()
            .setState(ObjectState.OBJECT_STATE_UNFINISHED)
            .setUpload(upload)
            .build();
    boolean written =
        rows.update(row, next, row.record().bytes(), row.record().dueAt()) == MediaOutcome.WRITTEN;
    if (!written) {
      blobs.abandon(row.key(), upload);
    }
    return written;
  }

  public UploadState offset(MediaKey key, String token) {
    if (maxBytes(key, token).isEmpty()) {
      return new UploadState.Refused();
    }
    return rows.findLive(key)
        .flatMap(this::offset)
        .<UploadState>map(UploadState.At::new)
        .orElseGet(UploadState.NotFound::new);
  }

  /// How far an upload is; empty when it was not begun, or is lost.
  private Optional<Long> offset(MediaRow row) {
    return switch (row.state()) {
      case OBJECT_STATE_STORED -> Optional.of(row.length().orElseThrow());
      case OBJECT_STATE_UNFINISHED -> blobs.offset(row.key(), row.upload());
      case OBJECT_STATE_GRANTED, OBJECT_STATE_ENDED, OBJECT_STATE_UNSPECIFIED, UNRECOGNIZED ->
          Optional.empty();
    };
  }

  /// Adds what comes. What arrived before the connection broke is kept.
  ///
  /// @param total length of the whole object
  /// @throws IOException when the body breaks off; also when a newer request has taken over
  public AppendResult append(MediaKey key, String token, long offset, long total, Incoming incoming)
      throws IOException {
    Optional<Long> max = maxBytes(key, token);
    if (max.isEmpty()) {
      return new AppendResult.Refused();
    }
    if (total > max.get()) {
      return new AppendResult.TooLarge(max.get());
    }
    if (total < 1) {
      return new AppendResult.OtherLength();
    }
    Optional<Appenders.Turn> turn = appenders.take(MediaRows.id(key), incoming);
    if (turn.isEmpty()) {
      return new AppendResult.Busy();
    }
    try (Appenders.Turn _ = turn.get()) {
      return appendInTurn(key, offset, total, incoming);
    }
  }

  private AppendResult appendInTurn(MediaKey key, long offset, long total, Incoming incoming)
      throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<MediaRow> found = rows.findLive(key);
      if (found.isEmpty()) {
        return new AppendResult.NotFound();
      }
      MediaRow row = found.get();
      if (row.length().isPresent() && row.length().getAsLong() != total) {
        return new AppendResult.OtherLength();
      }
      if (row.state() == ObjectState.OBJECT_STATE_STORED) {
        return offset == total ? new AppendResult.At(total) : new AppendResult.OtherOffset(total);
      }
      if (row.state() != ObjectState.OBJECT_STATE_UNFINISHED) {
        return new AppendResult.NotFound();
      }
      if (row.length().isPresent()) {
        return append(row, offset, total, incoming);
      }
      switch (takeRoom(row, total)) {
        case OVER_QUOTA -> {
          rows.totals.count(MediaTotals.What.OVER_QUOTA);
          return new AppendResult.OverQuota(MediaRules.QUOTA_RETRY);
        }
        case WRITTEN, MOVED -> {} // as it is now
      }
    }
    throw changesTooOften();
  }

  private MediaOutcome takeRoom(MediaRow row, long total) {
    StoredObjectRow next = row.stored().toBuilder().setLength(total).build();
    return rows.update(row, next, total, row.record().dueAt());
  }

  private AppendResult append(MediaRow row, long offset, long total, Incoming incoming)
      throws IOException {
    return switch (blobs.append(row.key(), row.upload(), offset, total, incoming.bytes())) {
      case AppendOutcome.Kept(long kept) -> new AppendResult.At(kept);
      case AppendOutcome.OtherOffset(long other) -> new AppendResult.OtherOffset(other);
      case AppendOutcome.Unknown() -> new AppendResult.NotFound();
      case AppendOutcome.Published() ->
          rows.stored(row, total, blobs)
              .<AppendResult>map(_ -> new AppendResult.At(total))
              .orElseGet(AppendResult.NotFound::new);
    };
  }

  private Optional<Long> maxBytes(MediaKey key, String token) {
    return tokens.maxBytes(key, token, rows.now());
  }

  private static StorageUnavailable changesTooOften() {
    return new StorageUnavailable("the row of an object changes too often");
  }
}
