package org.sealpost.core.accounts;

import org.sealpost.protocol.ServiceId.Aci;

/// Hears, after the commit, that an account is over or was registered anew, or may be: what is kept
/// for it outside of the account's own rows is to be compared with the account as it is now.
public interface AccountEnds {
  void ended(Aci account);
}
