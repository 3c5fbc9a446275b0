package org.sealpost.storage.copy;

import java.util.List;
import java.util.Optional;

/// Some records of one section, in order.
///
/// @param next where the section goes on, or empty at its end
public record CopyPage(List<CopyRecord> records, Optional<CopyCursor> next) {
  public CopyPage {
    records = List.copyOf(records);
  }
}
