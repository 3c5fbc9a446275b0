package org.sealpost.storage.tck.blobs;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.sealpost.storage.blobs.BlobStore;

/// The blob store that a contract tests, open over a place of its own, empty at first.
public final class BlobsUnderTest implements AutoCloseable {
  private final Supplier<BlobStore> opener;
  private final List<BlobStore> left = new ArrayList<>();
  private BlobStore store;

  /// Opens the store for the first time.
  ///
  /// @param opener opens the store over the same place each time: what one kept the next one finds
  public BlobsUnderTest(Supplier<BlobStore> opener) {
    this.opener = opener;
    this.store = opener.get();
  }

  public BlobStore store() {
    return store;
  }

  /// As a restart does.
  public void reopen() {
    store.close();
    store = opener.get();
  }

  /// As a restart after a crash does: nobody closed the one before.
  public void crash() {
    left.add(store);
    store = opener.get();
  }

  @Override
  public void close() {
    store.close();
    left.forEach(BlobStore::close);
  }
}
