package org.sealpost.core.accounts;

import java.util.Optional;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.ServiceId.Aci;

/// Lets callers in that do not say who they are, by the target's unidentified access key. An
/// unknown account and a wrong key look alike. Never for a PNI. Source: profiles and certificates,
/// section 6.
public final class AnonymousAccess {
  private static final SecretBytes NO_KEY = SecretBytes.wrap(new byte[Attributes.ACCESS_KEY_BYTES]);

  private final AccountDirectory accounts;

  public AnonymousAccess(AccountDirectory accounts) {
    this.accounts = accounts;
  }

  /// The target's account, if the key opens it. Without a key nobody is let in.
  public Optional<Account> check(ServiceId target, Optional<SecretBytes> accessKey) {
    if (accessKey.isEmpty() || !(target instanceof Aci)) {
      return Optional.empty();
    }
    Optional<Account> account = accounts.find(target);
    SecretBytes expected = account.flatMap(Account::accessKey).orElse(NO_KEY);
    boolean equal = expected.equals(accessKey.get());
    return account.filter(
        found -> found.unrestrictedAccess() || (found.accessKey().isPresent() && equal));
  }
}
