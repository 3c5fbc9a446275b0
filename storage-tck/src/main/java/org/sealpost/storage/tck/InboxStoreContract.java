package org.sealpost.storage.tck;

/// The contract of `InboxStore`, in four parts.
public interface InboxStoreContract
    extends InboxOrderContract, InboxRepeatContract, InboxRequestContract, InboxLifeContract {}
