package org.sealpost.protocol.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Answer of registration and whoami; the PNI is written without its prefix here, the hash of the
/// username in base64url without padding. Source: accounts and devices, sections 3, 5.
public record AccountIdentity(
    UUID uuid,
    UUID pni,
    String number,
    boolean storageCapable,
    @Nullable String usernameHash,
    @Nullable UUID usernameLinkHandle,
    @Nullable Entitlements entitlements,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean reregistration) {

  /// Nothing is sold here: no badges, no paid backup.
  public record Entitlements(List<String> badges, @Nullable String backup) {
    public static final Entitlements NONE = new Entitlements(List.of(), null);
  }

  @Override
  public String toString() {
    return "AccountIdentity[redacted]";
  }
}
