package org.sealpost.core.atrest;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.sealpost.audit.events.AuditEvent.StoreKeyMade;
import org.sealpost.audit.events.AuditEvent.StoreKeysRetired;
import org.sealpost.audit.events.AuditTrail;
import org.sealpost.crypto.KeysFolder;
import org.sealpost.crypto.StoreKeys;
import org.sealpost.crypto.UnfinishedRotation;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.audit.AuditStore;
import org.sealpost.storage.datakeys.DataKeyStore;
import org.sealpost.storage.datakeys.OwnedKey;
import org.sealpost.storage.datakeys.WrappedKey;

/// Moves every data key to a new generation of the store key, beside whoever uses them, and ends
/// the older generations if that is wanted. May be interrupted anywhere: the keys folder notes the
/// rotation before anything else, and each step leaves a state from which the next call goes on.
///
/// ```
/// noted -> store key made, wraps new data keys -> data keys wrapped anew, piece by piece
///       -> older generations retired in the store -> their store keys destroyed -> note removed
/// ```
///
/// Retired before destroyed: from then on the store takes no data key that an older store key
/// wrapped, so nothing is lost with it. Safe for any number of threads, one at a time in it.
public final class RotateStoreKeys {
  /// Data keys of one piece, all under way at once: a store gathers them into few commits.
  private static final int PIECE = 64;

  private final KeysFolder folder;
  private final StoreKeys storeKeys;
  private final DataKeyStore store;
  private final AuditStore outbox;
  private final AuditTrail audit;
  private final Clock clock;

  public RotateStoreKeys(
      KeysFolder folder, DataKeyStore store, AuditStore outbox, AuditTrail audit, Clock clock) {
    this.folder = folder;
    this.storeKeys = folder.keys().storeKeys();
    this.store = store;
    this.outbox = outbox;
    this.audit = audit;
    this.clock = clock;
  }

  /// Begins a rotation, or goes on with the one that was interrupted.
  public synchronized Rotation begin(boolean destroyPrevious) {
    Optional<UnfinishedRotation> interrupted = folder.rotation();
    UnfinishedRotation rotation =
        interrupted
            .map(left ->
                new UnfinishedRotation(
                    left.generation(), left.begun(), left.destroyPrevious() || destroyPrevious))
            .orElseGet(() ->
                new UnfinishedRotation(storeKeys.newest() + 1, clock.instant(), destroyPrevious));
    folder.begin(rotation);
    if (!storeKeys.has(rotation.generation())) {
      // Recorded first: a crash in between records it twice, and never not at all.
      outbox.add(audit.of(new StoreKeyMade(rotation.generation())));
      folder.makeGeneration(rotation.generation());
    }
    return new Rotation(rotation.generation(), rotation.begun(), interrupted.isPresent());
  }

  /// Does a bounded piece of the rotation that was begun.
  ///
  /// @throws IllegalStateException when none was
  public synchronized RotationPiece next() {
    UnfinishedRotation rotation =
        folder.rotation().orElseThrow(() -> new IllegalStateException("no rotation was begun"));
    int generation = rotation.generation();
    List<OwnedKey> older = store.wrappedBefore(generation, PIECE);
    if (!older.isEmpty()) {
      return new RotationPiece.Rewrapped(rewrap(older));
    }
    List<Integer> destroyed = List.of();
    if (rotation.destroyPrevious()) {
      if (!store.retireBefore(generation, audit.of(new StoreKeysRetired(generation)))) {
        // A key came in from who still had the older store key when it was wrapped.
        return new RotationPiece.Rewrapped(0);
      }
      destroyed = folder.destroyBefore(generation);
    }
    folder.end();
    return new RotationPiece.Finished(generation, rotation.begun(), destroyed);
  }

  private int rewrap(List<OwnedKey> keys) {
    List<Future<Boolean>> results = new ArrayList<>(keys.size());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      keys.forEach(key -> results.add(threads.submit(() -> rewrap(key))));
    }
    int done = 0;
    for (Future<Boolean> result : results) {
      try {
        done += result.get() ? 1 : 0;
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException failure
            ? failure
            : new IllegalStateException("a data key could not be wrapped anew", e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StorageUnavailable("the rotation was interrupted");
      }
    }
    return done;
  }

  /// False when its owner is gone, or it was wrapped anew already.
  private boolean rewrap(OwnedKey present) {
    String owner = present.owner().text();
    SecretBytes key =
        storeKeys.unwrap(
            owner, new StoreKeys.Wrapped(present.key().generation(), present.key().wrapped()));
    StoreKeys.Wrapped next = storeKeys.wrap(owner, key);
    return store.rewrap(present, new WrappedKey(next.generation(), next.bytes()));
  }
}
