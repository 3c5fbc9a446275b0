package org.sealpost.core.accounts;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.sealpost.audit.events.Actor;
import org.sealpost.audit.events.AuditEvent.FormerAccountForgotten;
import org.sealpost.audit.events.AuditTrail;
import org.sealpost.core.atrest.Keyring;
import org.sealpost.core.stored.proto.StoredFormerAccount;
import org.sealpost.core.stored.proto.Vacated;
import org.sealpost.crypto.AssociatedData;
import org.sealpost.crypto.LookupHashes;
import org.sealpost.crypto.PasswordHash;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.Uuids;
import org.sealpost.storage.StorageCorrupt;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.accounts.FormerAccount;
import org.sealpost.storage.accounts.FormerAccountStore;

/// What is kept of accounts that ended: under a keyed hash of the number, sealed, the ACI and its
/// versions, so that whoever registers the number soon is the one their correspondents know.
/// Nothing, where it is kept for no time. Source: design, section 10.
public final class FormerAccounts {
  /// How long a change of number that broke off can be repeated.
  private static final Duration REPEATABLE_FOR = Duration.ofHours(1);

  private final FormerAccountStore store;
  private final Keyring keyring;
  private final LookupHashes hashes;
  private final Duration keptFor;
  private final Clock clock;
  private final AuditTrail audit;

  public FormerAccounts(
      FormerAccountStore store,
      Keyring keyring,
      LookupHashes hashes,
      Duration keptFor,
      Clock clock,
      AuditTrail audit) {
    this.store = store;
    this.keyring = keyring;
    this.hashes = hashes;
    this.keptFor = keptFor;
    this.clock = clock;
    this.audit = audit;
  }

  /// What an account leaves to the next one of its number. Versions go on, so that nothing that was
  /// known or decided of the former is taken for the present one's.
  record Former(Aci aci, long version, DevicesVersion devicesVersion) {}

  /// What is kept of an account that ends now.
  ///
  /// @param successor the account that takes the number by the recovery password of this one
  Optional<FormerAccount> of(Account account, Optional<Aci> successor) {
    StoredFormerAccount.Builder kept = StoredFormerAccount.newBuilder();
    Instant now = clock.instant();
    Instant until = now;
    if (keptFor.isPositive()) {
      until = now.plus(keptFor);
      kept.setAci(bytes(account.aci()))
          .setVersion(account.version())
          .setDevicesVersion(account.devicesVersion().value());
    }
    if (successor.isPresent() && account.recoveryPassword().isPresent()) {
      Instant repeatable = now.plus(REPEATABLE_FOR);
      until = until.isBefore(repeatable) ? repeatable : until;
      kept.setVacated(
          Vacated.newBuilder()
              .setSuccessor(bytes(successor.get()))
              .setRecoveryPassword(AccountDocument.string(account.recoveryPassword().get()))
              .setUntilMillis(repeatable.toEpochMilli()));
    }
    if (until.equals(now)) {
      return Optional.empty();
    }
    Bytes numberHash = hashes.number(account.number());
    Bytes sealed = keyring.ofRest().seal(context(numberHash), kept.build().toByteArray());
    return Optional.of(new FormerAccount(numberHash, sealed, until));
  }

  /// The number's last account, if it ended lately, and if that is to be remembered.
  Optional<Former> find(PhoneNumber number) {
    return keptFor.isPositive()
        ? read(number).filter(StoredFormerAccount::hasAci).map(FormerAccounts::former)
        : Optional.empty();
  }

  /// The recovery password of the number's last account, when that ended a moment ago for this one
  /// to take the number.
  Optional<PasswordHash> vacatedFor(PhoneNumber number, Aci successor) {
    return read(number)
        .filter(StoredFormerAccount::hasVacated)
        .map(StoredFormerAccount::getVacated)
        .filter(vacated -> vacated.getSuccessor().equals(bytes(successor)))
        .filter(vacated -> vacated.getUntilMillis() > clock.millis())
        .map(vacated -> AccountDocument.hash(vacated.getRecoveryPassword()));
  }

  /// Erases what is kept of the number's last account; false when nothing is.
  public boolean forget(PhoneNumber number) {
    return store.forget(
        hashes.number(number), audit.of(new FormerAccountForgotten(Actor.ADMINISTRATOR)));
  }

  private Optional<StoredFormerAccount> read(PhoneNumber number) {
    return store.find(hashes.number(number), clock.instant()).map(this::open);
  }

  private StoredFormerAccount open(FormerAccount former) {
    try {
      byte[] kept = keyring.ofRest().open(context(former.numberHash()), former.sealed());
      return StoredFormerAccount.parseFrom(kept);
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new StorageCorrupt("a former account is none");
    }
  }

  private static Former former(StoredFormerAccount kept) {
    try {
      return new Former(
          new Aci(Uuids.fromBytes(kept.getAci().toByteArray())),
          kept.getVersion(),
          new DevicesVersion(kept.getDevicesVersion()));
    } catch (IllegalArgumentException e) {
      throw new StorageCorrupt("a former account is none");
    }
  }

  private static ByteString bytes(Aci aci) {
    return ByteString.copyFrom(Uuids.toBytes(aci.uuid()));
  }

  private static AssociatedData context(Bytes numberHash) {
    return new AssociatedData(
        "rest", HexFormat.of().formatHex(numberHash.unsafeArray()), "former account");
  }
}
