package org.sealpost.dist.crash;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.sealpost.dist.crash.History.Message;
import org.sealpost.protocol.Bytes;

/// What messages are made of: which one it is, and random bytes that can be made again to compare.
/// One in fifty is large, so that the log is copied into the database now and then.
record Contents(long seed) {
  private static final Message UNKNOWN = new Message(-1, -1);
  private static final int KEY_BYTES = 2 * Integer.BYTES;
  private static final int SMALL_BYTES = 1_000;
  private static final int LARGE_BYTES = 60_000;

  byte[] of(Message message) {
    long key = ((long) message.sender() << 32) | message.number();
    SplittableRandom random = new SplittableRandom(seed ^ key);
    byte[] content =
        new byte[KEY_BYTES + random.nextInt(random.nextInt(50) == 0 ? LARGE_BYTES : SMALL_BYTES)];
    random.nextBytes(content);
    ByteBuffer.wrap(content).putInt(message.sender()).putInt(message.number());
    return content;
  }

  /// The message whose content this is, byte for byte; one that nobody sent when it is no one's.
  Message read(Bytes content) {
    if (content.size() < KEY_BYTES) {
      return UNKNOWN;
    }
    ByteBuffer key = ByteBuffer.wrap(content.unsafeArray());
    Message message = new Message(key.getInt(), key.getInt());
    return Arrays.equals(of(message), content.unsafeArray()) ? message : UNKNOWN;
  }
}
