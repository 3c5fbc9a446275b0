package org.sealpost.core.accounts;

import java.util.Optional;
import org.sealpost.protocol.ServiceId;

/// Finds accounts. What it returns may be a moment old; whoever decides by it hands the account's
/// devices version on to the store, which refuses a decision that has been overtaken, and then asks
/// [#refresh].
public interface AccountDirectory {
  /// By ACI or by PNI.
  Optional<Account> find(ServiceId id);

  /// The same, read anew from the store.
  Optional<Account> refresh(ServiceId id);
}
