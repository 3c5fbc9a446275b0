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
import org.sealpost.crypto.DataKey;
import org.sealpost.crypto.KeysFolder;
import org.sealpost.crypto.KeysRefused;
import org.sealpost.crypto.StoreKeys;
import org.sealpost.crypto.UnfinishedRotation;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.storage.StorageCorrupt;
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
  private final boolean durable;

  /// @param durable whether what the store has confirmed outlives a power failure; where it need
  ///   not, the data keys could be found wrapped by a store key that is gone
  public RotateStoreKeys(
      KeysFolder folder,
      DataKeyStore store,
      AuditStore outbox,
      AuditTrail audit,
      Clock clock,
      boolean durable) {
    this.folder = folder;
    this.storeKeys = folder.keys().storeKeys();
    this.store = store;
    this.outbox = outbox;
    this.audit = audit;
    this.clock = clock;
    this.durable = durable;
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
    refuseDestructionUnlessDurable(rotation);
    folder.begin(rotation);
    if (!storeKeys.has(rotation.generation())) {
      // Recorded first: a crash in between records it twice, and never not at all.
      outbox.add(audit.of(new StoreKeyMade(rotation.generation())));
      folder.makeGeneration(rotation.generation());
    }
    return new Rotation(rotation.generation(), rotation.begun(), interrupted.isPresent());
  }

  private void refuseDestructionUnlessDurable(UnfinishedRotation rotation) {
    if (rotation.destroyPrevious() && !durable) {
      throw new KeysRefused(
          "with storage.unsafe the database may lose what it has confirmed, and with it every account"
              + " whose former store key is destroyed; set storage.unsafe: false first");
    }
  }

  /// Does a bounded piece of the rotation that was begun.
  ///
  /// @throws StorageCorrupt when a data key does not open; nothing was destroyed
  public synchronized RotationPiece next() {
    Optional<UnfinishedRotation> noted = folder.rotation();
    if (noted.isEmpty()) {
      return new RotationPiece.EndedElsewhere();
    }
    UnfinishedRotation rotation = noted.get();
    refuseDestructionUnlessDurable(rotation);
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
    return new RotationPiece.Finished(
        generation, rotation.begun(), destroyed, rotation.destroyPrevious());
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
    SecretBytes key = unwrap(owner, present);
    StoreKeys.Wrapped next = storeKeys.wrap(owner, key);
    return store.rewrap(present, new WrappedKey(next.generation(), next.bytes()));
  }

  private SecretBytes unwrap(String owner, OwnedKey present) {
    int generation = present.key().generation();
    try {
      return storeKeys.unwrap(owner, new StoreKeys.Wrapped(generation, present.key().wrapped()));
    } catch (DataKey.DoesNotOpen e) {
      throw new StorageCorrupt(
          "a data key does not open with the store key of generation %d; no store key was destroyed. Put back keys folder and database of one backup"
              .formatted(generation),
          e);
    }
  }
}
