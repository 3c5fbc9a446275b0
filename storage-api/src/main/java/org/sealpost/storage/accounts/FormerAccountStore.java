package org.sealpost.storage.accounts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.audit.AuditEntry;

/// Deleted accounts that are remembered for a while by their number. [AccountStore#delete] keeps
/// one; an account that gets the number ends it in the same commit. What is past its time at `now`
/// counts as absent.
public interface FormerAccountStore {
  Optional<FormerAccount> find(Bytes numberHash, Instant now);

  /// Erases it before its time; durable on return. False, and nothing written, when there is none.
  boolean forget(Bytes numberHash, List<AuditEntry> audit);

  /// Removes at most `max` that are past their time; returns how many.
  int sweepExpired(Instant now, int max);
}
