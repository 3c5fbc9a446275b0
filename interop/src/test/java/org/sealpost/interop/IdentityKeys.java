package org.sealpost.interop;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.ecc.Curve;
import org.signal.libsignal.protocol.ecc.ECPublicKey;
import org.signal.libsignal.protocol.kem.KEMKeyPair;
import org.signal.libsignal.protocol.kem.KEMKeyType;
import org.signal.libsignal.protocol.kem.KEMPublicKey;
import org.signal.libsignal.protocol.state.KyberPreKeyRecord;
import org.signal.libsignal.protocol.state.PreKeyRecord;
import org.signal.libsignal.protocol.state.SignedPreKeyRecord;
import org.whispersystems.signalservice.api.account.PreKeyCollection;
import org.whispersystems.signalservice.api.account.PreKeyUpload;
import org.whispersystems.signalservice.api.push.ServiceIdType;

/// The keys of one device under one of its account's two identities, and the store that holds them.
final class IdentityKeys {

  private final ServiceIdType type;
  private final MemoryStore store;
  private final SignedPreKeyRecord signed;
  private final KyberPreKeyRecord lastResort;
  private int nextId = 100;

  IdentityKeys(ServiceIdType type, IdentityKeyPair identity) {
    this.type = type;
    this.store = new MemoryStore(identity, ThreadLocalRandom.current().nextInt(1, 0x4000));
    this.signed = newSigned(nextId++);
    this.lastResort = newKyber(nextId++);
    store.storeSignedPreKey(signed.getId(), signed);
    store.storeLastResortKyberPreKey(lastResort.getId(), lastResort);
  }

  ServiceIdType type() {
    return type;
  }

  MemoryStore store() {
    return store;
  }

  SignedPreKeyRecord signed() {
    return signed;
  }

  KyberPreKeyRecord lastResort() {
    return lastResort;
  }

  ECPublicKey signedPublicKey() {
    try {
      return signed.getKeyPair().getPublicKey();
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("a key of our own making", e);
    }
  }

  KEMPublicKey lastResortPublicKey() {
    try {
      return lastResort.getKeyPair().getPublicKey();
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("a key of our own making", e);
    }
  }

  /// The keys that go with registration and linking.
  PreKeyCollection repeatedUse() {
    return new PreKeyCollection(store.getIdentityKeyPair().getPublicKey(), signed, lastResort);
  }

  /// An upload of as many fresh one-time keys of both kinds; the other keys stay as they are.
  PreKeyUpload oneTime(int count) {
    var curve = IntStream.range(0, count).mapToObj(i -> newOneTime()).toList();
    List<KyberPreKeyRecord> kyber =
        IntStream.range(0, count).mapToObj(i -> newKyber(nextId++)).toList();
    kyber.forEach(key -> store.storeKyberPreKey(key.getId(), key));
    return new PreKeyUpload(type, null, curve, null, kyber);
  }

  private PreKeyRecord newOneTime() {
    var key = new PreKeyRecord(nextId++, Curve.generateKeyPair());
    store.storePreKey(key.getId(), key);
    return key;
  }

  private SignedPreKeyRecord newSigned(int id) {
    var pair = Curve.generateKeyPair();
    return new SignedPreKeyRecord(
        id, System.currentTimeMillis(), pair, sign(pair.getPublicKey().serialize()));
  }

  private KyberPreKeyRecord newKyber(int id) {
    var pair = KEMKeyPair.generate(KEMKeyType.KYBER_1024);
    return new KyberPreKeyRecord(
        id, System.currentTimeMillis(), pair, sign(pair.getPublicKey().serialize()));
  }

  private byte[] sign(byte[] publicKey) {
    return store.getIdentityKeyPair().getPrivateKey().calculateSignature(publicKey);
  }
}
