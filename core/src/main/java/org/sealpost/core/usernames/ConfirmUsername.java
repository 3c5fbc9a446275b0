package org.sealpost.core.usernames;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.accounts.StoredAccounts;
import org.sealpost.core.accounts.StoredAccounts.Step;
import org.sealpost.core.accounts.Username;
import org.sealpost.core.usernames.ConfirmOutcome.CallerGone;
import org.sealpost.core.usernames.ConfirmOutcome.Confirmed;
import org.sealpost.core.usernames.ConfirmOutcome.NotReserved;
import org.sealpost.core.usernames.ConfirmOutcome.ProofInvalid;
import org.sealpost.core.usernames.ConfirmOutcome.Taken;
import org.sealpost.crypto.LookupHashes;
import org.sealpost.crypto.UsernameProofs;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.Uuids;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.ReservationStore;

/// Makes the username that an account has reserved its own, in the place of the one it had. Who
/// repeats a request whose answer was lost gets the same answer. Source: accounts and devices,
/// section 10.
public final class ConfirmUsername {
  private final StoredAccounts accounts;
  private final ReservationStore reservations;
  private final UsernameProofs proofs;
  private final LookupHashes hashes;
  private final Clock clock;
  private final SecureRandom random;

  public ConfirmUsername(
      StoredAccounts accounts,
      ReservationStore reservations,
      UsernameProofs proofs,
      LookupHashes hashes,
      Clock clock,
      SecureRandom random) {
    this.accounts = accounts;
    this.reservations = reservations;
    this.proofs = proofs;
    this.hashes = hashes;
    this.clock = clock;
    this.random = random;
  }

  /// Confirms a reservation.
  ///
  /// @param hash 32 bytes
  /// @param proof that whoever made the hash knows a username that it is of
  /// @param ciphertext for a link, if there is to be one
  public ConfirmOutcome confirm(
      AuthenticatedDevice caller, Bytes hash, Bytes proof, Optional<Bytes> ciphertext) {
    if (!proofs.verifies(proof, hash)) {
      return new ProofInvalid();
    }
    return accounts
        .change(caller.account().aci(), account -> decide(account, caller, hash, ciphertext))
        .orElseGet(CallerGone::new);
  }

  private Step<ConfirmOutcome> decide(
      Account account, AuthenticatedDevice caller, Bytes hash, Optional<Bytes> ciphertext) {
    if (!account.has(caller.device())) {
      return Step.leave(new CallerGone());
    }
    Optional<Username> present = account.username().filter(had -> had.hash().equals(hash));
    if (present.isPresent()) {
      return Step.leave(new Confirmed(present.get()));
    }
    boolean reserved =
        reservations
            .find(account.aci(), clock.instant())
            .filter(hashes.username(hash)::equals)
            .isPresent();
    if (!reserved) {
      return Step.leave(new NotReserved());
    }
    Username username =
        new Username(hash, ciphertext.map(bytes -> new Username.Link(handle(random), bytes)));
    return Step.<ConfirmOutcome>write(
            account.edit().username(Optional.of(username)),
            DeviceChanges.NONE,
            written -> new Confirmed(username))
        .confirming(clock.instant(), new Taken());
  }

  static UUID handle(SecureRandom random) {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    bytes[6] = (byte) ((bytes[6] & 0x0F) | 0x40);
    bytes[8] = (byte) ((bytes[8] & 0x3F) | 0x80);
    return Uuids.fromBytes(bytes);
  }
}
