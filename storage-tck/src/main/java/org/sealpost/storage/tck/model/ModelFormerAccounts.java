package org.sealpost.storage.tck.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.accounts.FormerAccount;
import org.sealpost.storage.accounts.FormerAccountStore;
import org.sealpost.storage.audit.AuditEntry;

/// What the model remembers of deleted accounts.
class ModelFormerAccounts implements FormerAccountStore {
  private final ModelData data;

  ModelFormerAccounts(ModelData data) {
    this.data = data;
  }

  private static boolean isOver(FormerAccount account, Instant now) {
    return !account.until().isAfter(now);
  }

  @Override
  public Optional<FormerAccount> find(Bytes numberHash, Instant now) {
    return data.locked(() ->
        Optional.ofNullable(data.former.get(numberHash)).filter(account -> !isOver(account, now)));
  }

  @Override
  public boolean forget(Bytes numberHash, List<AuditEntry> audit) {
    return data.committed(() -> {
      boolean there = data.former.remove(numberHash) != null;
      if (there) {
        data.keepPending(audit);
      }
      return there;
    });
  }

  @Override
  public int sweepExpired(Instant now, int max) {
    return data.committed(() -> {
      List<Bytes> over =
          data.former.values().stream()
              .filter(account -> isOver(account, now))
              .map(FormerAccount::numberHash)
              .limit(max)
              .toList();
      over.forEach(data.former::remove);
      return over.size();
    });
  }
}
