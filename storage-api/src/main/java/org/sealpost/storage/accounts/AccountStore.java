package org.sealpost.storage.accounts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.ServiceId.Pni;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.datakeys.WrappedKey;
import org.sealpost.storage.inboxes.InboxId;

/// Accounts, each one versioned document, written by compare-and-set. ACI, PNI, number, username
/// and its link are unique. Audit entries are committed with what was done, and are not when
/// nothing was.
public interface AccountStore {
  /// Creates the account, its data key and its first devices, all or none; durable on return. It
  /// has no username yet. A former account of its number is forgotten with that commit.
  ///
  /// @throws org.sealpost.storage.datakeys.RetiredGeneration when the account would be created and
  ///   the key is of one
  CreateOutcome create(
      AccountRecord account, WrappedKey dataKey, DeviceChanges devices, List<AuditEntry> audit);

  /// Replaces the document if the stored version is `next.version() - 1`, and carries out the
  /// device changes in the same commit; durable on return. Where `next` has another PNI or number,
  /// the ones of before are free with that commit, and a former account of the number is forgotten.
  /// Its username is the stored one's, or gone; its link may be another.
  ///
  /// @param inboxes of all its devices, as the document of `next` names them: stores that keep the
  ///   version of the device list with each inbox cannot know them otherwise. One that is left out
  ///   may take nothing any more
  UpdateOutcome update(
      AccountRecord next, List<InboxId> inboxes, DeviceChanges devices, List<AuditEntry> audit);

  /// As an update without device changes, to an account that has this username from then on. Its
  /// reservation, whatever it names, and the username of before go in the same commit.
  ///
  /// @param now what has lapsed by then is no other account's reservation
  UpdateOutcome confirmUsername(AccountRecord next, Instant now, List<AuditEntry> audit);

  /// Ends the account if its stored version is `version`: with the commit its document, data key
  /// and profiles are gone, its ACI, PNI, number and username are free, and its inboxes are
  /// abandoned, their prekeys gone; durable on return.
  ///
  /// @param inboxes of all its devices, as the document of this version names them
  /// @param former what is remembered of it from that commit on, by its number
  DeleteOutcome delete(
      Aci aci,
      long version,
      List<InboxId> inboxes,
      Optional<FormerAccount> former,
      List<AuditEntry> audit);

  Optional<AccountRecord> find(Aci aci);

  Optional<AccountRecord> findByPni(Pni pni);

  Optional<AccountRecord> findByNumber(Bytes numberHash);

  Optional<AccountRecord> findByUsername(Bytes usernameHash);

  Optional<AccountRecord> findByUsernameLink(Bytes usernameLinkHash);
}
