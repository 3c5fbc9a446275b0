package org.sealpost.core.usernames;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.accounts.StoredAccounts;
import org.sealpost.core.accounts.StoredAccounts.Step;
import org.sealpost.core.accounts.Username;
import org.sealpost.core.usernames.ChangeUsernameOutcome.CallerGone;
import org.sealpost.core.usernames.ChangeUsernameOutcome.Changed;
import org.sealpost.core.usernames.ChangeUsernameOutcome.NoUsername;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.accounts.DeviceChanges;

/// Gives an account's username up, or changes its link; any of its devices may. Source: accounts
/// and devices, section 10.
public final class ChangeUsername {
  private final StoredAccounts accounts;
  private final SecureRandom random;

  public ChangeUsername(StoredAccounts accounts, SecureRandom random) {
    this.accounts = accounts;
    this.random = random;
  }

  /// The username is free at once, and its link leads nowhere.
  public ChangeUsernameOutcome remove(AuthenticatedDevice caller) {
    return change(caller, _ -> Optional.empty());
  }

  /// Sets what the link's holders read.
  ///
  /// @param keepHandle whether links that were passed on go on to lead here
  public ChangeUsernameOutcome putLink(
      AuthenticatedDevice caller, Bytes ciphertext, boolean keepHandle) {
    return change(
        caller,
        username -> {
          UUID handle =
              username
                  .link()
                  .filter(_ -> keepHandle)
                  .map(Username.Link::handle)
                  .orElseGet(() -> ConfirmUsername.handle(random));
          return Optional.of(
              new Username(username.hash(), Optional.of(new Username.Link(handle, ciphertext))));
        });
  }

  public ChangeUsernameOutcome removeLink(AuthenticatedDevice caller) {
    return change(caller, username -> Optional.of(new Username(username.hash(), Optional.empty())));
  }

  private interface Edit {
    Optional<Username> of(Username present);
  }

  private ChangeUsernameOutcome change(AuthenticatedDevice caller, Edit edit) {
    return accounts
        .change(caller.account().aci(), account -> decide(account, caller, edit))
        .orElseGet(CallerGone::new);
  }

  private static Step<ChangeUsernameOutcome> decide(
      Account account, AuthenticatedDevice caller, Edit edit) {
    if (!account.has(caller.device())) {
      return Step.leave(new CallerGone());
    }
    if (account.username().isEmpty()) {
      return Step.leave(new NoUsername());
    }
    Optional<Username> next = edit.of(account.username().get());
    if (next.equals(account.username())) {
      return Step.leave(new Changed(next));
    }
    return Step.write(
        account.edit().username(next), DeviceChanges.NONE, written -> new Changed(next));
  }
}
