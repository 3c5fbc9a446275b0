package org.sealpost.core.accounts;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.sealpost.crypto.PasswordHash;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId.Pni;

/// An account on its way to its next version. Versions are not set here: [StoredAccounts] counts
/// them when it writes. For one thread.
public final class AccountDraft {
  private final Account from;
  private Bytes aciIdentityKey;
  private Bytes pniIdentityKey;
  private Optional<SecretBytes> accessKey;
  private boolean unrestrictedAccess;
  private boolean discoverable;
  private Optional<PasswordHash> registrationLock;
  private Optional<PasswordHash> recoveryPassword;
  private Optional<String> profileVersion;
  private Optional<Username> username;
  private PhoneNumber number;
  private Pni pni;
  private List<Device> devices;
  private Map<Bytes, UsedLinkToken> usedLinkTokens;

  AccountDraft(Account from) {
    this.from = from;
    this.aciIdentityKey = from.aciIdentityKey();
    this.pniIdentityKey = from.pniIdentityKey();
    this.accessKey = from.accessKey();
    this.unrestrictedAccess = from.unrestrictedAccess();
    this.discoverable = from.discoverable();
    this.registrationLock = from.registrationLock();
    this.recoveryPassword = from.recoveryPassword();
    this.profileVersion = from.profileVersion();
    this.username = from.username();
    this.number = from.number();
    this.pni = from.pni();
    this.devices = from.devices();
    this.usedLinkTokens = from.usedLinkTokens();
  }

  public AccountDraft identityKeys(Bytes aciKey, Bytes pniKey) {
    this.aciIdentityKey = aciKey;
    this.pniIdentityKey = pniKey;
    return this;
  }

  /// Takes over what the attributes say of the account; a registration lock that they do not name
  /// is cleared, a recovery password stays.
  AccountDraft attributes(Attributes attributes, SaltedSecrets secrets) {
    this.accessKey = attributes.accessKey();
    this.unrestrictedAccess = attributes.unrestrictedAccess();
    this.discoverable = attributes.discoverable();
    registrationLock(attributes.registrationLock(), secrets);
    this.recoveryPassword =
        attributes
            .recoveryPassword()
            .map(password -> secrets.keepOrSalt(recoveryPassword, password))
            .or(() -> recoveryPassword);
    return this;
  }

  /// Keeps a lock as it is kept; none clears it.
  AccountDraft registrationLock(Optional<SecretBytes> lock, SaltedSecrets secrets) {
    this.registrationLock = lock.map(secret -> secrets.keepOrSalt(registrationLock, secret));
    return this;
  }

  AccountDraft withoutRecoveryPassword() {
    this.recoveryPassword = Optional.empty();
    return this;
  }

  public AccountDraft profileVersion(Optional<String> version) {
    this.profileVersion = version;
    return this;
  }

  public AccountDraft username(Optional<Username> changed) {
    this.username = changed;
    return this;
  }

  /// Under another number, or the same with another identity key.
  public AccountDraft number(PhoneNumber changed, Pni identity, Bytes identityKey) {
    this.number = changed;
    this.pni = identity;
    this.pniIdentityKey = identityKey;
    return this;
  }

  public AccountDraft discoverable(boolean changed) {
    this.discoverable = changed;
    return this;
  }

  /// Puts the device in the place of the one with its id, if there is one.
  public AccountDraft device(Device device) {
    this.devices =
        Stream.concat(
                devices.stream().filter(other -> other.id() != device.id()), Stream.of(device))
            .sorted(Comparator.comparingInt(Device::id))
            .toList();
    return this;
  }

  public AccountDraft withoutDevice(int id) {
    this.devices = devices.stream().filter(device -> device.id() != id).toList();
    return this;
  }

  public AccountDraft onlyDevice(Device device) {
    this.devices = List.of(device);
    return this;
  }

  /// Remembers a used link code until it would be refused anyway, and forgets those for which that
  /// time has come.
  public AccountDraft usedLinkCode(Bytes hash, UsedLinkToken code, Instant now) {
    Map<Bytes, UsedLinkToken> used = new HashMap<>(usedLinkTokens);
    used.values().removeIf(earlier -> earlier.until().isBefore(now));
    used.put(hash, code);
    this.usedLinkTokens = used;
    return this;
  }

  /// With the versions that the account had.
  public Account build() {
    return new Account(
        from.aci(),
        pni,
        number,
        from.pseudonym(),
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
        from.version(),
        from.devicesVersion());
  }
}
