package org.sealpost.core.numbers;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.core.accounts.RegistrationProof;
import org.sealpost.core.delivery.DeviceMessage;
import org.sealpost.core.prekeys.SignedKey;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;

/// A request for another number, or for other keys under the present one. Source: accounts and
/// devices, section 9.
///
/// @param move to another number; empty for the present one
/// @param pniIdentityKey serialized public key, 33 bytes
/// @param messages for the account's other devices, which get their new keys in them
/// @param keys of every device, by its id
public record NumberChange(
    Optional<Move> move,
    Bytes pniIdentityKey,
    List<DeviceMessage> messages,
    Map<Integer, DeviceKeys> keys) {

  public NumberChange {
    messages = List.copyOf(messages);
    keys = Map.copyOf(keys);
  }

  /// Where the account moves to.
  ///
  /// @param proof that the number is the caller's; not looked at when it is their present one
  /// @param lock of the account that has the number
  public record Move(PhoneNumber number, RegistrationProof proof, Optional<SecretBytes> lock) {
    @Override
    public String toString() {
      return "Move[redacted]";
    }
  }

  /// What a device has under the PNI from then on.
  public record DeviceKeys(SignedKey signed, SignedKey lastResort, int registrationId) {}

  @Override
  public String toString() {
    return "NumberChange[redacted]";
  }
}
