package org.sealpost.storage.dynamo;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.sealpost.storage.StorageUnavailable;

/// Removes items one by one, several at a time: a delete by itself costs half of one in a
/// transaction, and tells whether the item was there.
final class Removal {
  private static final int AT_A_TIME = 16;

  private Removal() {}

  /// How many were there. Durable on return.
  static int of(Items items, List<ItemKey> keys) {
    if (keys.size() <= 1) {
      return removeAll(items, keys);
    }
    int parts = Math.min(AT_A_TIME, keys.size());
    List<Callable<Integer>> calls = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      List<ItemKey> share = new ArrayList<>();
      for (int i = part; i < keys.size(); i += parts) {
        share.add(keys.get(i));
      }
      calls.add(() -> removeAll(items, share));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      int removed = 0;
      for (Future<Integer> each : threads.invokeAll(calls)) {
        removed += each.get();
      }
      return removed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageUnavailable("interrupted while waiting for the database", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StorageUnavailable fault) {
        throw fault;
      }
      throw new StorageUnavailable("items could not be removed", e);
    }
  }

  private static int removeAll(Items items, List<ItemKey> keys) {
    int removed = 0;
    for (ItemKey key : keys) {
      if (items.commit(Write.delete(key).whenPresent()).isCommitted()) {
        removed++;
      }
    }
    return removed;
  }
}
