package org.sealpost.core.accounts;

import org.sealpost.core.prekeys.DevicePreKeys;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.PhoneNumber;

/// A request to register a number. Source: accounts and devices, section 3.
///
/// @param proof that the number is the caller's
/// @param password made by the client; becomes the primary device's
/// @param attributes their registration lock is compared with the account's, and becomes it
/// @param aciIdentityKey serialized public key, 33 bytes; likewise `pniIdentityKey`
public record Registration(
    RegistrationProof proof,
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
