package org.sealpost.core.media;

import java.util.Optional;
import org.sealpost.core.stored.proto.ObjectState;
import org.sealpost.protocol.MediaKey;
import org.sealpost.storage.blobs.BlobStore;
import org.sealpost.storage.blobs.DirectGrants;

/// Finds objects for those who know their keys. The row is asked first: what ended is not there,
/// whatever the blob store still has. Source: media, section 5.
public final class ReadMedia {
  private final MediaRows rows;
  private final BlobStore blobs;
  private final Optional<DirectGrants> redirect;

  /// @param redirect makes the addresses that are given in the place of the bytes, if they are
  public ReadMedia(MediaRows rows, BlobStore blobs, Optional<DirectGrants> redirect) {
    this.rows = rows;
    this.blobs = blobs;
    this.redirect = redirect;
  }

  public ReadOutcome find(MediaKey key) {
    Optional<MediaRow> row = whole(key);
    if (row.isEmpty()) {
      return new ReadOutcome.NotFound();
    }
    rows.totals.count(MediaTotals.What.FETCHED);
    return redirect
        .<ReadOutcome>map(grants ->
            new ReadOutcome.Elsewhere(
                grants.download(key, rows.now().plus(rows.rules.grantLifetime()))))
        .orElseGet(() -> new ReadOutcome.Here(object(row.get())));
  }

  boolean isThere(MediaKey key) {
    return whole(key).isPresent();
  }

  private StoredObject object(MediaRow row) {
    return new StoredObject(blobs, row.key(), row.length().orElseThrow(), row.until());
  }

  /// The row of an object that is whole. What a client wrote at the store itself, or what a fault
  /// kept from being noted, is noted now.
  private Optional<MediaRow> whole(MediaKey key) {
    Optional<MediaRow> row = rows.findLive(key);
    if (row.isEmpty() || row.get().state() == ObjectState.OBJECT_STATE_STORED) {
      return row;
    }
    return blobs.size(key).flatMap(size -> rows.stored(row.get(), size, blobs));
  }
}
