package org.sealpost.client.content;

import java.util.Arrays;
import java.util.Optional;

/// Hides the length of a plaintext from the server: 0x80, then zeros up to one byte short of a
/// multiple of 160 (wire interface, messages and websocket, part G).
public final class Padding {
  private static final int BLOCK = 160;
  private static final byte MARK = (byte) 0x80;

  private Padding() {}

  public static byte[] pad(byte[] plaintext) {
    int blocks = (plaintext.length + 1) / BLOCK + 1;
    byte[] padded = Arrays.copyOf(plaintext, blocks * BLOCK - 1);
    padded[plaintext.length] = MARK;
    return padded;
  }

  /// Empty when there is no mark, or anything but zeros behind it.
  public static Optional<byte[]> strip(byte[] padded) {
    int end = padded.length - 1;
    while (end >= 0 && padded[end] == 0) {
      end--;
    }
    return end >= 0 && padded[end] == MARK
        ? Optional.of(Arrays.copyOf(padded, end))
        : Optional.empty();
  }
}
