package org.sealpost.core.media;

import java.util.List;

/// Lets the files of a sticker pack be written.
///
/// @param packId 32 hexadecimal digits
/// @param stickers in the order of their numbers, from 0
public record StickerPackForms(String packId, PostForm manifest, List<PostForm> stickers) {
  public StickerPackForms {
    stickers = List.copyOf(stickers);
  }

  @Override
  public String toString() {
    return "StickerPackForms[redacted]";
  }
}
