package org.sealpost.core.profiles;

import java.util.List;
import java.util.Optional;
import org.sealpost.core.accounts.AccountDirectory;
import org.sealpost.crypto.IdentityFingerprint;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId;

/// Tells which of the identity keys that a client knows are not their accounts' any more. Source:
/// profiles and certificates, section 4.
public final class CheckIdentityKeys {
  public static final int MAX_KEYS = 1000;

  private final AccountDirectory accounts;

  public CheckIdentityKeys(AccountDirectory accounts) {
    this.accounts = accounts;
  }

  /// What a client knows.
  ///
  /// @param fingerprint of the identity key, 4 bytes
  public record Known(ServiceId id, Bytes fingerprint) {}

  /// An account's identity key, which is not the one that was known.
  public record Changed(ServiceId id, Bytes identityKey) {}

  /// Nothing is said of accounts that do not exist.
  public List<Changed> changed(List<Known> known) {
    if (known.size() > MAX_KEYS) {
      throw new IllegalArgumentException("at most " + MAX_KEYS + " keys");
    }
    return known.stream().flatMap(one -> changed(one).stream()).toList();
  }

  private Optional<Changed> changed(Known known) {
    return accounts
        .find(known.id())
        .map(account -> account.identityKey(known.id().identityType()))
        .filter(key -> !IdentityFingerprint.of(key).equals(known.fingerprint()))
        .map(key -> new Changed(known.id(), key));
  }
}
