package org.sealpost.core.accounts;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import org.sealpost.core.atrest.Keyring;
import org.sealpost.core.stored.proto.StoredFormerAccount;
import org.sealpost.crypto.AssociatedData;
import org.sealpost.crypto.LookupHashes;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.Uuids;
import org.sealpost.storage.StorageCorrupt;
import org.sealpost.storage.accounts.FormerAccount;
import org.sealpost.storage.accounts.FormerAccountStore;

/// What is kept of accounts that ended: under a keyed hash of the number, sealed, the ACI, so that
/// whoever registers the number soon is the one their correspondents know. Nothing, where it is
/// kept for no time. Source: design, section 10.
public final class FormerAccounts {
  private final FormerAccountStore store;
  private final Keyring keyring;
  private final LookupHashes hashes;
  private final Duration keptFor;
  private final Clock clock;

  public FormerAccounts(
      FormerAccountStore store,
      Keyring keyring,
      LookupHashes hashes,
      Duration keptFor,
      Clock clock) {
    this.store = store;
    this.keyring = keyring;
    this.hashes = hashes;
    this.keptFor = keptFor;
    this.clock = clock;
  }

  /// What is kept of an account that ends now.
  Optional<FormerAccount> of(Account account) {
    if (!keptFor.isPositive()) {
      return Optional.empty();
    }
    Bytes numberHash = hashes.number(account.number());
    byte[] kept =
        StoredFormerAccount.newBuilder()
            .setAci(ByteString.copyFrom(Uuids.toBytes(account.aci().uuid())))
            .build()
            .toByteArray();
    return Optional.of(
        new FormerAccount(
            numberHash,
            keyring.ofRest().seal(context(numberHash), kept),
            clock.instant().plus(keptFor)));
  }

  /// The ACI of the number's last account, if it ended lately.
  Optional<Aci> aciOf(PhoneNumber number) {
    return store.find(hashes.number(number), clock.instant()).map(this::open);
  }

  private Aci open(FormerAccount former) {
    try {
      byte[] kept = keyring.ofRest().open(context(former.numberHash()), former.sealed());
      return new Aci(Uuids.fromBytes(StoredFormerAccount.parseFrom(kept).getAci().toByteArray()));
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new StorageCorrupt("a former account is none");
    }
  }

  private static AssociatedData context(Bytes numberHash) {
    return new AssociatedData(
        "rest", HexFormat.of().formatHex(numberHash.unsafeArray()), "former account");
  }
}
