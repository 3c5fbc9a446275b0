package org.sealpost.core.usernames;

import java.util.Optional;
import java.util.UUID;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.StoredAccounts;
import org.sealpost.core.accounts.Username;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;

/// Finds accounts by the hash of a username, and what a link's holder may read. Source: accounts
/// and devices, section 10.
public final class FindUsername {
  private final StoredAccounts accounts;

  public FindUsername(StoredAccounts accounts) {
    this.accounts = accounts;
  }

  public Optional<Aci> byHash(Bytes hash) {
    return accounts
        .findByUsername(hash)
        .filter(account -> account.username().map(Username::hash).equals(Optional.of(hash)))
        .map(Account::aci);
  }

  /// The ciphertext of the username whose link has this handle.
  public Optional<Bytes> byLink(UUID handle) {
    return accounts
        .findByUsernameLink(handle)
        .flatMap(Account::username)
        .flatMap(Username::link)
        .filter(link -> link.handle().equals(handle))
        .map(Username.Link::ciphertext);
  }
}
