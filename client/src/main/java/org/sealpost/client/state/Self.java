package org.sealpost.client.state;

import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId;
import org.signal.libsignal.protocol.IdentityKeyPair;

/// Who this device is: its account, its place in it, its credentials and the secrets that all
/// devices of the account share.
public record Self(
    DeviceAddress address,
    ServiceId.Pni pni,
    PhoneNumber number,
    String password,
    int registrationId,
    int pniRegistrationId,
    IdentityKeyPair aciIdentity,
    IdentityKeyPair pniIdentity,
    SecretBytes profileKey) {

  public ServiceId.Aci aci() {
    return address.aci();
  }

  public int deviceId() {
    return address.deviceId();
  }

  /// The account's id, with `.n` for a linked device, and the password (wire interface, README
  /// section 2).
  public BasicCredentials credentials() {
    String name = aci().text();
    return new BasicCredentials(
        address.isPrimary() ? name : name + "." + address.deviceId(), password);
  }

  @Override
  public String toString() {
    return "Self[redacted]";
  }
}
