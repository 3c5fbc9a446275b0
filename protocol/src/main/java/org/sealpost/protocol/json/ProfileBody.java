package org.sealpost.protocol.json;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.Bytes;

/// GET /v1/profile: one flat object; what was not asked for is null. Source: profiles and
/// certificates, section 2.
///
/// @param uuid the service id as it was asked for
/// @param avatar a path on the media host
/// @param badges there are none
public record ProfileBody(
    Bytes identityKey,
    @Nullable Bytes unidentifiedAccess,
    boolean unrestrictedUnidentifiedAccess,
    Map<String, Boolean> capabilities,
    List<String> badges,
    String uuid,
    @Nullable Bytes name,
    @Nullable Bytes about,
    @Nullable Bytes aboutEmoji,
    @Nullable String avatar,
    @Nullable Bytes paymentAddress,
    @Nullable Bytes phoneNumberSharing,
    @Nullable Bytes credential) {

  @Override
  public String toString() {
    return "ProfileBody[redacted]";
  }
}
