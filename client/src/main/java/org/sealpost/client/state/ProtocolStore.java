package org.sealpost.client.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sealpost.client.keys.RepeatedUseKeys;
import org.sealpost.protocol.IdentityType;
import org.signal.libsignal.protocol.IdentityKey;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.InvalidKeyIdException;
import org.signal.libsignal.protocol.InvalidMessageException;
import org.signal.libsignal.protocol.NoSessionException;
import org.signal.libsignal.protocol.ReusedBaseKeyException;
import org.signal.libsignal.protocol.SignalProtocolAddress;
import org.signal.libsignal.protocol.ecc.ECPublicKey;
import org.signal.libsignal.protocol.groups.state.SenderKeyRecord;
import org.signal.libsignal.protocol.state.KyberPreKeyRecord;
import org.signal.libsignal.protocol.state.PreKeyRecord;
import org.signal.libsignal.protocol.state.SessionRecord;
import org.signal.libsignal.protocol.state.SignalProtocolStore;
import org.signal.libsignal.protocol.state.SignedPreKeyRecord;

/// libsignal's view of the state, for one identity of this device. Trust is on first use: a key
/// that differs from the one known is refused when sending, and taken (and reported) when
/// receiving, because its owner proved to hold it.
public final class ProtocolStore implements SignalProtocolStore {
  private static final int ACI = 0;
  static final int PNI = 1;

  /// Ten uploads' worth.
  private static final int MAX_ONE_TIME = 1000;

  private final Database database;
  private final PeerRecords peers;
  private final Self self;
  private final IdentityType type;

  /// How the tables write the identity.
  private final int identity;

  ProtocolStore(Database database, PeerRecords peers, Self self, IdentityType identity) {
    this.database = database;
    this.peers = peers;
    this.self = self;
    this.type = identity;
    this.identity =
        switch (identity) {
          case ACI -> ACI;
          case PNI -> PNI;
        };
  }

  private boolean isAci() {
    return type == IdentityType.ACI;
  }

  @Override
  public IdentityKeyPair getIdentityKeyPair() {
    return isAci() ? self.aciIdentity() : present().pniIdentity();
  }

  @Override
  public int getLocalRegistrationId() {
    return isAci() ? self.registrationId() : present().pniRegistrationId();
  }

  /// What belongs to the number changes with it.
  private Self present() {
    return SelfColumns.read(database).orElse(self);
  }

  @Override
  public IdentityChange saveIdentity(SignalProtocolAddress address, IdentityKey key) {
    return peers.saveIdentity(address.getName(), key)
        ? IdentityChange.REPLACED_EXISTING
        : IdentityChange.NEW_OR_UNCHANGED;
  }

  @Override
  public boolean isTrustedIdentity(
      SignalProtocolAddress address, IdentityKey key, Direction direction) {
    return switch (direction) {
      case RECEIVING -> true;
      case SENDING -> peers.identity(address.getName()).map(key::equals).orElse(true);
    };
  }

  @Override
  public @Nullable IdentityKey getIdentity(SignalProtocolAddress address) {
    return peers.identity(address.getName()).orElse(null);
  }

  /// Keeps the keys of a registration or a rotation. Older ones stay, for messages under way.
  void storeRepeatedUse(RepeatedUseKeys keys) {
    storeSignedPreKey(keys.signed().getId(), keys.signed());
    storeKyber(keys.lastResort(), true);
  }

  /// Takes new repeated-use keys and drops those made before `oldest`.
  public void rotate(RepeatedUseKeys keys, Instant oldest) {
    database.transaction(() -> {
      loadSignedPreKeys().stream()
          .filter(old -> old.getTimestamp() < oldest.toEpochMilli())
          .forEach(old -> removeSignedPreKey(old.getId()));
      loadKyberPreKeys().stream()
          .filter(old -> old.getTimestamp() < oldest.toEpochMilli())
          .forEach(old -> remove("kyber_pre_key", old.getId()));
      storeRepeatedUse(keys);
      return true;
    });
  }

  /// Keeps keys before they are published. Of keys that were handed out and never used the newest
  /// stay, so that whoever empties the server's stock does not fill this disk.
  public void storeOneTime(Collection<PreKeyRecord> keys, Collection<KyberPreKeyRecord> kyber) {
    database.transaction(() -> {
      keys.forEach(key -> storePreKey(key.getId(), key));
      kyber.forEach(key -> storeKyber(key, false));
      for (String old : List.of("pre_key where", "kyber_pre_key where last_resort = 0 and")) {
        database.write(
            "delete from %s identity = ?1 and rowid in (select rowid from %s identity = ?1"
                    .formatted(old, old)
                + " order by rowid desc limit -1 offset ?2)",
            identity,
            MAX_ONE_TIME);
      }
      return true;
    });
  }

  @Override
  public PreKeyRecord loadPreKey(int id) throws InvalidKeyIdException {
    try {
      return new PreKeyRecord(
          record("pre_key", id)
              .orElseThrow(() -> new InvalidKeyIdException("no such one-time prekey")));
    } catch (InvalidMessageException e) {
      throw unreadable(e);
    }
  }

  @Override
  public void storePreKey(int id, PreKeyRecord record) {
    database.write(
        "insert or replace into pre_key values (?, ?, ?)", identity, id, record.serialize());
  }

  @Override
  public boolean containsPreKey(int id) {
    return record("pre_key", id).isPresent();
  }

  @Override
  public void removePreKey(int id) {
    remove("pre_key", id);
  }

  @Override
  public SignedPreKeyRecord loadSignedPreKey(int id) throws InvalidKeyIdException {
    return signed(
        record("signed_pre_key", id)
            .orElseThrow(() -> new InvalidKeyIdException("no such signed prekey")));
  }

  @Override
  public List<SignedPreKeyRecord> loadSignedPreKeys() {
    return records("signed_pre_key").stream().map(ProtocolStore::signed).toList();
  }

  @Override
  public void storeSignedPreKey(int id, SignedPreKeyRecord record) {
    database.write(
        "insert or replace into signed_pre_key values (?, ?, ?)", identity, id, record.serialize());
  }

  @Override
  public boolean containsSignedPreKey(int id) {
    return record("signed_pre_key", id).isPresent();
  }

  @Override
  public void removeSignedPreKey(int id) {
    remove("signed_pre_key", id);
  }

  @Override
  public KyberPreKeyRecord loadKyberPreKey(int id) throws InvalidKeyIdException {
    return kyber(
        record("kyber_pre_key", id)
            .orElseThrow(() -> new InvalidKeyIdException("no such Kyber prekey")));
  }

  @Override
  public List<KyberPreKeyRecord> loadKyberPreKeys() {
    return records("kyber_pre_key").stream().map(ProtocolStore::kyber).toList();
  }

  @Override
  public void storeKyberPreKey(int id, KyberPreKeyRecord record) {
    storeKyber(record, false);
  }

  private void storeKyber(KyberPreKeyRecord record, boolean lastResort) {
    database.write(
        "insert or replace into kyber_pre_key values (?, ?, ?, ?)",
        identity,
        record.getId(),
        record.serialize(),
        lastResort ? 1 : 0);
  }

  @Override
  public boolean containsKyberPreKey(int id) {
    return record("kyber_pre_key", id).isPresent();
  }

  /// A one-time key goes; with a last-resort key the same base key must not come twice.
  @Override
  public void markKyberPreKeyUsed(int id, int signedId, ECPublicKey baseKey)
      throws ReusedBaseKeyException {
    int removed =
        database.write(
            "delete from kyber_pre_key where identity = ? and id = ? and last_resort = 0",
            identity,
            id);
    if (removed == 0
        && database.write(
                "insert or ignore into kyber_use values (?, ?, ?, ?)",
                identity,
                id,
                signedId,
                baseKey.serialize())
            == 0) {
      throw new ReusedBaseKeyException();
    }
  }

  @Override
  public @Nullable SessionRecord loadSession(SignalProtocolAddress address) {
    return session(address).orElse(null);
  }

  @Override
  public List<SessionRecord> loadExistingSessions(List<SignalProtocolAddress> addresses)
      throws NoSessionException {
    List<SessionRecord> found = new ArrayList<>();
    for (SignalProtocolAddress address : addresses) {
      found.add(
          session(address).orElseThrow(() -> new NoSessionException(address, "no session yet")));
    }
    return found;
  }

  private Optional<SessionRecord> session(SignalProtocolAddress address) {
    return database
        .first(
            "select record from session where identity = ? and peer = ? and device = ?",
            row -> row.getBytes(1),
            identity,
            address.getName(),
            address.getDeviceId())
        .map(bytes -> {
          try {
            return new SessionRecord(bytes);
          } catch (InvalidMessageException e) {
            throw unreadable(e);
          }
        });
  }

  /// The peer's devices other than its primary that there are sessions with.
  @Override
  public List<Integer> getSubDeviceSessions(String peer) {
    return devicesWithSession(peer).stream().filter(device -> device != 1).toList();
  }

  /// The peer's devices that there are sessions with.
  public List<Integer> devicesWithSession(String peer) {
    return database.all(
        "select device from session where identity = ? and peer = ? order by device",
        row -> row.getInt(1),
        identity,
        peer);
  }

  /// The registration id of the device that there is a session with; zero when nothing can be sent
  /// in it.
  public int registrationOf(SignalProtocolAddress address) {
    return session(address)
        .filter(SessionRecord::hasSenderChain)
        .map(SessionRecord::getRemoteRegistrationId)
        .orElse(0);
  }

  @Override
  public void storeSession(SignalProtocolAddress address, SessionRecord record) {
    database.write(
        "insert or replace into session values (?, ?, ?, ?)",
        identity,
        address.getName(),
        address.getDeviceId(),
        record.serialize());
  }

  @Override
  public boolean containsSession(SignalProtocolAddress address) {
    return session(address).filter(SessionRecord::hasSenderChain).isPresent();
  }

  @Override
  public void deleteSession(SignalProtocolAddress address) {
    database.write(
        "delete from session where identity = ? and peer = ? and device = ?",
        identity,
        address.getName(),
        address.getDeviceId());
  }

  @Override
  public void deleteAllSessions(String peer) {
    database.write("delete from session where identity = ? and peer = ?", identity, peer);
  }

  @Override
  public void storeSenderKey(
      SignalProtocolAddress address, UUID distribution, SenderKeyRecord record) {
    database.write(
        "insert or replace into sender_key values (?, ?, ?, ?)",
        address.getName(),
        address.getDeviceId(),
        distribution.toString(),
        record.serialize());
  }

  @Override
  public @Nullable SenderKeyRecord loadSenderKey(SignalProtocolAddress address, UUID distribution) {
    Optional<byte[]> found =
        database.first(
            "select record from sender_key where peer = ? and device = ? and distribution = ?",
            row -> row.getBytes(1),
            address.getName(),
            address.getDeviceId(),
            distribution.toString());
    try {
      return found.isPresent() ? new SenderKeyRecord(found.get()) : null;
    } catch (InvalidMessageException e) {
      throw unreadable(e);
    }
  }

  private Optional<byte[]> record(String table, int id) {
    return database.first(
        "select record from " + table + " where identity = ? and id = ?",
        row -> row.getBytes(1),
        identity,
        id);
  }

  private void remove(String table, int id) {
    database.write("delete from " + table + " where identity = ? and id = ?", identity, id);
  }

  private List<byte[]> records(String table) {
    return database.all(
        "select record from " + table + " where identity = ? order by id",
        row -> row.getBytes(1),
        identity);
  }

  private static SignedPreKeyRecord signed(byte[] bytes) {
    try {
      return new SignedPreKeyRecord(bytes);
    } catch (InvalidMessageException e) {
      throw unreadable(e);
    }
  }

  private static KyberPreKeyRecord kyber(byte[] bytes) {
    try {
      return new KyberPreKeyRecord(bytes);
    } catch (InvalidMessageException e) {
      throw unreadable(e);
    }
  }

  private static StateUnavailable unreadable(Exception cause) {
    return new StateUnavailable("the client's state holds a record that cannot be read", cause);
  }
}
