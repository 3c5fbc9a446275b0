package org.sealpost.storage.accounts;

import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.ServiceId.Pni;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.datakeys.WrappedKey;
import org.sealpost.storage.inboxes.InboxId;

/// Accounts, each one versioned document, written by compare-and-set. ACI, PNI and number hash are
/// unique. Audit entries are committed with what was done, and are not when nothing was.
public interface AccountStore {
  /// Creates the account, its data key and its first devices, all or none; durable on return.
  ///
  /// @throws org.sealpost.storage.datakeys.RetiredGeneration when the account would be created and
  ///   the key is of one
  CreateOutcome create(
      AccountRecord account, WrappedKey dataKey, DeviceChanges devices, List<AuditEntry> audit);

  /// Replaces the document if the stored version is `next.version() - 1`, and carries out the
  /// device changes in the same commit; durable on return. Where `next` has another PNI or number,
  /// the ones of before are free with that commit.
  ///
  /// @param inboxes of all its devices, as the document of `next` names them: stores that keep the
  ///   version of the device list with each inbox cannot know them otherwise. One that is left out
  ///   may take nothing any more
  UpdateOutcome update(
      AccountRecord next, List<InboxId> inboxes, DeviceChanges devices, List<AuditEntry> audit);

  /// Ends the account if its stored version is `version`: with the commit its document, data key
  /// and profiles are gone, its ACI, PNI and number are free, and its inboxes are abandoned, their
  /// prekeys gone; durable on return.
  ///
  /// @param inboxes of all its devices, as the document of this version names them
  DeleteOutcome delete(Aci aci, long version, List<InboxId> inboxes, List<AuditEntry> audit);

  Optional<AccountRecord> find(Aci aci);

  Optional<AccountRecord> findByPni(Pni pni);

  Optional<AccountRecord> findByNumber(Bytes numberHash);
}
