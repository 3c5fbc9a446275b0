package org.sealpost.core.accounts;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Supplier;
import org.sealpost.audit.events.AuditTrail;
import org.sealpost.audit.events.KeyedName;
import org.sealpost.core.accounts.RegistrationOutcome.NumberMismatch;
import org.sealpost.core.accounts.RegistrationOutcome.PasswordTooShort;
import org.sealpost.core.accounts.RegistrationOutcome.RecoveryRefused;
import org.sealpost.core.accounts.RegistrationOutcome.Registered;
import org.sealpost.core.accounts.RegistrationOutcome.SessionNotVerified;
import org.sealpost.core.accounts.RegistrationOutcome.SignatureInvalid;
import org.sealpost.core.accounts.RegistrationProof.RecoveryPassword;
import org.sealpost.core.accounts.RegistrationProof.VerifiedSession;
import org.sealpost.core.accounts.VerificationSessions.Verified;
import org.sealpost.core.atrest.StoredKeyring;
import org.sealpost.core.prekeys.PreKeyCheck;
import org.sealpost.crypto.LookupHashes;
import org.sealpost.crypto.PasswordHash;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.storage.StorageUnavailable;

/// Registers a number: looks at what the request shows for it, and then [CreateAccount] or
/// [ReplaceAccount] does it. Source: accounts and devices, section 3.
public final class RegisterAccount {
  /// Two registrations of a new number at once: one creates the account, the other finds it the
  /// next time.
  private static final int ATTEMPTS = 10;

  private final StoredAccounts accounts;
  private final VerificationSessions sessions;
  private final LookupHashes hashes;
  private final PreKeyCheck preKeyCheck;
  private final CreateAccount create;
  private final ReplaceAccount replace;

  /// What the recovery password of nobody is compared with.
  private final PasswordHash nobody;

  public RegisterAccount(
      StoredAccounts accounts,
      VerificationSessions sessions,
      StoredKeyring keyring,
      LookupHashes hashes,
      PreKeyCheck preKeyCheck,
      NewDevices newDevices,
      RetiredDevices retiredDevices,
      RegistrationLocks locks,
      FormerAccounts former,
      SecureRandom random,
      AuditTrail audit) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.hashes = hashes;
    this.preKeyCheck = preKeyCheck;
    this.create = new CreateAccount(accounts, keyring, hashes, newDevices, former, random, audit);
    this.replace =
        new ReplaceAccount(accounts, keyring, newDevices, retiredDevices, locks, random, audit);
    this.nobody = new SaltedSecrets(random).nobody();
  }

  public RegistrationOutcome register(Registration request) {
    if (!NewDevices.isPasswordLongEnough(request.password())) {
      return new PasswordTooShort();
    }
    if (!preKeyCheck.accepts(
        request.aciIdentityKey(), request.pniIdentityKey(), request.preKeys())) {
      return new SignatureInvalid();
    }
    return switch (request.proof()) {
      case VerifiedSession(String id) -> bySession(request, id);
      case RecoveryPassword(SecretBytes password) -> byRecoveryPassword(request, password);
    };
  }

  private RegistrationOutcome bySession(Registration request, String sessionId) {
    Optional<Verified> session = sessions.verified(sessionId);
    if (session.isEmpty()) {
      return new SessionNotVerified();
    }
    if (!session.get().number().equals(request.number())) {
      return new NumberMismatch();
    }
    KeyedName name = KeyedName.of(hashes.session(sessionId));
    Admission admission =
        new Admission.BySession(session.get(), Optional.of(request.password()), name);
    RegistrationOutcome outcome =
        repeat(() -> {
          Optional<Account> existing = accounts.findByNumber(request.number());
          if (!sessions.mayTake(session.get())) {
            return Optional.of(new SessionNotVerified());
          }
          if (existing.isPresent()) {
            return replace.replace(existing.get(), request, admission);
          }
          return session.get().spent()
              ? Optional.of(new SessionNotVerified())
              : create.create(request, name);
        });
    if (outcome instanceof Registered) {
      sessions.spend(sessionId);
    }
    return outcome;
  }

  /// A number without an account, or an account without a recovery password, is answered as a wrong
  /// one is, after the same comparison.
  private RegistrationOutcome byRecoveryPassword(Registration request, SecretBytes password) {
    Admission admission = new Admission.ByRecoveryPassword(password, nobody);
    return repeat(() -> {
      Optional<Account> existing = accounts.findByNumber(request.number());
      if (existing.isEmpty()) {
        boolean _ = SaltedSecrets.matches(nobody, password);
        return Optional.of(new RecoveryRefused());
      }
      return replace.replace(existing.get(), request, admission);
    });
  }

  /// Until there is an outcome.
  private static RegistrationOutcome repeat(
      Supplier<Optional<? extends RegistrationOutcome>> attempt) {
    for (int i = 0; i < ATTEMPTS; i++) {
      Optional<? extends RegistrationOutcome> outcome = attempt.get();
      if (outcome.isPresent()) {
        return outcome.get();
      }
    }
    throw new StorageUnavailable("a number is registered too often at once");
  }
}
