package org.sealpost.client.attachments;

import java.io.ByteArrayOutputStream;
import javax.crypto.Mac;

/// A MAC for every chunk of a stream, each over everything up to there, so that a reader need not
/// see the end before it trusts the beginning. The last one covers all; after a last chunk that was
/// full it says the same again, as libsignal's does. One thread's own.
final class IncrementalMac {
  private final Mac mac;
  private final int chunkBytes;
  private final ByteArrayOutputStream macs = new ByteArrayOutputStream();
  private int inChunk;

  /// @param mac fresh
  IncrementalMac(Mac mac, int chunkBytes) {
    this.mac = mac;
    this.chunkBytes = chunkBytes;
  }

  void update(byte[] bytes, int offset, int length) {
    int from = offset;
    int left = length;
    while (left > 0) {
      int part = Math.min(left, chunkBytes - inChunk);
      mac.update(bytes, from, part);
      inChunk += part;
      from += part;
      left -= part;
      if (inChunk == chunkBytes) {
        macs.writeBytes(soFar(mac));
        inChunk = 0;
      }
    }
  }

  /// All of them, one behind the other.
  byte[] end() {
    macs.writeBytes(mac.doFinal());
    return macs.toByteArray();
  }

  /// The MAC of what was taken in so far; more may come.
  static byte[] soFar(Mac mac) {
    try {
      return ((Mac) mac.clone()).doFinal();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("HMAC-SHA256 cannot be copied", e);
    }
  }
}
