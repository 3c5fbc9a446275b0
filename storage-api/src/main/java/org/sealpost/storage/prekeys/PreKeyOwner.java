package org.sealpost.storage.prekeys;

import org.sealpost.protocol.IdentityType;
import org.sealpost.storage.inboxes.InboxId;

/// Whose prekeys: one incarnation of a device, named by its inbox, under one of its account's
/// identities. Keys of a former device with the same device id are therefore never found.
public record PreKeyOwner(InboxId device, IdentityType identity) {}
