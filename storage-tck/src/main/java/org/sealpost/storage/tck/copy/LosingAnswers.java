package org.sealpost.storage.tck.copy;

import java.util.List;
import java.util.Optional;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.copy.CopyCursor;
import org.sealpost.storage.copy.CopyPage;
import org.sealpost.storage.copy.CopyRecord;
import org.sealpost.storage.copy.CopyTarget;

/// Each second write is done, and its answer lost.
final class LosingAnswers implements CopyTarget {
  static final String LOST = "the answer is lost";

  private final CopyTarget target;
  private int writes;

  LosingAnswers(CopyTarget target) {
    this.target = target;
  }

  @Override
  public String name() {
    return target.name();
  }

  @Override
  public CopyPage read(CopyCursor from, int max, long maxBytes) {
    return target.read(from, max, maxBytes);
  }

  @Override
  public Optional<CopyCursor> begin(String source) {
    return target.begin(source);
  }

  @Override
  public void write(List<CopyRecord> records, Optional<CopyCursor> next) {
    target.write(records, next);
    if (++writes == 2) {
      throw new StorageUnavailable(LOST);
    }
  }

  @Override
  public void finish() {
    target.finish();
  }

  @Override
  public void close() {
    target.close();
  }
}
