package org.sealpost.core.delivery;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.sealpost.crypto.AssociatedData;
import org.sealpost.crypto.Sealer;
import org.sealpost.protocol.Bytes;

/// Seals by writing down where a value belongs: binds it as a real sealer does, hides nothing, and
/// costs nothing.
final class LabelSealer implements Sealer {
  private static final int LABEL_BYTES = 4;

  @Override
  public Bytes seal(AssociatedData context, byte[] plaintext) {
    ByteBuffer sealed = ByteBuffer.allocate(LABEL_BYTES + plaintext.length);
    return Bytes.wrap(sealed.put(label(context)).put(plaintext).array());
  }

  @Override
  public byte[] open(AssociatedData context, Bytes sealed) {
    if (!Arrays.equals(label(context), sealed.slice(0, LABEL_BYTES).toByteArray())) {
      throw new AssertionError("a value was opened for another place than it was sealed for");
    }
    return plaintext(sealed).toByteArray();
  }

  static Bytes plaintext(Bytes sealed) {
    return sealed.slice(LABEL_BYTES, sealed.size());
  }

  private static byte[] label(AssociatedData context) {
    String place = context.owner() + context.row() + context.field();
    int hash = Arrays.hashCode(place.getBytes(StandardCharsets.UTF_8));
    return ByteBuffer.allocate(LABEL_BYTES).putInt(hash).array();
  }
}
