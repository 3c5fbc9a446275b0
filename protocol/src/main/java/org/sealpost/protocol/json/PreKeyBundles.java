package org.sealpost.protocol.json;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.Bytes;

/// GET /v2/keys/{serviceId}/{device}: one bundle for each device that has keys. Source: keys,
/// section 5.
public record PreKeyBundles(Bytes identityKey, List<DeviceBundle> devices) {

  public record DeviceBundle(
      int deviceId,
      int registrationId,
      SignedPreKey signedPreKey,
      @Nullable OneTimePreKey preKey,
      SignedPreKey pqPreKey) {}
}
