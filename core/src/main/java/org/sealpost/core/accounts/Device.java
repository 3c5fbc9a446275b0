package org.sealpost.core.accounts;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import org.sealpost.crypto.PasswordHash;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.IdentityType;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.prekeys.PreKeyOwner;

/// One device of an account. Its inbox id names this incarnation of it: linking again under the
/// same device id makes another.
///
/// @param registrationId 1 to 16383, checked by senders to the ACI; `pniRegistrationId` by senders
///   to the PNI
/// @param name encrypted by the client, echoed as stored
/// @param lastSeen to the day, never finer (design section 9)
/// @param capabilities names of the capabilities that the device said it has
/// @param pniKeySet which of its sets of PNI prekeys is the present one; another with each change
///   of the PNI's identity key
public record Device(
    int id,
    InboxId inbox,
    PasswordHash password,
    int registrationId,
    int pniRegistrationId,
    Optional<Bytes> name,
    Instant created,
    LocalDate lastSeen,
    boolean fetchesMessages,
    Set<String> capabilities,
    int pniKeySet) {

  public Device {
    capabilities = Set.copyOf(capabilities);
  }

  public boolean isPrimary() {
    return id == 1;
  }

  public int registrationId(IdentityType identity) {
    return switch (identity) {
      case ACI -> registrationId;
      case PNI -> pniRegistrationId;
    };
  }

  /// Whose prekeys are the device's under this identity.
  public PreKeyOwner preKeys(IdentityType identity) {
    return switch (identity) {
      case ACI -> new PreKeyOwner(inbox, identity);
      case PNI -> new PreKeyOwner(inbox, identity, pniKeySet);
    };
  }

  /// With the next set of PNI prekeys.
  public Device rekeyed(int newPniRegistrationId) {
    return new Device(
        id,
        inbox,
        password,
        registrationId,
        newPniRegistrationId,
        name,
        created,
        lastSeen,
        fetchesMessages,
        capabilities,
        pniKeySet + 1);
  }

  Device seenOn(LocalDate day) {
    return new Device(
        id,
        inbox,
        password,
        registrationId,
        pniRegistrationId,
        name,
        created,
        day,
        fetchesMessages,
        capabilities,
        pniKeySet);
  }

  /// Under another name, encrypted by the client.
  public Device named(Bytes newName) {
    return new Device(
        id,
        inbox,
        password,
        registrationId,
        pniRegistrationId,
        Optional.of(newName),
        created,
        lastSeen,
        fetchesMessages,
        capabilities,
        pniKeySet);
  }

  /// With what the attributes say of the device; its registration ids stay.
  Device described(Attributes attributes) {
    return new Device(
        id,
        inbox,
        password,
        registrationId,
        pniRegistrationId,
        attributes.name(),
        created,
        lastSeen,
        attributes.fetchesMessages(),
        Capability.known(attributes.capabilities()),
        pniKeySet);
  }

  /// With these capabilities, the unknown ones among them passed over.
  public Device capable(Set<String> names) {
    return new Device(
        id,
        inbox,
        password,
        registrationId,
        pniRegistrationId,
        name,
        created,
        lastSeen,
        fetchesMessages,
        Capability.known(names),
        pniKeySet);
  }

  @Override
  public String toString() {
    return "Device[" + id + "]";
  }
}
