package org.sealpost.core.accounts;

import org.sealpost.core.prekeys.DevicePreKeys;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.PhoneNumber;

/// A request to register a number. Source: accounts and devices, section 3.
///
/// @param sessionId of a verified session for this number
/// @param password made by the client; becomes the primary device's
/// @param aciIdentityKey serialized public key, 33 bytes; likewise `pniIdentityKey`
public record Registration(
    String sessionId,
    PhoneNumber number,
    String password,
    Attributes attributes,
    Bytes aciIdentityKey,
    Bytes pniIdentityKey,
    DevicePreKeys preKeys) {

  @Override
  public String toString() {
    return "Registration[redacted]";
  }
}
