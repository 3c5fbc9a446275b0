package org.sealpost.core.accounts;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.sealpost.audit.events.Actor;
import org.sealpost.audit.events.KeyedName;
import org.sealpost.core.accounts.RegistrationOutcome.LockTriedTooOften;
import org.sealpost.core.accounts.RegistrationOutcome.NumberMismatch;
import org.sealpost.core.accounts.RegistrationOutcome.RecoveryRefused;
import org.sealpost.core.accounts.RegistrationOutcome.SessionNotVerified;
import org.sealpost.core.accounts.RegistrationProof.RecoveryPassword;
import org.sealpost.core.accounts.RegistrationProof.VerifiedSession;
import org.sealpost.core.accounts.VerificationSessions.Verified;
import org.sealpost.crypto.LookupHashes;
import org.sealpost.crypto.PasswordHash;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId.Aci;

/// Who may have a number for an account that exists: by the rules of registration, the lock of the
/// number's present owner included. That owner's account ends as a deleted one does. Source:
/// accounts and devices, section 9.
public final class NumberClaims {
  private final StoredAccounts accounts;
  private final VerificationSessions sessions;
  private final RegistrationLocks locks;
  private final DeleteAccount deleteAccount;
  private final FormerAccounts former;
  private final LookupHashes hashes;
  private final PasswordHash nobody;

  public NumberClaims(
      StoredAccounts accounts,
      VerificationSessions sessions,
      RegistrationLocks locks,
      DeleteAccount deleteAccount,
      FormerAccounts former,
      LookupHashes hashes,
      SecureRandom random) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.locks = locks;
    this.deleteAccount = deleteAccount;
    this.former = former;
    this.hashes = hashes;
    this.nobody = new SaltedSecrets(random).nobody();
  }

  /// What a proof gives.
  public sealed interface Claim {
    /// In the words of registration.
    record Refused(RegistrationOutcome why) implements Claim {}

    /// The number may be had; nothing has changed yet.
    final class Granted implements Claim {
      private final PhoneNumber number;
      private final Optional<SecretBytes> lock;
      private final Admission admission;
      private final Optional<Account> holder;

      private Granted(
          PhoneNumber number,
          Optional<SecretBytes> lock,
          Admission admission,
          Optional<Account> holder) {
        this.number = number;
        this.lock = lock;
        this.admission = admission;
        this.holder = holder;
      }

      /// The session's name in the audit trail; empty for a recovery password.
      public Optional<KeyedName> session() {
        return admission.session();
      }
    }
  }

  /// Looks at the proof, and at the lock when another account has the number.
  public Claim claim(
      PhoneNumber number, RegistrationProof proof, Optional<SecretBytes> lock, Aci claimant) {
    return switch (proof) {
      case VerifiedSession(String id) -> bySession(number, id, lock);
      case RecoveryPassword(SecretBytes password) ->
          against(
              number,
              lock,
              new Admission.ByRecoveryPassword(password, nobody),
              holder ->
                  holder.isPresent()
                      ? Optional.empty()
                      : formerHolders(number, password, claimant));
    };
  }

  private Claim bySession(PhoneNumber number, String id, Optional<SecretBytes> lock) {
    Optional<Verified> session = sessions.verified(id).filter(verified -> !verified.spent());
    if (session.isEmpty()) {
      return new Claim.Refused(new SessionNotVerified());
    }
    if (!session.get().number().equals(number)) {
      return new Claim.Refused(new NumberMismatch());
    }
    return against(
        number,
        lock,
        new Admission.BySession(session.get(), Optional.empty(), KeyedName.of(hashes.session(id))),
        _ ->
            sessions.mayTake(session.get())
                ? Optional.empty()
                : Optional.of(new SessionNotVerified()));
  }

  /// Nobody's any more: the account that had it ended for this very claim, which broke off there,
  /// or the answer is that of a wrong password, after the same comparison.
  private Optional<RegistrationOutcome> formerHolders(
      PhoneNumber number, SecretBytes password, Aci claimant) {
    Optional<PasswordHash> kept = former.vacatedFor(number, claimant);
    boolean matches = SaltedSecrets.matches(kept.orElse(nobody), password);
    return matches && kept.isPresent() ? Optional.empty() : Optional.of(new RecoveryRefused());
  }

  /// What a proof is worth by itself, once it is known whether anybody has the number.
  private interface Standing {
    Optional<RegistrationOutcome> refuses(Optional<Account> holder);
  }

  private Claim against(
      PhoneNumber number, Optional<SecretBytes> lock, Admission admission, Standing standing) {
    Optional<Account> holder = accounts.findByNumber(number);
    return standing
        .refuses(holder)
        .or(() -> holder.flatMap(found -> held(found, lock, admission)))
        .<Claim>map(Claim.Refused::new)
        .orElseGet(() -> new Claim.Granted(number, lock, admission, holder));
  }

  private Optional<RegistrationOutcome> held(
      Account holder, Optional<SecretBytes> lock, Admission admission) {
    Optional<RegistrationOutcome> refused = admission.refuses(holder);
    if (refused.isPresent()) {
      return refused;
    }
    Optional<Duration> wait = locks.attempt(holder, lock);
    if (wait.isPresent()) {
      return Optional.of(new LockTriedTooOften(wait.get()));
    }
    Optional<RegistrationOutcome.Locked> locked = locks.refuses(holder, lock);
    if (locked.isPresent()) {
      locks.refused(holder, lock.isPresent(), admission.session());
    }
    return locked.map(found -> found);
  }

  /// Makes the number free for the claim: sessions that were verified before its own let in no
  /// more, and the account that has the number ends, if it is still one that the claim is good for.
  /// Never the claimant's own; what was verified of the number that the claimant leaves does not
  /// let in to it either.
  public void vacate(Claim.Granted claim, Account claimant) {
    sessions.end(claimant.number());
    Optional<Aci> successor =
        switch (claim.admission) {
          case Admission.BySession session -> {
            sessions.end(claim.number, justBefore(session.verified().at()));
            yield Optional.empty();
          }
          case Admission.ByRecoveryPassword _ -> {
            sessions.end(claim.number);
            yield Optional.of(claimant.aci());
          }
        };
    if (claim.holder.isEmpty()) {
      return;
    }
    boolean _ =
        deleteAccount.delete(
            claim.holder.get(),
            Actor.SERVER,
            account ->
                !account.aci().equals(claimant.aci())
                    && account.number().equals(claim.number)
                    && claim.admission.refuses(account).isEmpty()
                    && locks.refuses(account, claim.lock).isEmpty(),
            successor);
  }

  private static Instant justBefore(Instant time) {
    return time.minusMillis(1);
  }

  /// The number was taken by this proof, which is good for nothing more: what was verified until
  /// then does not take the number from whom it brought it to.
  public void used(PhoneNumber number, RegistrationProof proof) {
    switch (proof) {
      case VerifiedSession(String id) -> {
        sessions
            .verified(id)
            .filter(session -> session.number().equals(number) && !session.spent())
            .ifPresent(session -> sessions.end(number, session.at()));
        sessions.spend(id);
      }
      case RecoveryPassword _ -> {
        // it went with its account
      }
    }
  }
}
