package org.sealpost.core.prekeys;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import org.sealpost.crypto.AssociatedData;
import org.sealpost.crypto.PreKeySignatures;
import org.sealpost.crypto.Sealer;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.StorageCorrupt;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.prekeys.PreKeyOwner;
import org.sealpost.storage.prekeys.RepeatedUseKeys;
import org.sealpost.storage.prekeys.SealedPreKey;

/// Turns one account's prekeys into what the store keeps, and back. Sealed form: key id (8 bytes),
/// public key, signature (64 bytes where there is one); bound to account, device incarnation,
/// identity, key set, row and kind.
public final class PreKeySeal {
  private static final String EC_ONE_TIME = "ec one-time prekey";
  private static final String KYBER_ONE_TIME = "kyber one-time prekey";
  private static final String SIGNED = "ec signed prekey";
  private static final String LAST_RESORT = "kyber last-resort prekey";

  private final Aci account;
  private final Sealer sealer;

  public PreKeySeal(Aci account, Sealer sealer) {
    this.account = account;
    this.sealer = sealer;
  }

  public RepeatedUseKeys seal(InboxId device, IdentityType identity, DevicePreKeys keys) {
    PreKeyOwner owner = new PreKeyOwner(device, identity);
    return switch (identity) {
      case ACI -> seal(owner, keys.aciSigned(), keys.aciLastResort());
      case PNI -> seal(owner, keys.pniSigned(), keys.pniLastResort());
    };
  }

  public RepeatedUseKeys seal(PreKeyOwner owner, SignedKey signed, SignedKey lastResort) {
    return new RepeatedUseKeys(sealSigned(owner, signed), sealLastResort(owner, lastResort));
  }

  public Bytes sealSigned(PreKeyOwner owner, SignedKey key) {
    return sealer.seal(context(owner, "", SIGNED), encode(key));
  }

  public SignedKey openSigned(PreKeyOwner owner, Bytes sealed) {
    return decodeSigned(sealer.open(context(owner, "", SIGNED), sealed));
  }

  public Bytes sealLastResort(PreKeyOwner owner, SignedKey key) {
    return sealer.seal(context(owner, "", LAST_RESORT), encode(key));
  }

  public SignedKey openLastResort(PreKeyOwner owner, Bytes sealed) {
    return decodeSigned(sealer.open(context(owner, "", LAST_RESORT), sealed));
  }

  public SealedPreKey sealEcOneTime(PreKeyOwner owner, OneTimeKey key, SecureRandom random) {
    long row = random.nextLong();
    return new SealedPreKey(row, sealer.seal(context(owner, row(row), EC_ONE_TIME), encode(key)));
  }

  public OneTimeKey openEcOneTime(PreKeyOwner owner, SealedPreKey key) {
    byte[] bytes = sealer.open(context(owner, row(key.rowId()), EC_ONE_TIME), key.sealed());
    check(bytes.length > Long.BYTES);
    Bytes content = Bytes.wrap(bytes);
    return new OneTimeKey(
        ByteBuffer.wrap(bytes).getLong(), content.slice(Long.BYTES, content.size()));
  }

  public SealedPreKey sealKyberOneTime(PreKeyOwner owner, SignedKey key, SecureRandom random) {
    long row = random.nextLong();
    return new SealedPreKey(
        row, sealer.seal(context(owner, row(row), KYBER_ONE_TIME), encode(key)));
  }

  public SignedKey openKyberOneTime(PreKeyOwner owner, SealedPreKey key) {
    return decodeSigned(
        sealer.open(context(owner, row(key.rowId()), KYBER_ONE_TIME), key.sealed()));
  }

  private AssociatedData context(PreKeyOwner owner, String row, String field) {
    String identity =
        owner.keySet() == 0
            ? owner.identity().name()
            : owner.identity().name() + " " + owner.keySet();
    return new AssociatedData(
        account.text(), owner.device().uuid() + "/" + identity + "/" + row, field);
  }

  private static String row(long id) {
    return Long.toHexString(id);
  }

  private static byte[] encode(OneTimeKey key) {
    return ByteBuffer.allocate(Long.BYTES + key.publicKey().size())
        .putLong(key.keyId())
        .put(key.publicKey().unsafeArray())
        .array();
  }

  private static byte[] encode(SignedKey key) {
    return ByteBuffer.allocate(Long.BYTES + key.publicKey().size() + key.signature().size())
        .putLong(key.keyId())
        .put(key.publicKey().unsafeArray())
        .put(key.signature().unsafeArray())
        .array();
  }

  private static SignedKey decodeSigned(byte[] bytes) {
    check(bytes.length > Long.BYTES + PreKeySignatures.SIGNATURE_BYTES);
    Bytes content = Bytes.wrap(bytes);
    int signature = bytes.length - PreKeySignatures.SIGNATURE_BYTES;
    return new SignedKey(
        ByteBuffer.wrap(bytes).getLong(),
        content.slice(Long.BYTES, signature),
        content.slice(signature, bytes.length));
  }

  private static void check(boolean holds) {
    if (!holds) {
      throw new StorageCorrupt("a stored prekey is too short");
    }
  }
}
