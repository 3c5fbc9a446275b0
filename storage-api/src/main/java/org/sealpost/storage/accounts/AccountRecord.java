package org.sealpost.storage.accounts;

import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.ServiceId.Pni;

/// An account as it is kept: what it must be found by, and a sealed document with the rest.
///
/// @param numberHash keyed hash of the number, 32 bytes
/// @param usernameHash keyed hash of the username's hash, 32 bytes
/// @param usernameLinkHash keyed hash of the handle of the username's link, 32 bytes
/// @param version grows by one with every update; an ACI that comes back goes on where it ended,
///   and so does its device list
public record AccountRecord(
    Aci aci,
    Pni pni,
    Bytes numberHash,
    Optional<Bytes> usernameHash,
    Optional<Bytes> usernameLinkHash,
    long version,
    DevicesVersion devicesVersion,
    Bytes sealedDocument) {

  public AccountRecord {
    if (usernameHash.isEmpty() && usernameLinkHash.isPresent()) {
      throw new IllegalArgumentException("a link leads to a username");
    }
  }

  /// Without a username.
  public AccountRecord(
      Aci aci,
      Pni pni,
      Bytes numberHash,
      long version,
      DevicesVersion devicesVersion,
      Bytes sealedDocument) {
    this(
        aci,
        pni,
        numberHash,
        Optional.empty(),
        Optional.empty(),
        version,
        devicesVersion,
        sealedDocument);
  }
}
