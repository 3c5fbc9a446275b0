package org.sealpost.client.attachments;

import java.io.IOException;
import java.io.InputStream;
import javax.crypto.Mac;
import org.sealpost.client.attachments.AttachmentRefused.Reason;
import org.sealpost.protocol.Bytes;

/// Gives no byte of a chunk before the whole chunk was found to be the sender's. Holds one chunk.
/// One thread's own.
final class ChunkCheckedStream extends InputStream {
  private final InputStream source;
  private final Mac mac;
  private final Bytes macs;
  private final byte[] chunk;
  private long left;
  private int checked;
  private int size;
  private int position;

  /// @param totalBytes of the encrypted file
  /// @throws AttachmentRefused when that many chunks have another number of MACs
  ChunkCheckedStream(
      InputStream source, long totalBytes, AttachmentKey key, Bytes macs, int chunkBytes)
      throws AttachmentRefused {
    // Whether a last chunk that is full has one MAC or two is told differently.
    long least = Math.ceilDiv(totalBytes, chunkBytes) * AttachmentSizes.MAC_BYTES;
    long most = (totalBytes / chunkBytes + 1) * AttachmentSizes.MAC_BYTES;
    if (macs.size() != least && macs.size() != most) {
      throw new AttachmentRefused(Reason.LENGTH);
    }
    this.source = source;
    this.mac = key.mac();
    this.macs = macs;
    this.chunk = new byte[(int) Math.min(chunkBytes, totalBytes)];
    this.left = totalBytes;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (position == size) {
      if (left == 0) {
        return -1;
      }
      nextChunk();
    }
    int count = Math.min(length, size - position);
    System.arraycopy(chunk, position, target, offset, count);
    position += count;
    return count;
  }

  private void nextChunk() throws IOException {
    // Nothing is given out again if the next one fails.
    position = size;
    int wanted = (int) Math.min(chunk.length, left);
    if (source.readNBytes(chunk, 0, wanted) < wanted) {
      throw new AttachmentRefused(Reason.LENGTH);
    }
    mac.update(chunk, 0, wanted);
    Bytes told =
        macs.slice(checked * AttachmentSizes.MAC_BYTES, (checked + 1) * AttachmentSizes.MAC_BYTES);
    if (!told.equalsInConstantTime(Bytes.wrap(IncrementalMac.soFar(mac)))) {
      left = 0;
      throw new AttachmentRefused(Reason.NOT_AUTHENTIC);
    }
    checked++;
    left -= wanted;
    size = wanted;
    position = 0;
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
