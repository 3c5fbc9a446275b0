package org.sealpost.interop;

import org.jspecify.annotations.Nullable;
import org.whispersystems.signalservice.api.SignalServiceDataStore;
import org.whispersystems.signalservice.api.account.AccountAttributes;
import org.whispersystems.signalservice.api.push.ServiceId;
import org.whispersystems.signalservice.api.push.ServiceIdType;

/// The keys of one device under both identities of its account.
record DeviceKeys(IdentityKeys forAci, IdentityKeys forPni) implements SignalServiceDataStore {

  static DeviceKeys generate(Person.Secrets secrets) {
    return new DeviceKeys(
        new IdentityKeys(ServiceIdType.ACI, secrets.aciIdentity()),
        new IdentityKeys(ServiceIdType.PNI, secrets.pniIdentity()));
  }

  /// What such a device says of itself when it is registered or linked.
  AccountAttributes attributes(Person.Secrets secrets, @Nullable String encryptedName) {
    return attributes(secrets, encryptedName, null, false, null);
  }

  /// The same of an owner who lets in sealed messages of everybody.
  AccountAttributes unrestricted(Person owner) {
    return attributes(owner.secrets(), null, null, true, null);
  }

  AccountAttributes attributes(
      Person.Secrets secrets,
      @Nullable String encryptedName,
      @Nullable String registrationLock,
      boolean unrestricted,
      @Nullable String recoveryPassword) {
    return new AccountAttributes(
        null,
        aci().getLocalRegistrationId(),
        true,
        registrationLock,
        secrets.accessKey(),
        unrestricted,
        new AccountAttributes.Capabilities(false, true, true, true, true),
        true,
        encryptedName,
        pni().getLocalRegistrationId(),
        recoveryPassword);
  }

  @Override
  public MemoryStore get(ServiceId serviceId) {
    return serviceId instanceof ServiceId.PNI ? pni() : aci();
  }

  @Override
  public MemoryStore aci() {
    return forAci.store();
  }

  @Override
  public MemoryStore pni() {
    return forPni.store();
  }

  @Override
  public boolean isMultiDevice() {
    return false; // the library shall learn it from the server's needsSync
  }
}
