package org.sealpost.core.accounts;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.audit.events.Pseudonym;
import org.sealpost.crypto.PasswordHash;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.ServiceId.Pni;
import org.sealpost.storage.accounts.DevicesVersion;

/// An account as of one version of its document. Devices are in the order of their ids; the first
/// is the primary.
///
/// @param pseudonym how the audit trail names the person
/// @param aciIdentityKey serialized public key, 33 bytes; likewise `pniIdentityKey`
/// @param accessKey the unidentified access key, 16 bytes, with which sealed sends are let in
/// @param unrestrictedAccess any access key is let in, but there must be one
/// @param registrationLock salted hash of the client's 64 hex characters; without them the number
///   is not registered again for a while
/// @param recoveryPassword salted hash of 32 bytes with which the number can be registered again
/// @param usedLinkTokens link tokens that made a device, by their hashes, until they expire
public record Account(
    Aci aci,
    Pni pni,
    PhoneNumber number,
    Pseudonym pseudonym,
    Bytes aciIdentityKey,
    Bytes pniIdentityKey,
    Optional<SecretBytes> accessKey,
    boolean unrestrictedAccess,
    boolean discoverable,
    Optional<PasswordHash> registrationLock,
    Optional<PasswordHash> recoveryPassword,
    Optional<String> profileVersion,
    Optional<Username> username,
    List<Device> devices,
    Map<Bytes, UsedLinkToken> usedLinkTokens,
    long version,
    DevicesVersion devicesVersion) {

  public Account {
    devices = List.copyOf(devices);
    usedLinkTokens = Map.copyOf(usedLinkTokens);
  }

  public Optional<Device> device(int id) {
    return devices.stream().filter(device -> device.id() == id).findFirst();
  }

  /// The same, to change some of it.
  public AccountDraft edit() {
    return new AccountDraft(this);
  }

  /// The same, as this version.
  Account counted(long nextVersion, DevicesVersion nextDevices) {
    return new Account(
        aci,
        pni,
        number,
        pseudonym,
        aciIdentityKey,
        pniIdentityKey,
        accessKey,
        unrestrictedAccess,
        discoverable,
        registrationLock,
        recoveryPassword,
        profileVersion,
        username,
        devices,
        usedLinkTokens,
        nextVersion,
        nextDevices);
  }

  /// Whether this incarnation of the device is one of the account's.
  public boolean has(Device device) {
    return device(device.id()).filter(mine -> mine.inbox().equals(device.inbox())).isPresent();
  }

  /// Whether the id is this account's, under either identity.
  public boolean isIdentifiedBy(ServiceId id) {
    return switch (id) {
      case Aci a -> a.equals(aci);
      case Pni p -> p.equals(pni);
    };
  }

  public Bytes identityKey(IdentityType identity) {
    return switch (identity) {
      case ACI -> aciIdentityKey;
      case PNI -> pniIdentityKey;
    };
  }

  @Override
  public String toString() {
    return "Account[redacted]";
  }
}
