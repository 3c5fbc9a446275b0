package org.sealpost.core.delivery;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.sealpost.crypto.AssociatedData;
import org.sealpost.crypto.Sealer;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.Pieces;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.ServiceId.Pni;
import org.sealpost.protocol.Uuids;
import org.sealpost.protocol.proto.Envelope;
import org.sealpost.storage.inboxes.InboxId;

/// Writes the envelope that a device will read, once: the same bytes go on the wire and, sealed, to
/// the store. Both generations of id fields are written. Source: wire interface, messages, B4 and
/// part D.
final class EnvelopeCodec {
  private static final String FIELD = "envelope";

  private EnvelopeCodec() {}

  /// The content is not copied: it comes last, as a piece of its own, which no reader minds.
  static Pieces write(
      EnvelopeId id,
      Optional<DeviceAddress> source,
      ServiceId destination,
      EnvelopeType type,
      long clientTimestamp,
      long serverTimestamp,
      boolean urgent,
      boolean story,
      Optional<Pni> updatedPni,
      Pieces content) {
    Envelope.Builder envelope =
        Envelope.newBuilder()
            .setType(type.wire())
            .setClientTimestamp(clientTimestamp)
            .setServerTimestamp(serverTimestamp)
            .setServerGuid(id.uuid().toString())
            .setServerGuidBinary(wrap(id.toBytes()))
            .setDestinationServiceId(destination.text())
            .setDestinationServiceIdBinary(wrap(destination.toBinary()))
            .setUrgent(urgent)
            .setStory(story);
    if (updatedPni.isPresent()) {
      UUID pni = updatedPni.get().uuid();
      envelope.setUpdatedPni(pni.toString()).setUpdatedPniBinary(wrap(Uuids.toBytes(pni)));
    }
    if (source.isPresent()) {
      Aci aci = source.get().aci();
      envelope
          .setSourceServiceId(aci.text())
          .setSourceServiceIdBinary(wrap(aci.toBinary()))
          .setSourceDevice(source.get().deviceId());
    }
    return Pieces.of(withContentOf(envelope.build(), content.size())).then(content);
  }

  /// The message, and then what comes before a content of this size.
  private static Bytes withContentOf(Envelope envelope, int contentBytes) {
    int field = Envelope.CONTENT_FIELD_NUMBER;
    int bytes =
        envelope.getSerializedSize()
            + CodedOutputStream.computeTagSize(field)
            + CodedOutputStream.computeUInt32SizeNoTag(contentBytes);
    byte[] written = new byte[bytes];
    CodedOutputStream out = CodedOutputStream.newInstance(written);
    try {
      envelope.writeTo(out);
      out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(contentBytes);
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new IllegalStateException("an array of the right size is too small", e);
    }
    return Bytes.wrap(written);
  }

  static Bytes seal(Sealer sealer, Aci owner, InboxId inbox, EnvelopeId id, Pieces envelope) {
    return sealer.seal(place(owner, inbox, id), envelope);
  }

  /// @throws org.sealpost.crypto.DataKey.DoesNotOpen when the row is not what was stored there
  static Bytes open(Sealer sealer, Aci owner, InboxId inbox, EnvelopeId id, Bytes sealed) {
    return Bytes.wrap(sealer.open(place(owner, inbox, id), sealed));
  }

  private static AssociatedData place(Aci owner, InboxId inbox, EnvelopeId id) {
    return new AssociatedData(owner.text(), inbox.uuid() + "/" + id.uuid(), FIELD);
  }

  private static ByteString wrap(byte[] bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes);
  }
}
