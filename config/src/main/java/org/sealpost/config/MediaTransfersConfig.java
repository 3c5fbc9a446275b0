package org.sealpost.config;

/// `media.transfers`: bodies of objects that go through this server, up or down.
///
/// @param max under way at a time
/// @param maxPerAddress the same, of one client address
/// @param minBytesPerSecond what one that is slower than this, over a minute, is cut for
public record MediaTransfersConfig(int max, int maxPerAddress, long minBytesPerSecond) {
  static MediaTransfersConfig read(Section section) {
    return new MediaTransfersConfig(
        section.integer("max", 256, 1, 100_000),
        section.integer("maxPerAddress", 32, 1, 100_000),
        section.size("minRate", 4L << 10, 1, 1L << 30));
  }
}
