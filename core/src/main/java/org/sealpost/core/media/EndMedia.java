package org.sealpost.core.media;

import java.util.concurrent.Executor;
import org.sealpost.protocol.MediaKey;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.StorageUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands what is over to the sweep. Nobody waits for it: from the moment that an account is gone
/// nothing of it is served, and what is not handed over here the sweep finds by itself, days later.
public final class EndMedia {
  private static final Logger LOG = LoggerFactory.getLogger(EndMedia.class);
  private static final int PIECE = 500;

  private final MediaRows rows;
  private final Executor tasks;

  /// @param tasks runs what blocks on the store
  public EndMedia(MediaRows rows, Executor tasks) {
    this.rows = rows;
    this.tasks = tasks;
  }

  /// An account that is over or was registered anew, or may be: all its objects are looked at.
  public void ended(Aci account) {
    tasks.execute(() -> lookAtAll(account));
  }

  private void lookAtAll(Aci account) {
    try {
      int looked = PIECE;
      while (looked == PIECE) {
        looked = rows.store.end(rows.owner(account), rows.now(), PIECE);
      }
    } catch (StorageUnavailable e) {
      LOG.warn("the objects of an account that ended are removed later: {}", e.getMessage());
    }
  }

  /// An object that was replaced.
  public void one(MediaKey key) {
    try {
      rows.end(key);
    } catch (StorageUnavailable e) {
      LOG.warn("an object that was replaced is removed later: {}", e.getMessage());
    }
  }
}
