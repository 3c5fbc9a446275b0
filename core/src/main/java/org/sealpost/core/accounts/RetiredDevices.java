package org.sealpost.core.accounts;

import java.util.Collection;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.inboxes.InboxId;

/// Hears, after the commit, which incarnations of devices are over (re-registration, unlinking), so
/// that their connections can be closed and asked to authenticate again.
public interface RetiredDevices {
  void retired(Collection<InboxId> inboxes);

  /// The account is over or was registered anew, or may be: what is kept for it outside of its own
  /// rows is to be compared with the account as it is now.
  default void accountOver(Aci account) {}
}
