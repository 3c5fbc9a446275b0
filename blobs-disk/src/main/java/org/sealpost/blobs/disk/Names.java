package org.sealpost.blobs.disk;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.sealpost.protocol.MediaKey;

/// Spells keys as names of files. A key's path in hexadecimal: the same on file systems that do not
/// tell upper case from lower, and no character of a request becomes part of a path.
final class Names {
  private static final HexFormat HEX = HexFormat.of();
  private static final Pattern SPELLING = Pattern.compile("([0-9a-f]{2})+");
  private static final Pattern UPLOAD = Pattern.compile("[0-9a-f]{32}");
  private static final int LONGEST = 200;

  private Names() {}

  /// Where an object is: `ab/cd/<hex>` below the folder of objects.
  record Place(Path objects, Path first, Path leaf, Path file) {}

  static Place place(Path objects, MediaKey key) {
    String hash = hash(key);
    Path first = objects.resolve(hash.substring(0, 2));
    Path leaf = first.resolve(hash.substring(2, 4));
    return new Place(objects, first, leaf, leaf.resolve(spelling(key)));
  }

  static String spelling(MediaKey key) {
    return HEX.formatHex(key.path().getBytes(StandardCharsets.US_ASCII));
  }

  /// Empty for a file that is none of ours.
  static Optional<MediaKey> key(String spelling) {
    return spelling.length() <= LONGEST && SPELLING.matcher(spelling).matches()
        ? MediaKey.parse(new String(HEX.parseHex(spelling), StandardCharsets.US_ASCII))
        : Optional.empty();
  }

  /// The file of an upload, which is this key's alone; empty when the upload cannot be one.
  static Optional<String> part(MediaKey key, String upload) {
    return UPLOAD.matcher(upload).matches()
        ? Optional.of(hash(key) + "." + upload + ".part")
        : Optional.empty();
  }

  /// The upload whose file this is; for any other file, none that there is.
  static String upload(Path part) {
    List<String> pieces = List.of(part.getFileName().toString().split("\\.", -1));
    return pieces.size() == 3 ? pieces.get(1) : "";
  }

  private static String hash(MediaKey key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(key.path().getBytes(StandardCharsets.US_ASCII));
      return HEX.formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
