package org.sealpost.core.accounts;

import java.util.Optional;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.ServiceId.Aci;

/// Finds accounts. What it returns may be a moment old; whoever decides by it hands the account's
/// devices version on to the store, which refuses a decision that has been overtaken, and then asks
/// [#refresh].
public interface AccountDirectory {
  /// By ACI or by PNI.
  Optional<Account> find(ServiceId id);

  /// As far as it is in memory; the store is not asked.
  default Optional<Account> remembered(Aci aci) {
    return Optional.empty();
  }

  /// The same as [#find], read anew from the store.
  Optional<Account> refresh(ServiceId id);
}
