package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.sealpost.storage.audit.AuditEntry;

/// The audit outbox as a sequencer sees it, which shows each entry before long: what waits here
/// waits as long as the store under test may take.
public final class Outbox {
  private static final int ALL = 100_000;

  private Outbox() {}

  /// Waits until all of these are pending.
  static void awaitPending(StoreUnderTest store, List<AuditEntry> entries) {
    await(store, pending -> pending.containsAll(entries), "entries are pending before long");
  }

  static boolean isAnyPending(StoreUnderTest store, List<AuditEntry> entries) {
    return store.storage().audit().pending(ALL).stream().anyMatch(entries::contains);
  }

  /// Waits until exactly these are pending, each once.
  public static void awaitExactly(StoreUnderTest store, Collection<AuditEntry> entries) {
    Set<AuditEntry> wanted = new HashSet<>(entries);
    await(
        store,
        pending -> pending.size() == wanted.size() && wanted.equals(new HashSet<>(pending)),
        "exactly what has no index is pending");
  }

  private static void await(
      StoreUnderTest store, Predicate<List<AuditEntry>> wanted, String promise) {
    long deadline = System.nanoTime() + store.outboxLag().toNanos();
    while (!wanted.test(store.storage().audit().pending(ALL)) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    assertThat(wanted.test(store.storage().audit().pending(ALL))).as(promise).isTrue();
  }
}
