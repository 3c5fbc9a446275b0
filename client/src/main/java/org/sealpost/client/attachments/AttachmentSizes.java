package org.sealpost.client.attachments;

/// The lengths of an encrypted file: they depend on the length of its content alone, and on that
/// only by the bucket that it falls into, each 5 % larger than the one before.
public final class AttachmentSizes {
  /// A pointer's size is a number of 32 bits, and other clients count in signed ones.
  public static final long MAX_CONTENT_BYTES = 2_000_000_000L;

  static final int IV_BYTES = 16;
  static final int BLOCK_BYTES = 16;
  static final int MAC_BYTES = 32;

  private static final int SMALLEST_BUCKET = 541;
  private static final double STEP = 1.05;
  private static final int MIN_CHUNK_BYTES = 64 * 1024;
  private static final int MAX_CHUNK_BYTES = 2 * 1024 * 1024;
  private static final int MAX_CHUNKS = 256;

  private AttachmentSizes() {}

  /// How long content of this length is once it is filled up with zeros.
  public static long padded(long contentBytes) {
    if (contentBytes < 0 || contentBytes > MAX_CONTENT_BYTES) {
      throw new IllegalArgumentException("a file has at most " + MAX_CONTENT_BYTES + " bytes");
    }
    double exponent = Math.ceil(Math.log((double) contentBytes) / Math.log(STEP));
    return Math.max(
        contentBytes, Math.max(SMALLEST_BUCKET, (long) Math.floor(Math.pow(STEP, exponent))));
  }

  /// How long the encrypted file is, for content of this length.
  public static long encrypted(long contentBytes) {
    return unpadded(padded(contentBytes));
  }

  /// The same, for content that was not filled up.
  static long unpadded(long plainBytes) {
    return IV_BYTES + (plainBytes / BLOCK_BYTES + 1) * BLOCK_BYTES + MAC_BYTES;
  }

  /// How many bytes of the encrypted file each value of its incremental MAC adds.
  public static int chunk(long encryptedBytes) {
    long even = Math.ceilDiv(encryptedBytes, MAX_CHUNKS);
    return Math.clamp(even, MIN_CHUNK_BYTES, MAX_CHUNK_BYTES);
  }

  /// Whether a sender may have cut its file into such chunks; each is held in memory.
  static boolean isChunk(long chunkBytes) {
    return chunkBytes >= 1 && chunkBytes <= MAX_CHUNK_BYTES;
  }
}
