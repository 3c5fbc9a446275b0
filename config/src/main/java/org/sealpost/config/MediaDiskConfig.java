package org.sealpost.config;

import java.util.Optional;

/// `media.disk`: the folder that `media.store: disk` keeps objects in.
///
/// @param folder by default `media` in the data folder, to which it is relative
/// @param minFreeBytes that are left on its disk; an upload that would leave less is refused
public record MediaDiskConfig(Optional<String> folder, long minFreeBytes) {
  static MediaDiskConfig read(Section section) {
    return new MediaDiskConfig(
        section.text("folder"), section.size("minFree", 256L << 20, 1L << 20, 1L << 40));
  }
}
