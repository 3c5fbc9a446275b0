package org.sealpost.client.state;

import org.sealpost.client.keys.RepeatedUseKeys;

/// What a device has under the identity of the account's number.
public record PniKeys(RepeatedUseKeys keys, int registrationId) {
  @Override
  public String toString() {
    return "PniKeys[redacted]";
  }
}
