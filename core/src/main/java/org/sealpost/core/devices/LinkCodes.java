package org.sealpost.core.devices;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sealpost.core.accounts.Account;
import org.sealpost.crypto.MacKey;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.Uuids;

/// Link codes: `<ACI>.<milliseconds since 1970>.<nonce>:<MAC>`, opaque to clients; the nonce tells
/// those of one millisecond apart. The MAC covers the inbox of the primary device too, so that a
/// code does not outlive the registration it was made under. Nothing is stored for a code until it
/// is used.
public final class LinkCodes {
  private static final Pattern FORM =
      Pattern.compile("([0-9a-f-]{36})\\.([0-9]{1,15})\\.([0-9a-f]{16}):([A-Za-z0-9_-]{43})");

  private final MacKey key;
  private final Duration lifetime;
  private final Clock clock;
  private final SecureRandom random;

  /// Codes that can be used for so long.
  public LinkCodes(MacKey key, Duration lifetime, Clock clock, SecureRandom random) {
    this.key = key;
    this.lifetime = lifetime;
    this.clock = clock;
    this.random = random;
  }

  String make(Account account) {
    String nonce = HexFormat.of().toHexDigits(random.nextLong());
    String signed = account.aci().text() + "." + clock.millis() + "." + nonce;
    return signed + ":" + mac(account, signed);
  }

  /// Whose code it says to be, not verified yet.
  Optional<Aci> accountOf(String code) {
    Matcher matcher = FORM.matcher(code);
    return matcher.matches() ? Uuids.parse(matcher.group(1)).map(Aci::new) : Optional.empty();
  }

  /// Whether the account's present primary device made the code lately, and no device used it.
  boolean isGood(String code, Account account) {
    Matcher matcher = FORM.matcher(code);
    if (!matcher.matches()) {
      return false;
    }
    String signed = code.substring(0, code.indexOf(':'));
    Bytes given = Bytes.wrap(matcher.group(4).getBytes(StandardCharsets.US_ASCII));
    Bytes expected = Bytes.wrap(mac(account, signed).getBytes(StandardCharsets.US_ASCII));
    Instant made = madeAt(code);
    Instant now = clock.instant();
    return given.equalsInConstantTime(expected)
        && !made.isAfter(now)
        && now.isBefore(made.plus(lifetime))
        && !account.usedLinkTokens().containsKey(hash(code));
  }

  /// When the code is refused anyway; of one that is good.
  Instant end(String code) {
    return madeAt(code).plus(lifetime);
  }

  /// What is kept of a used code.
  static Bytes hash(String code) {
    return Bytes.wrap(sha256(code));
  }

  /// Names the code without giving it away.
  static String identifier(String code) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(code));
  }

  private static Instant madeAt(String code) {
    int begin = code.indexOf('.') + 1;
    return Instant.ofEpochMilli(Long.parseLong(code.substring(begin, code.indexOf('.', begin))));
  }

  private String mac(Account account, String signed) {
    byte[] incarnation =
        account
            .device(DeviceAddress.PRIMARY)
            .map(device -> device.inbox().toBytes())
            .orElseGet(() -> new byte[0]);
    Bytes mac = key.mac("link code", incarnation, signed.getBytes(StandardCharsets.US_ASCII));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.unsafeArray());
  }

  private static byte[] sha256(String code) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(code.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the JDK has no SHA-256", e);
    }
  }
}
