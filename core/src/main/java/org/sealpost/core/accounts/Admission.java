package org.sealpost.core.accounts;

import java.util.Optional;
import org.sealpost.audit.events.KeyedName;
import org.sealpost.core.accounts.RegistrationOutcome.RecoveryRefused;
import org.sealpost.core.accounts.RegistrationOutcome.SessionNotVerified;
import org.sealpost.core.accounts.VerificationSessions.Verified;
import org.sealpost.crypto.PasswordHash;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.SecretBytes;

/// What the proof of a number is worth against the account that has it. Asked again when the
/// account has changed.
sealed interface Admission {
  /// Empty when it lets the request in to the account as it is.
  Optional<RegistrationOutcome> refuses(Account account);

  /// The session's name in the audit trail; empty for a recovery password.
  Optional<KeyedName> session();

  /// An invite lets in once: a session that was used, or that was verified before the account got
  /// its present primary device, replaces it only for whoever made that device, who repeats a lost
  /// request.
  ///
  /// @param password of the request's new device
  record BySession(Verified verified, Optional<String> password, KeyedName name)
      implements Admission {
    @Override
    public Optional<RegistrationOutcome> refuses(Account account) {
      boolean admitted =
          account
              .device(DeviceAddress.PRIMARY)
              .map(primary ->
                  isFresh(primary) || password.filter(primary.password()::matches).isPresent())
              .orElse(!verified.spent());
      return admitted ? Optional.empty() : Optional.of(new SessionNotVerified());
    }

    private boolean isFresh(Device primary) {
      return !verified.spent() && !verified.at().isBefore(primary.created());
    }

    @Override
    public Optional<KeyedName> session() {
      return Optional.of(name);
    }

    @Override
    public String toString() {
      return "BySession[redacted]";
    }
  }

  /// By a recovery password that the account was given before.
  ///
  /// @param nobody what is compared where there is no recovery password: it takes as long
  record ByRecoveryPassword(SecretBytes password, PasswordHash nobody) implements Admission {
    @Override
    public Optional<RegistrationOutcome> refuses(Account account) {
      boolean matches = SaltedSecrets.matches(account.recoveryPassword().orElse(nobody), password);
      return matches && account.recoveryPassword().isPresent()
          ? Optional.empty()
          : Optional.of(new RecoveryRefused());
    }

    @Override
    public Optional<KeyedName> session() {
      return Optional.empty();
    }
  }
}
