package org.sealpost.blobs.disk;

import java.util.Locale;
import org.sealpost.storage.blobs.BlobsFull;
import org.sealpost.storage.blobs.BlobsUnavailable;

/// Says what a failure of the disk means. The names of files are keys: they are not passed on, and
/// neither is the exception that may hold them.
final class Faults {
  private Faults() {}

  static BlobsUnavailable of(String doing, Exception e) {
    String reason = reason(e);
    String words = reason.toLowerCase(Locale.ROOT);
    if (words.contains("no space") || words.contains("quota exceeded")) {
      return new BlobsFull("the media folder's disk is full");
    }
    return new BlobsUnavailable("the media folder fails while " + doing + ": " + reason);
  }

  /// What the system said, without the file that it said it of.
  private static String reason(Exception e) {
    String said =
        e instanceof java.nio.file.FileSystemException named ? named.getReason() : e.getMessage();
    return said == null || said.contains("/") ? e.getClass().getSimpleName() : said;
  }
}
