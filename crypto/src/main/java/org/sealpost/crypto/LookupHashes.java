package org.sealpost.crypto;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.ServiceId.Pni;
import org.sealpost.protocol.Uuids;

/// Keyed hashes under which the store finds what it must not read. Keyed, because whoever has a
/// copy of the database could otherwise try every number there is. All are 32 bytes. Safe for any
/// number of threads.
public final class LookupHashes {
  private final MacKey lookups;
  private final MacKey numberIdentities;

  /// The second key makes phone-number identities and must never change; the first only with a copy
  /// of the whole store.
  public LookupHashes(MacKey lookups, MacKey numberIdentities) {
    this.lookups = lookups;
    this.numberIdentities = numberIdentities;
  }

  public Bytes number(PhoneNumber number) {
    return lookups.mac("number", bytes(number.e164()));
  }

  public Bytes inviteCode(PhoneNumber number, String code) {
    return lookups.mac("invite code", bytes(number.e164()), bytes(code));
  }

  public Bytes session(String sessionId) {
    return lookups.mac("verification session", bytes(sessionId));
  }

  /// What a username is found by.
  ///
  /// @param hash as clients make it of the username
  public Bytes username(Bytes hash) {
    return lookups.mac("username", hash.unsafeArray());
  }

  public Bytes usernameLink(UUID handle) {
    return lookups.mac("username link", Uuids.toBytes(handle));
  }

  public Bytes clientAddress(String address) {
    return lookups.mac("client address", bytes(address));
  }

  public Bytes profileVersion(Aci account, String version) {
    return lookups.mac("profile version", account.toBinary(), bytes(version));
  }

  /// Groups the objects of an account, and says nothing of whose they are.
  public Bytes mediaOwner(Aci account) {
    return lookups.mac("media owner", account.toBinary());
  }

  /// The same number has the same identity for ever, without a table: a UUIDv4 of the hash's bits.
  public Pni numberIdentity(PhoneNumber number) {
    byte[] uuid =
        numberIdentities
            .mac("phone number identity", bytes(number.e164()))
            .slice(0, 16)
            .toByteArray();
    uuid[6] = (byte) ((uuid[6] & 0x0F) | 0x40);
    uuid[8] = (byte) ((uuid[8] & 0x3F) | 0x80);
    return new Pni(Uuids.fromBytes(uuid));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
