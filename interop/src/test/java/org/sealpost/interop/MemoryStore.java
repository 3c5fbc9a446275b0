package org.sealpost.interop;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.signal.libsignal.protocol.IdentityKey;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.SignalProtocolAddress;
import org.signal.libsignal.protocol.state.KyberPreKeyRecord;
import org.signal.libsignal.protocol.state.SessionRecord;
import org.signal.libsignal.protocol.state.impl.InMemorySignalProtocolStore;
import org.whispersystems.signalservice.api.SignalServiceAccountDataStore;
import org.whispersystems.signalservice.api.push.DistributionId;

/// The keys and sessions of one device under one identity (ACI or PNI), kept in memory.
///
/// A session that was archived, or has only received, counts as no session: the library then
/// fetches keys anew, as applications have it do. A changed identity key is accepted, as by a
/// person who does not mind.
final class MemoryStore extends InMemorySignalProtocolStore
    implements SignalServiceAccountDataStore {

  private final Map<Integer, KyberPreKeyRecord> lastResort = new HashMap<>();

  /// Who has this device's sender key, by what it is for.
  private final Map<DistributionId, Set<SignalProtocolAddress>> senderKeyShared = new HashMap<>();

  MemoryStore(IdentityKeyPair identity, int registrationId) {
    super(identity, registrationId);
  }

  @Override
  public boolean isTrustedIdentity(
      SignalProtocolAddress address, IdentityKey identity, Direction direction) {
    return true;
  }

  @Override
  public boolean containsSession(SignalProtocolAddress address) {
    var session = loadSession(address);
    return session != null && session.hasSenderChain();
  }

  @Override
  public List<Integer> getSubDeviceSessions(String name) {
    return super.getSubDeviceSessions(name).stream()
        .filter(device -> containsSession(new SignalProtocolAddress(name, device)))
        .toList();
  }

  @Override
  public void archiveSession(SignalProtocolAddress address) {
    var session = loadSession(address);
    if (session != null) {
      session.archiveCurrentState();
      storeSession(address, session);
    }
  }

  @Override
  public Map<SignalProtocolAddress, SessionRecord> getAllAddressesWithActiveSessions(
      List<String> names) {
    var found = new HashMap<SignalProtocolAddress, SessionRecord>();
    for (var name : names) {
      var primary = new SignalProtocolAddress(name, 1);
      if (containsSession(primary)) {
        found.put(primary, loadSession(primary));
      }
      for (int device : getSubDeviceSessions(name)) {
        var address = new SignalProtocolAddress(name, device);
        found.put(address, loadSession(address));
      }
    }
    return found;
  }

  @Override
  public boolean isMultiDevice() {
    return false; // the library shall learn it from the server's needsSync
  }

  @Override
  public void storeLastResortKyberPreKey(int id, KyberPreKeyRecord key) {
    storeKyberPreKey(id, key);
    lastResort.put(id, key);
  }

  @Override
  public List<KyberPreKeyRecord> loadLastResortKyberPreKeys() {
    return List.copyOf(lastResort.values());
  }

  @Override
  public void removeKyberPreKey(int id) {
    lastResort.remove(id);
  }

  // Keys of these short-lived devices do not grow old.

  @Override
  public void markAllOneTimeEcPreKeysStaleIfNecessary(long staleTime) {}

  @Override
  public void deleteAllStaleOneTimeEcPreKeys(long threshold, int minCount) {}

  @Override
  public void markAllOneTimeKyberPreKeysStaleIfNecessary(long staleTime) {}

  @Override
  public void deleteAllStaleOneTimeKyberPreKeys(long threshold, int minCount) {}

  @Override
  public Set<SignalProtocolAddress> getSenderKeySharedWith(DistributionId distribution) {
    return Set.copyOf(senderKeyShared.getOrDefault(distribution, Set.of()));
  }

  @Override
  public void markSenderKeySharedWith(
      DistributionId distribution, Collection<SignalProtocolAddress> addresses) {
    senderKeyShared.computeIfAbsent(distribution, _ -> new HashSet<>()).addAll(addresses);
  }

  @Override
  public void clearSenderKeySharedWith(Collection<SignalProtocolAddress> addresses) {
    senderKeyShared.values().forEach(shared -> shared.removeAll(addresses));
  }
}
