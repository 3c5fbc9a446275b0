package org.sealpost.client.keys;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.json.OneTimePreKey;
import org.sealpost.protocol.json.SignedPreKey;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.ecc.ECKeyPair;
import org.signal.libsignal.protocol.kem.KEMKeyPair;
import org.signal.libsignal.protocol.kem.KEMKeyType;
import org.signal.libsignal.protocol.state.KyberPreKeyRecord;
import org.signal.libsignal.protocol.state.PreKeyRecord;
import org.signal.libsignal.protocol.state.SignedPreKeyRecord;

/// Makes prekeys and writes them as the wire has them. Ids run from 1 to 0xFFFFFF and begin again
/// (wire interface, keys, section 1).
public final class PreKeys {
  public static final int MAX_ID = 0xFFFFFF;
  private static final SecureRandom RANDOM = new SecureRandom();

  private PreKeys() {}

  /// Where a device begins to count, so that a device registered anew does not repeat the ids of
  /// its former life.
  public static int randomId() {
    return 1 + RANDOM.nextInt(MAX_ID);
  }

  public static int idAfter(int id, int steps) {
    return (id - 1 + steps) % MAX_ID + 1;
  }

  public static SignedPreKeyRecord signed(IdentityKeyPair identity, int id, Instant now) {
    ECKeyPair pair = ECKeyPair.generate();
    byte[] signature = identity.getPrivateKey().calculateSignature(pair.getPublicKey().serialize());
    return new SignedPreKeyRecord(id, now.toEpochMilli(), pair, signature);
  }

  public static KyberPreKeyRecord kyber(IdentityKeyPair identity, int id, Instant now) {
    KEMKeyPair pair = KEMKeyPair.generate(KEMKeyType.KYBER_1024);
    byte[] signature = identity.getPrivateKey().calculateSignature(pair.getPublicKey().serialize());
    return new KyberPreKeyRecord(id, now.toEpochMilli(), pair, signature);
  }

  public static List<PreKeyRecord> oneTime(int firstId, int count) {
    List<PreKeyRecord> records = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      records.add(new PreKeyRecord(idAfter(firstId, i), ECKeyPair.generate()));
    }
    return records;
  }

  public static List<KyberPreKeyRecord> oneTimeKyber(
      IdentityKeyPair identity, int firstId, int count, Instant now) {
    List<KyberPreKeyRecord> records = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      records.add(kyber(identity, idAfter(firstId, i), now));
    }
    return records;
  }

  public static SignedPreKey onWire(SignedPreKeyRecord record) {
    try {
      return signed(
          record.getId(), record.getKeyPair().getPublicKey().serialize(), record.getSignature());
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("a stored signed prekey cannot be read", e);
    }
  }

  public static SignedPreKey onWire(KyberPreKeyRecord record) {
    try {
      return signed(
          record.getId(), record.getKeyPair().getPublicKey().serialize(), record.getSignature());
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("a stored Kyber prekey cannot be read", e);
    }
  }

  private static SignedPreKey signed(int id, byte[] key, byte[] signature) {
    return new SignedPreKey(id, Bytes.wrap(key), Bytes.wrap(signature));
  }

  public static OneTimePreKey onWire(PreKeyRecord record) {
    try {
      return new OneTimePreKey(
          record.getId(), Bytes.wrap(record.getKeyPair().getPublicKey().serialize()));
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("a stored prekey cannot be read", e);
    }
  }
}
