package org.sealpost.core.delivery;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.sealpost.crypto.MacKey;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.Pieces;
import org.sealpost.protocol.ServiceId;
import org.sealpost.storage.inboxes.InboxId;

/// Names envelopes: a keyed function of the request, so that a request sent again carries the same
/// ids and is stored once. Keyed, because whoever holds a copy of the database could otherwise
/// confirm a guess about a sender. Every field in front of the content has a fixed width, so no two
/// requests are the same bytes. Source: design, section 4. Safe for any number of threads.
public final class EnvelopeIds {
  private static final String STORED = "envelope id 1";

  /// Ephemeral envelopes have ids of their own: an answer to one must never remove a stored one.
  private static final String EPHEMERAL = "ephemeral envelope id 1";

  /// Source (17: account and device, zeros for nobody), inbox (16), destination (17), type (1),
  /// client timestamp (8).
  private static final int HEADER_BYTES = 17 + 16 + 17 + 1 + 8;

  private final MacKey key;

  public EnvelopeIds(MacKey key) {
    this.key = key;
  }

  EnvelopeId of(
      Optional<DeviceAddress> source,
      InboxId inbox,
      ServiceId destination,
      EnvelopeType type,
      long clientTimestamp,
      boolean ephemeral,
      Pieces content) {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    if (source.isPresent()) {
      header.put(source.get().aci().toBinary()).put((byte) source.get().deviceId());
    } else {
      header.position(17);
    }
    header
        .put(inbox.toBytes())
        .put(destination.toFixedWidthBinary())
        .put((byte) type.wire().getNumber())
        .putLong(clientTimestamp);
    Bytes mac = key.mac(ephemeral ? EPHEMERAL : STORED, header.array(), content);
    return EnvelopeId.fromMac(mac.unsafeArray());
  }
}
