package org.sealpost.storage.dynamo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.storage.copy.CopyCursor;
import org.sealpost.storage.copy.CopyPage;
import org.sealpost.storage.copy.CopyRecord;
import org.sealpost.storage.copy.CopySection;

/// Takes records until a page is full.
final class CopyFill {
  private final CopySection section;
  private final int max;
  private final long maxBytes;
  private final List<CopyRecord> records = new ArrayList<>();
  private long bytes;
  private String place = "";
  private boolean more;

  CopyFill(CopySection section, int max, long maxBytes) {
    this.section = section;
    this.max = max;
    this.maxBytes = maxBytes;
  }

  /// False when the page is full: the record is the next one's first.
  ///
  /// @param at names this record's place
  boolean take(CopyRecord record, long size, String at) {
    if (records.size() == max || bytes > maxBytes) {
      more = true;
      return false;
    }
    records.add(record);
    bytes += size;
    place = at;
    return true;
  }

  CopyPage page() {
    return new CopyPage(
        records, more ? Optional.of(new CopyCursor(section, place)) : Optional.empty());
  }
}
