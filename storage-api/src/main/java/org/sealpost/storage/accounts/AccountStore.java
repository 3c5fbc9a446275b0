package org.sealpost.storage.accounts;

import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.ServiceId.Pni;
import org.sealpost.storage.datakeys.WrappedKey;

/// Accounts, each one versioned document, written by compare-and-set. ACI, PNI and number hash are
/// unique.
public interface AccountStore {
  /// Creates the account, its data key and its first devices, all or none; durable on return.
  CreateOutcome create(AccountRecord account, WrappedKey dataKey, DeviceChanges devices);

  /// Replaces the document if the stored version is `next.version() - 1`, and carries out the
  /// device changes in the same commit; durable on return. The ACI, PNI and number hash of `next`
  /// are those of the stored account.
  UpdateOutcome update(AccountRecord next, DeviceChanges devices);

  Optional<AccountRecord> find(Aci aci);

  Optional<AccountRecord> findByPni(Pni pni);

  Optional<AccountRecord> findByNumber(Bytes numberHash);
}
