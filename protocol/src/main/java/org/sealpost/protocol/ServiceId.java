package org.sealpost.protocol;

import java.util.Optional;
import java.util.UUID;

/// Names an account to the outside: by its account identity ([Aci]) or by the identity tied to its
/// phone number ([Pni]). String form: an ACI is a bare lower-case UUID, a PNI has `PNI:` before it.
/// Binary form: 16 bytes, or 0x01 and 16 bytes. Source: wire interface, README section 1.
public sealed interface ServiceId {
  String PNI_PREFIX = "PNI:";

  UUID uuid();

  IdentityType identityType();

  /// The string form of the wire.
  String text();

  /// 16 bytes for an ACI, 17 for a PNI.
  byte[] toBinary();

  /// 17 bytes: 0x00 or 0x01, then the UUID.
  default byte[] toFixedWidthBinary() {
    byte[] bytes = new byte[17];
    bytes[0] = (byte) (this instanceof Pni ? 1 : 0);
    System.arraycopy(Uuids.toBytes(uuid()), 0, bytes, 1, 16);
    return bytes;
  }

  static Optional<ServiceId> parse(String text) {
    return text.startsWith(PNI_PREFIX)
        ? Uuids.parse(text.substring(PNI_PREFIX.length())).map(Pni::new)
        : Uuids.parse(text).map(Aci::new);
  }

  record Aci(UUID uuid) implements ServiceId {
    @Override
    public IdentityType identityType() {
      return IdentityType.ACI;
    }

    @Override
    public String text() {
      return uuid.toString();
    }

    @Override
    public byte[] toBinary() {
      return Uuids.toBytes(uuid);
    }
  }

  record Pni(UUID uuid) implements ServiceId {
    @Override
    public IdentityType identityType() {
      return IdentityType.PNI;
    }

    @Override
    public String text() {
      return PNI_PREFIX + uuid;
    }

    @Override
    public byte[] toBinary() {
      return toFixedWidthBinary();
    }
  }
}
