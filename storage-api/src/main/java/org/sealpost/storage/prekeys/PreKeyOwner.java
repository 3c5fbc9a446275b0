package org.sealpost.storage.prekeys;

import org.sealpost.protocol.IdentityType;
import org.sealpost.storage.inboxes.InboxId;

/// Whose prekeys: one incarnation of a device, named by its inbox, under one of its account's
/// identities. Keys of a former device with the same device id are therefore never found.
///
/// The identity key changes with the number, and the prekeys with it: they are another set then,
/// and whoever names the set of before finds nothing. The set's number is kept beside the identity
/// key, in the account's document, so that nobody who read both there is given prekeys of another
/// identity key, or publishes some for it.
///
/// @param keySet 0 until the device is rekeyed
public record PreKeyOwner(InboxId device, IdentityType identity, int keySet) {
  /// Under an identity key that the device has had from its beginning.
  public PreKeyOwner(InboxId device, IdentityType identity) {
    this(device, identity, 0);
  }
}
