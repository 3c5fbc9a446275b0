package org.sealpost.client.state;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.InvalidKeyException;

/// [Self] as rows of the table `self`.
record SelfColumns(Map<String, byte[]> values) {
  static Map<String, byte[]> of(Self self) {
    Map<String, byte[]> values = new TreeMap<>();
    values.put("aci", text(self.aci().text()));
    values.put("device", text(Integer.toString(self.deviceId())));
    values.put("password", text(self.password()));
    values.put("registrationId", text(Integer.toString(self.registrationId())));
    values.put("aciIdentity", self.aciIdentity().serialize());
    values.put("profileKey", self.profileKey().reveal());
    values.putAll(
        ofNumber(self.number(), self.pni(), self.pniIdentity(), self.pniRegistrationId()));
    return values;
  }

  /// What changes with the number.
  static Map<String, byte[]> ofNumber(
      PhoneNumber number, ServiceId.Pni pni, IdentityKeyPair identity, int registrationId) {
    return Map.of(
        "number",
        text(number.e164()),
        "pni",
        text(pni.text()),
        "pniIdentity",
        identity.serialize(),
        "pniRegistrationId",
        text(Integer.toString(registrationId)));
  }

  /// Empty while the state holds no account.
  static Optional<Self> read(Database database) {
    Map<String, byte[]> values = new TreeMap<>();
    database
        .all("select key, value from self", row -> Map.entry(row.getString(1), row.getBytes(2)))
        .forEach(entry -> values.put(entry.getKey(), entry.getValue()));
    return values.containsKey("aci")
        ? Optional.of(new SelfColumns(values).read())
        : Optional.empty();
  }

  Self read() {
    try {
      return new Self(
          new DeviceAddress(
              new ServiceId.Aci(serviceId("aci").uuid()), Integer.parseInt(string("device"))),
          new ServiceId.Pni(serviceId("pni").uuid()),
          new PhoneNumber(string("number")),
          string("password"),
          Integer.parseInt(string("registrationId")),
          Integer.parseInt(string("pniRegistrationId")),
          new IdentityKeyPair(value("aciIdentity")),
          new IdentityKeyPair(value("pniIdentity")),
          SecretBytes.wrap(value("profileKey")));
    } catch (InvalidKeyException e) {
      throw new StateUnavailable("the client's state holds a key that cannot be read", e);
    }
  }

  private byte[] value(String key) {
    byte[] value = values.get(key);
    if (value == null) {
      throw new IllegalStateException("the client's state has no " + key);
    }
    return value;
  }

  private String string(String key) {
    return new String(value(key), StandardCharsets.UTF_8);
  }

  private ServiceId serviceId(String key) {
    return ServiceId.parse(string(key)).orElseThrow();
  }

  private static byte[] text(String value) {
    return value.getBytes(StandardCharsets.UTF_8);
  }
}
