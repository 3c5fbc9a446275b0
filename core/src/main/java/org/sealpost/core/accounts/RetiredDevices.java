package org.sealpost.core.accounts;

import java.util.Collection;
import org.sealpost.storage.inboxes.InboxId;

/// Hears, after the commit, which incarnations of devices are over (re-registration, unlinking), so
/// that their connections can be closed and asked to authenticate again.
public interface RetiredDevices {
  void retired(Collection<InboxId> inboxes);
}
