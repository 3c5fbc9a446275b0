package org.sealpost.core.accounts;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.ServiceId.Pni;

/// Accounts that were used lately, bounded. Exact as long as this process alone writes to the
/// store: a write goes through the cache, and a read that a write may have overtaken is not
/// remembered. Safe for any number of threads.
final class AccountCache {
  private static final int STRIPES = 1024;

  private final int capacity;

  /// All guarded by this.
  private final LinkedHashMap<Aci, Account> accounts = new LinkedHashMap<>(16, 0.75f, true);

  private final Map<Pni, Aci> byPni = new HashMap<>();
  private final long[] writes = new long[STRIPES];

  AccountCache(int capacity) {
    this.capacity = capacity;
  }

  synchronized Optional<Account> get(Aci aci) {
    return Optional.ofNullable(accounts.get(aci));
  }

  synchronized Optional<Aci> aciOf(Pni pni) {
    return Optional.ofNullable(byPni.get(pni));
  }

  /// To be taken before the store is read, and handed in with what was read.
  synchronized long ticket(Aci aci) {
    return writes[stripe(aci)];
  }

  /// Remembers what was read, unless something was written since the ticket was taken.
  synchronized void read(Account account, long ticket) {
    if (writes[stripe(account.aci())] == ticket) {
      put(account);
    }
  }

  /// Remembers what was written, unless another write or a doubt ended since the ticket was taken:
  /// it may be the newer one, and may have left the cache already.
  ///
  /// @param ticket taken before the store was asked to write
  synchronized void written(Account account, long ticket) {
    boolean alone = writes[stripe(account.aci())]++ == ticket;
    Account known = accounts.get(account.aci());
    if (known != null && known.version() >= account.version()) {
      return;
    }
    if (alone) {
      put(account);
    } else {
      forget(accounts.remove(account.aci()));
    }
  }

  /// It is not known what the store has: the next one to ask must read.
  synchronized void doubtful(Aci aci) {
    writes[stripe(aci)]++;
    forget(accounts.remove(aci));
  }

  private void put(Account account) {
    Account before = accounts.put(account.aci(), account);
    if (before != null && !before.pni().equals(account.pni())) {
      byPni.remove(before.pni(), before.aci());
    }
    byPni.put(account.pni(), account.aci());
    if (accounts.size() > capacity) {
      forget(accounts.pollFirstEntry().getValue());
    }
  }

  private void forget(@Nullable Account account) {
    if (account != null) {
      byPni.remove(account.pni(), account.aci());
    }
  }

  private static int stripe(Aci aci) {
    return Math.floorMod(aci.hashCode(), STRIPES);
  }
}
