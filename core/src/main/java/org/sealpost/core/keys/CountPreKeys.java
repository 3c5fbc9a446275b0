package org.sealpost.core.keys;

import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.protocol.IdentityType;
import org.sealpost.storage.prekeys.PreKeyCount;
import org.sealpost.storage.prekeys.PreKeyStore;

/// Tells a device how many of its one-time prekeys are left. Source: keys, section 3.
public final class CountPreKeys {
  private final PreKeyStore store;

  public CountPreKeys(PreKeyStore store) {
    this.store = store;
  }

  public PreKeyCount count(AuthenticatedDevice device, IdentityType identity) {
    return store.count(device.device().preKeys(identity));
  }
}
