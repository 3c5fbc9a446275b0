package org.sealpost.storage.sqlite;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.sealpost.storage.StorageBusy;
import org.sealpost.storage.StorageCorrupt;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.datakeys.RetiredGeneration;

/// Waits for what another thread does. An interrupted caller stops waiting; what it asked for may
/// still happen.
final class Answers {
  private Answers() {}

  static <T> T await(CompletableFuture<T> answer) {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageUnavailable("interrupted while waiting for the database", e);
    } catch (ExecutionException e) {
      throw inCallersThread(e.getCause());
    }
  }

  /// The same fault with the stack of the caller that waited; several may have waited for one.
  private static RuntimeException inCallersThread(@Nullable Throwable cause) {
    return switch (cause) {
      case StorageBusy _ -> new StorageBusy("too much work waits for the database");
      case StorageCorrupt corrupt -> new StorageCorrupt("the database is damaged", corrupt);
      case RetiredGeneration _ -> new RetiredGeneration();
      case IllegalArgumentException bug -> new IllegalArgumentException(bug.getMessage(), bug);
      case null -> new StorageUnavailable("the database did not do this");
      case Throwable other -> new StorageUnavailable("the database did not do this", other);
    };
  }
}
