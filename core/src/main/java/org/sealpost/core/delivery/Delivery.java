package org.sealpost.core.delivery;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.proto.Envelope;

/// An envelope on its way to its device.
///
/// @param id what [DeviceConnection#answered] wants back
/// @param envelope the serialized protobuf Envelope, as it goes on the wire
public record Delivery(EnvelopeId id, Bytes envelope) {
  private static final int STORY_TAG =
      WireFormat.WIRETYPE_VARINT | Envelope.STORY_FIELD_NUMBER << 3;

  /// Whether the envelope is a story, found without copying its content.
  public boolean isStory() {
    CodedInputStream fields = CodedInputStream.newInstance(envelope.unsafeArray());
    try {
      for (int tag = fields.readTag(); tag != 0; tag = fields.readTag()) {
        if (tag == STORY_TAG) {
          return fields.readBool();
        }
        fields.skipField(tag);
      }
      return false;
    } catch (IOException e) {
      throw new IllegalStateException("an envelope of our own cannot be read", e);
    }
  }

  @Override
  public String toString() {
    return "Delivery[redacted]";
  }
}
