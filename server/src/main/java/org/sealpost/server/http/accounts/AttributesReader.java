package org.sealpost.server.http.accounts;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sealpost.core.accounts.Attributes;
import org.sealpost.core.prekeys.SignedKey;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.json.AccountAttributes;
import org.sealpost.protocol.json.PushToken;
import org.sealpost.protocol.json.SignedPreKey;
import org.sealpost.server.http.Refusal;

/// Turns the wire's account attributes and the keys that come with them into the core's values
/// (wire interface, accounts and devices, sections 3 and 4); 422 for what does not fit.
public final class AttributesReader {
  private static final Pattern REGISTRATION_LOCK = Pattern.compile("[0-9a-fA-F]{64}");
  private static final int RECOVERY_PASSWORD_BYTES = 32;
  private static final int MAX_CAPABILITIES = 64;

  private AttributesReader() {}

  public static Attributes read(@Nullable AccountAttributes wire) {
    if (wire == null) {
      throw new Refusal(422, "accountAttributes are missing");
    }
    require(Attributes.isRegistrationId(wire.registrationId()), "registrationId is 1 to 16383");
    require(
        Attributes.isRegistrationId(wire.pniRegistrationId()), "pniRegistrationId is 1 to 16383");
    Bytes accessKey = present(wire.unidentifiedAccessKey());
    require(
        accessKey == null || accessKey.size() == Attributes.ACCESS_KEY_BYTES,
        "unidentifiedAccessKey has 16 bytes");
    Bytes name = present(wire.name());
    require(name == null || name.size() <= Attributes.MAX_NAME_BYTES, "name has at most 225 bytes");
    return new Attributes(
        wire.registrationId(),
        wire.pniRegistrationId(),
        wire.fetchesMessages(),
        registrationLock(wire.registrationLock()),
        secret(accessKey),
        wire.unrestrictedUnidentifiedAccess(),
        wire.discoverableByPhoneNumber() == null || wire.discoverableByPhoneNumber(),
        capabilities(wire.capabilities()),
        Optional.ofNullable(name),
        Optional.ofNullable(present(wire.recoveryPassword()))
            .map(AttributesReader::recoveryPassword));
  }

  /// Empty and absent mean that there is none.
  static Optional<SecretBytes> registrationLock(@Nullable String wire) {
    if (wire == null || wire.isEmpty()) {
      return Optional.empty();
    }
    require(
        REGISTRATION_LOCK.matcher(wire).matches(),
        "registrationLock has 64 hexadecimal characters");
    return Optional.of(SecretBytes.wrap(wire.getBytes(StandardCharsets.US_ASCII)));
  }

  static SecretBytes recoveryPassword(Bytes wire) {
    require(wire.size() == RECOVERY_PASSWORD_BYTES, "recoveryPassword has 32 bytes");
    return SecretBytes.copyOf(wire.unsafeArray());
  }

  /// Those that are true.
  public static Set<String> capabilities(@Nullable Map<String, @Nullable Boolean> wire) {
    if (wire == null) {
      return Set.of();
    }
    require(wire.size() <= MAX_CAPABILITIES, "too many capabilities");
    return wire.entrySet().stream()
        .filter(entry -> Boolean.TRUE.equals(entry.getValue()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /// One way to reach the device: it fetches messages, or has exactly one push token.
  public static void requireOneChannel(
      AccountAttributes attributes, @Nullable PushToken gcm, @Nullable PushToken apn) {
    int tokens = (gcm == null ? 0 : 1) + (apn == null ? 0 : 1);
    require(
        attributes.fetchesMessages() ? tokens == 0 : tokens == 1,
        "either fetchesMessages or exactly one push token");
  }

  public static SignedKey signedKey(@Nullable SignedPreKey wire, String field) {
    if (wire == null || wire.publicKey() == null || wire.signature() == null) {
      throw new Refusal(422, field + " is missing or incomplete");
    }
    return new SignedKey(wire.keyId(), wire.publicKey(), wire.signature());
  }

  /// Empty and absent mean the same.
  private static @Nullable Bytes present(@Nullable Bytes bytes) {
    return bytes == null || bytes.isEmpty() ? null : bytes;
  }

  private static Optional<SecretBytes> secret(@Nullable Bytes bytes) {
    return bytes == null ? Optional.empty() : Optional.of(SecretBytes.copyOf(bytes.unsafeArray()));
  }

  static void require(boolean holds, String rule) {
    if (!holds) {
      throw new Refusal(422, rule);
    }
  }
}
