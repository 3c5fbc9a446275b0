package org.sealpost.protocol.json;

import java.util.List;

/// GET /v1/sticker/pack/form/{count}. Source: media, section 7.
///
/// @param packId 32 hexadecimal digits
public record StickerPackForm(String packId, Item manifest, List<Item> stickers) {
  /// The form of one file of the pack.
  ///
  /// @param id -1 for the manifest
  public record Item(
      int id,
      String key,
      String credential,
      String acl,
      String algorithm,
      String date,
      String policy,
      String signature) {
    @Override
    public String toString() {
      return "Item[redacted]";
    }
  }

  @Override
  public String toString() {
    return "StickerPackForm[redacted]";
  }
}
