package org.sealpost.client.testing;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sealpost.client.transport.Call;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId;

/// Multi-recipient sends of bytes that encrypt nothing, in the form of wire interface, messages,
/// C2. Each recipient's key material is 48 bytes of its first device's id.
public final class SealedForMany {
  private static final String CONTENT_TYPE = "application/vnd.signal-messenger.mrm";
  private static final int KEY_MATERIAL_BYTES = 48;
  private static final int EPHEMERAL_KEY_BYTES = 32;

  private SealedForMany() {}

  /// To these devices, with the access keys of their accounts combined.
  public static Call call(byte[] content, FakeDevice... devices) {
    return call(FakeDevice.nextTimestamp(), body(content, devices))
        .with("Unidentified-Access-Key", combined(devices));
  }

  /// Without any key.
  public static Call call(long timestamp, Bytes body) {
    String query = "?ts=" + timestamp + "&online=false&urgent=true&story=false";
    return new Call(
        "PUT", "/v1/messages/multi_recipient" + query, Map.of("content-type", CONTENT_TYPE), body);
  }

  /// The keys of the accounts, each once, combined by exclusive or; as a header has them.
  public static String combined(FakeDevice... devices) {
    Map<ServiceId, SecretBytes> keys = new LinkedHashMap<>();
    Arrays.stream(devices).forEach(device -> keys.put(device.aci(), device.accessKey()));
    byte[] combined = new byte[16];
    for (SecretBytes key : keys.values()) {
      for (int i = 0; i < combined.length; i++) {
        combined[i] ^= key.reveal()[i];
      }
    }
    return Base64.getEncoder().encodeToString(combined);
  }

  /// A body for these devices, which are put together by account.
  public static Bytes body(byte[] content, FakeDevice... devices) {
    Map<ServiceId, List<FakeDevice>> accounts = new LinkedHashMap<>();
    for (FakeDevice device : devices) {
      accounts.merge(device.aci(), List.of(device), SealedForMany::both);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x23);
    out.write(accounts.size());
    accounts.forEach((id, own) -> {
      out.writeBytes(id.toFixedWidthBinary());
      for (FakeDevice device : own) {
        int more = device == own.getLast() ? 0 : 0x8000;
        int rest = device.keys().registrationId() | more;
        out.write(device.deviceId());
        out.write(rest >>> 8);
        out.write(rest);
      }
      byte[] material = new byte[KEY_MATERIAL_BYTES];
      Arrays.fill(material, (byte) own.getFirst().deviceId());
      out.writeBytes(material);
    });
    out.writeBytes(new byte[EPHEMERAL_KEY_BYTES]);
    out.writeBytes(content);
    return Bytes.wrap(out.toByteArray());
  }

  private static List<FakeDevice> both(List<FakeDevice> some, List<FakeDevice> more) {
    return List.of(some, more).stream().flatMap(List::stream).toList();
  }
}
