package org.sealpost.core.accounts;

import java.util.Optional;
import java.util.Set;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;

/// What a client says of its device and account when it registers, links or changes them. Source:
/// accounts and devices, section 4. The shapes are checked by who reads the request; one that does
/// not fit is a caller's bug here.
///
/// @param registrationId 1 to 16383, likewise `pniRegistrationId`
/// @param registrationLock the client's 64 hex characters as bytes of text; absent clears the lock
/// @param accessKey unidentified access key, 16 bytes
/// @param capabilities names of the capabilities that are true; unknown ones are passed over
/// @param name encrypted, at most 225 bytes
public record Attributes(
    int registrationId,
    int pniRegistrationId,
    boolean fetchesMessages,
    Optional<SecretBytes> registrationLock,
    Optional<SecretBytes> accessKey,
    boolean unrestrictedAccess,
    boolean discoverable,
    Set<String> capabilities,
    Optional<Bytes> name,
    Optional<SecretBytes> recoveryPassword) {
  public static final int MAX_REGISTRATION_ID = 0x3FFF;
  public static final int ACCESS_KEY_BYTES = 16;
  public static final int MAX_NAME_BYTES = 225;

  public Attributes {
    capabilities = Set.copyOf(capabilities);
    require(isRegistrationId(registrationId), "registrationId is 1 to 16383");
    require(isRegistrationId(pniRegistrationId), "pniRegistrationId is 1 to 16383");
    require(
        accessKey.map(key -> key.size() == ACCESS_KEY_BYTES).orElse(true),
        "an access key has 16 bytes");
    require(
        name.map(bytes -> bytes.size() <= MAX_NAME_BYTES).orElse(true),
        "a device name has at most 225 bytes");
  }

  public static boolean isRegistrationId(int id) {
    return id >= 1 && id <= MAX_REGISTRATION_ID;
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }

  @Override
  public String toString() {
    return "Attributes[redacted]";
  }
}
