package org.sealpost.storage.sqlite;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.Set;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.accounts.AccountRecord;

/// The accounts used last, so that a message under load costs no query. Exact, not just fresh: what
/// it shows is what a read of the database at that moment would show (design section 4).
///
/// An account leaves the cache before its new version is committed, and nobody may put it back
/// until that transaction has ended. A reader that loads while any account's transaction ends keeps
/// what it loaded to itself, for it may be the older version. Safe for any thread.
final class AccountCache {
  /// Keys, map entry and record around a document.
  private static final long OVERHEAD_BYTES = 400;

  /// A load as it begins; says later whether its result may be kept.
  private record Load(long ended) {}

  private final long maxBytes;
  private final LinkedHashMap<Aci, AccountRecord> known = new LinkedHashMap<>(16, 0.75f, true);
  private final Set<Aci> changing = new HashSet<>();
  private long bytes;

  /// Transactions that changed an account, since the store was opened.
  private long ended;

  AccountCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /// Asks the readers only for an account that is not known.
  Optional<AccountRecord> find(Aci aci, Readers readers) {
    Load load;
    synchronized (this) {
      AccountRecord account = known.get(aci);
      if (account != null) {
        return Optional.of(account);
      }
      load = new Load(ended);
    }
    Optional<AccountRecord> loaded = readers.read(tables -> tables.accounts().find(aci));
    loaded.ifPresent(account -> keep(account, load));
    return loaded;
  }

  private synchronized void keep(AccountRecord account, Load load) {
    if (load.ended() == ended && !changing.contains(account.aci())) {
      remove(account.aci());
      known.put(account.aci(), account);
      bytes += sizeOf(account);
      while (bytes > maxBytes && !known.isEmpty()) {
        remove(known.firstEntry().getKey());
      }
    }
  }

  /// The writer is about to change the account in the transaction that is under way.
  synchronized void changing(Aci aci) {
    remove(aci);
    changing.add(aci);
  }

  /// That transaction has ended, well or not, and nobody was told yet.
  synchronized void transactionEnded() {
    if (!changing.isEmpty()) {
      changing.clear();
      ended++;
    }
  }

  private void remove(Aci aci) {
    AccountRecord account = known.remove(aci);
    if (account != null) {
      bytes -= sizeOf(account);
    }
  }

  private static long sizeOf(AccountRecord account) {
    return OVERHEAD_BYTES + account.sealedDocument().size();
  }
}
