package org.sealpost.protocol;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.ServiceId.Pni;

/// A sealed sender message, version 2, for several accounts: one ciphertext, and of each recipient
/// the devices and what it needs to open it. Nothing of the body is copied. Source: wire interface,
/// messages and websocket, C2.
///
/// ```
/// version        0x23, or 0x22 with ids of 16 bytes and nobody excluded
/// count          of entries, LEB128
/// entry          service id 17 (16): device 1, more? 1 bit, unused 1 bit, registration id 14 bits,
///                ... : key material 32, tag 16       once for all devices of the entry
/// excluded       service id 17: 0x00
/// shared         ephemeral key 32, ciphertext        to the end
/// ```
///
/// @param excluded whom the sender left out deliberately: they get nothing
/// @param sharedFrom where in the body begins what all recipients share
public record MultiRecipientMessage(
    Bytes body, List<Recipient> recipients, Set<ServiceId> excluded, int sharedFrom) {
  private static final byte WITH_SERVICE_IDS = 0x23;
  private static final byte WITH_ACIS = 0x22;

  /// Of what is stored for a recipient, whose form is the one of a message to it alone.
  private static final byte CONTENT_VERSION = 0x22;

  private static final int KEY_MATERIAL_BYTES = 32 + 16;
  private static final int EPHEMERAL_KEY_BYTES = 32;
  private static final int MORE_DEVICES = 0x8000;
  private static final int REGISTRATION_ID = 0x3FFF;

  /// Five bytes of seven bits are more than an int.
  private static final int MAX_COUNT_BYTES = 4;

  public MultiRecipientMessage {
    recipients = List.copyOf(recipients);
    excluded = Set.copyOf(excluded);
  }

  /// A device that the sender addresses, and what it believes its registration id to be.
  public record AddressedDevice(int id, int registrationId) {}

  /// An account that gets the message on these devices.
  ///
  /// @param keyMaterialFrom where in the body its key material and tag begin
  public record Recipient(ServiceId id, List<AddressedDevice> devices, int keyMaterialFrom) {
    public Recipient {
      devices = List.copyOf(devices);
    }

    @Override
    public String toString() {
      return "Recipient[redacted]";
    }
  }

  /// How much a message may name: whoever names more is refused before it is remembered.
  public record Bounds(int maxRecipients, int maxDevices) {}

  /// The bytes are no such message, or name more than they may. Says nothing of them.
  public static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message, null, false, false);
    }
  }

  /// Reads a body. Recipients are in its order, and each is there once: entries of one account are
  /// put together when they have the same key material.
  public static MultiRecipientMessage parse(Bytes body, Bounds bounds) throws Malformed {
    try {
      return new Reader(body, bounds).read();
    } catch (BufferUnderflowException e) {
      throw new Malformed("the message ends too early");
    }
  }

  /// What a device of the recipient is given, the same for all of them; the shared part lies in the
  /// body still.
  public Pieces contentFor(Recipient recipient) {
    int from = recipient.keyMaterialFrom();
    return Pieces.of(Bytes.wrap(new byte[] {CONTENT_VERSION}))
        .then(body, from, from + KEY_MATERIAL_BYTES)
        .then(body, sharedFrom, body.size());
  }

  /// Of each recipient's content.
  public int contentBytes() {
    return 1 + KEY_MATERIAL_BYTES + body.size() - sharedFrom;
  }

  @Override
  public String toString() {
    return "MultiRecipientMessage[redacted]";
  }

  /// One pass over a body.
  private static final class Reader {
    private final Bytes body;
    private final Bounds bounds;
    private final ByteBuffer in;
    private final Map<ServiceId, Recipient> recipients = new LinkedHashMap<>();
    private final Set<ServiceId> excluded = new HashSet<>();
    private int devices;

    Reader(Bytes body, Bounds bounds) {
      this.body = body;
      this.bounds = bounds;
      this.in = body.asReadOnlyBuffer();
    }

    MultiRecipientMessage read() throws Malformed {
      byte version = in.get();
      if (version != WITH_SERVICE_IDS && version != WITH_ACIS) {
        throw new Malformed("the message is of an unknown version");
      }
      for (int left = count(); left > 0; left--) {
        entry(version);
      }
      if (in.remaining() <= EPHEMERAL_KEY_BYTES) {
        throw new Malformed("the message ends too early");
      }
      return new MultiRecipientMessage(
          body, new ArrayList<>(recipients.values()), excluded, in.position());
    }

    private int count() throws Malformed {
      int count = 0;
      for (int i = 0; i < MAX_COUNT_BYTES; i++) {
        int next = in.get();
        count |= (next & 0x7F) << (7 * i);
        if (next >= 0) {
          if (count > bounds.maxRecipients()) {
            throw new Malformed("the message has too many recipients");
          }
          if (next == 0 && i > 0) {
            throw new Malformed("the number of recipients is written oddly");
          }
          return count;
        }
      }
      throw new Malformed("the message has too many recipients");
    }

    private void entry(byte version) throws Malformed {
      ServiceId id = id(version);
      List<AddressedDevice> addressed = devices();
      Recipient before = recipients.get(id);
      if (addressed.isEmpty()) {
        if (version != WITH_SERVICE_IDS || before != null || !excluded.add(id)) {
          throw new Malformed("a recipient without devices");
        }
        return;
      }
      if (excluded.contains(id)) {
        throw new Malformed("a recipient without devices");
      }
      Recipient recipient = new Recipient(id, addressed, in.position());
      skip(KEY_MATERIAL_BYTES);
      Recipient all = before == null ? recipient : joined(before, recipient);
      if (all.devices().stream().map(AddressedDevice::id).distinct().count()
          != all.devices().size()) {
        throw new Malformed("a device is there twice");
      }
      recipients.put(id, all);
    }

    private void skip(int bytes) throws Malformed {
      if (in.remaining() < bytes) {
        throw new Malformed("the message ends too early");
      }
      in.position(in.position() + bytes);
    }

    private ServiceId id(byte version) throws Malformed {
      int kind = version == WITH_ACIS ? 0 : in.get();
      byte[] uuid = new byte[16];
      in.get(uuid);
      return switch (kind) {
        case 0 -> new Aci(Uuids.fromBytes(uuid));
        case 1 -> new Pni(Uuids.fromBytes(uuid));
        default -> throw new Malformed("a service id is of an unknown kind");
      };
    }

    /// Empty for who is excluded.
    private List<AddressedDevice> devices() throws Malformed {
      List<AddressedDevice> found = new ArrayList<>();
      while (true) {
        int id = in.get() & 0xFF;
        if (id == 0 && found.isEmpty()) {
          return found;
        }
        if (id == 0 || id > DeviceAddress.MAX_DEVICE_ID) {
          throw new Malformed("a device id is 1 to 127");
        }
        if (++devices > bounds.maxDevices()) {
          throw new Malformed("the message has too many devices");
        }
        int rest = in.getShort() & 0xFFFF;
        found.add(new AddressedDevice(id, rest & REGISTRATION_ID));
        if ((rest & MORE_DEVICES) == 0) {
          return found;
        }
      }
    }

    private Recipient joined(Recipient first, Recipient second) throws Malformed {
      ByteBuffer material = body.asReadOnlyBuffer();
      if (!material
          .slice(first.keyMaterialFrom(), KEY_MATERIAL_BYTES)
          .equals(material.slice(second.keyMaterialFrom(), KEY_MATERIAL_BYTES))) {
        throw new Malformed("a recipient is there twice");
      }
      List<AddressedDevice> both = new ArrayList<>(first.devices());
      both.addAll(second.devices());
      return new Recipient(first.id(), both, first.keyMaterialFrom());
    }
  }
}
