package org.sealpost.core.accounts;

import java.util.Collection;
import java.util.Optional;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.ServiceId.Aci;

/// Lets callers in that do not say who they are, by the target's unidentified access key: the one
/// place that decides it for sends, keys and profiles. An unknown account and a wrong key look
/// alike, and cost the same: one look at the store. Never for a PNI. Source: profiles and
/// certificates, section 6; README, section 2.
public final class AnonymousAccess {
  private static final int KEY_BYTES = Attributes.ACCESS_KEY_BYTES;
  private static final SecretBytes NO_KEY = SecretBytes.wrap(new byte[KEY_BYTES]);

  private final AccountDirectory accounts;

  public AnonymousAccess(AccountDirectory accounts) {
    this.accounts = accounts;
  }

  /// The target's account, if the key opens it. Without a key nobody is let in.
  ///
  /// An account in memory is asked first. Everybody whom it does not let in waits for the store:
  /// the key may have changed, and how long a refusal takes does not tell whether the account is in
  /// memory, or is at all.
  public Optional<Account> check(ServiceId target, Optional<SecretBytes> accessKey) {
    if (accessKey.isEmpty() || !(target instanceof Aci aci)) {
      return Optional.empty();
    }
    Optional<Account> remembered = opened(accounts.remembered(aci), accessKey.get());
    return remembered.isPresent() ? remembered : opened(accounts.refresh(target), accessKey.get());
  }

  /// Whether the key is all these accounts' together: their keys combined by exclusive or.
  /// Unrestricted accounts are left out; an account that has no key, and is none of these, opens to
  /// nobody.
  public boolean opensAll(Collection<Account> together, SecretBytes combined) {
    byte[] expected = new byte[KEY_BYTES];
    boolean eachOpens = true;
    for (Account account : together) {
      if (!account.unrestrictedAccess()) {
        eachOpens &= account.accessKey().isPresent();
        byte[] key = account.accessKey().orElse(NO_KEY).reveal();
        for (int i = 0; i < KEY_BYTES; i++) {
          expected[i] ^= key[i];
        }
      }
    }
    return SecretBytes.wrap(expected).equals(combined) && eachOpens;
  }

  private static Optional<Account> opened(Optional<Account> account, SecretBytes accessKey) {
    boolean equal = account.flatMap(Account::accessKey).orElse(NO_KEY).equals(accessKey);
    return account.filter(
        found -> found.unrestrictedAccess() || (found.accessKey().isPresent() && equal));
  }
}
