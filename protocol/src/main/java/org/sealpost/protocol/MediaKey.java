package org.sealpost.protocol;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/// Names one object of the media store. Whoever knows the key of an object can fetch it: its random
/// part is what guards it, so it is printed nowhere. It says nothing of its owner. Source:
/// wire/media.md, sections 1, 5 and 7.
///
/// @param path where the object is found below the base URL of downloads: `attachments/<20
///   characters of base64url>`, `profiles/<22>`, `groups/<22>`, `stickers/<32 hex>/manifest.proto`
///   or `stickers/<32 hex>/full/<0 to 200>`
public record MediaKey(Kind kind, String path) {
  private static final int ATTACHMENT_BYTES = 15;
  private static final int AVATAR_BYTES = 16;
  private static final int PACK_BYTES = 16;

  /// Stickers of one pack.
  public static final int MAX_STICKERS = 201;

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  /// What an object is for; the folder it is in.
  public enum Kind {
    ATTACHMENT("attachments/[A-Za-z0-9_-]{20}"),
    PROFILE_AVATAR("profiles/[A-Za-z0-9_-]{22}"),
    GROUP_AVATAR("groups/[A-Za-z0-9_-]{22}"),
    STICKER("stickers/[0-9a-f]{32}/(manifest\\.proto|full/(0|[1-9][0-9]?|1[0-9][0-9]|200))");

    private final Pattern shape;

    Kind(String shape) {
      this.shape = Pattern.compile(shape);
    }
  }

  public MediaKey {
    if (!kind.shape.matcher(path).matches()) {
      throw new IllegalArgumentException("no key of " + kind);
    }
  }

  /// The key whose path this is, in its one spelling.
  public static Optional<MediaKey> parse(String path) {
    for (Kind kind : Kind.values()) {
      if (kind.shape.matcher(path).matches()) {
        return Optional.of(new MediaKey(kind, path));
      }
    }
    return Optional.empty();
  }

  /// The key of an attachment.
  ///
  /// @param random 15 bytes
  public static MediaKey attachment(Bytes random) {
    return new MediaKey(Kind.ATTACHMENT, "attachments/" + base64(random, ATTACHMENT_BYTES));
  }

  /// The key of a profile's avatar.
  ///
  /// @param random 16 bytes
  public static MediaKey profileAvatar(Bytes random) {
    return new MediaKey(Kind.PROFILE_AVATAR, "profiles/" + base64(random, AVATAR_BYTES));
  }

  /// The key of a group's avatar.
  ///
  /// @param random 16 bytes
  public static MediaKey groupAvatar(Bytes random) {
    return new MediaKey(Kind.GROUP_AVATAR, "groups/" + base64(random, AVATAR_BYTES));
  }

  /// The key of a sticker pack's list.
  ///
  /// @param pack 16 random bytes
  public static MediaKey stickerManifest(Bytes pack) {
    return new MediaKey(Kind.STICKER, pack(pack) + "manifest.proto");
  }

  /// The key of one sticker.
  ///
  /// @param pack 16 random bytes
  /// @param sticker 0 to 200
  public static MediaKey sticker(Bytes pack, int sticker) {
    return new MediaKey(Kind.STICKER, pack(pack) + "full/" + sticker);
  }

  /// The part behind the last slash; for an attachment what the wire calls its key.
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static String base64(Bytes random, int size) {
    return BASE64.encodeToString(sized(random, size));
  }

  private static String pack(Bytes random) {
    return "stickers/" + HexFormat.of().formatHex(sized(random, PACK_BYTES)) + "/";
  }

  private static byte[] sized(Bytes random, int size) {
    if (random.size() != size) {
      throw new IllegalArgumentException("a key of this kind has " + size + " random bytes");
    }
    return random.unsafeArray();
  }

  @Override
  public String toString() {
    return "MediaKey[" + kind + "]";
  }
}
