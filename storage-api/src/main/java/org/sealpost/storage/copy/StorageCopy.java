package org.sealpost.storage.copy;

import java.math.BigInteger;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// Copies all of a store into an empty one, page by page, then reads both and compares. Interrupted
/// at any moment it is run again, and goes on where the target says.
public final class StorageCopy {
  /// Pages that a backend commits at once.
  public static final int PAGE_RECORDS = 1_000;

  public static final long PAGE_BYTES = 4L << 20;

  private final CopySource source;
  private final CopyTarget target;
  private final int pageRecords;
  private final CopyProgress progress;

  public StorageCopy(CopySource source, CopyTarget target, CopyProgress progress) {
    this(source, target, PAGE_RECORDS, progress);
  }

  public StorageCopy(CopySource source, CopyTarget target, int pageRecords, CopyProgress progress) {
    this.source = source;
    this.target = target;
    this.pageRecords = pageRecords;
    this.progress = progress;
  }

  public CopyOutcome run() {
    copy();
    Map<CopySection, SectionSum> there = sums(source, CopyProgress.Phase.READING_SOURCE);
    Map<CopySection, SectionSum> here = sums(target, CopyProgress.Phase.READING_TARGET);
    for (CopySection section : CopySection.values()) {
      SectionSum wanted = there.getOrDefault(section, SectionSum.NONE);
      SectionSum found = here.getOrDefault(section, SectionSum.NONE);
      if (!wanted.equals(found)) {
        return new CopyOutcome.Differs(section, wanted, found);
      }
    }
    target.finish();
    return new CopyOutcome.Copied(there);
  }

  private void copy() {
    Optional<CopyCursor> at = target.begin(source.name());
    long records = 0;
    while (at.isPresent()) {
      CopySection section = at.get().section();
      CopyPage page = source.read(at.get(), pageRecords, PAGE_BYTES);
      Optional<CopyCursor> next = after(at.get(), page);
      target.write(page.records(), next);
      records += page.records().size();
      progress.on(CopyProgress.Phase.COPYING, section, records);
      records = next.filter(cursor -> cursor.section() == section).isPresent() ? records : 0;
      at = next;
    }
  }

  private static Optional<CopyCursor> after(CopyCursor at, CopyPage page) {
    return page.next().or(() -> at.section().next().map(CopyCursor::atBeginningOf));
  }

  private Map<CopySection, SectionSum> sums(CopySource store, CopyProgress.Phase phase) {
    Map<CopySection, SectionSum> sums = new EnumMap<>(CopySection.class);
    for (CopySection section : CopySection.values()) {
      sums.put(section, sum(store, section, phase));
    }
    return sums;
  }

  private SectionSum sum(CopySource store, CopySection section, CopyProgress.Phase phase) {
    SectionSum sum = SectionSum.NONE;
    Optional<Object> group = Optional.empty();
    long place = 0;
    Optional<CopyCursor> at = Optional.of(CopyCursor.atBeginningOf(section));
    while (at.isPresent()) {
      CopyPage page = store.read(at.get(), pageRecords, PAGE_BYTES);
      for (CopyRecord record : page.records()) {
        Optional<Object> now = RecordHash.group(record);
        place = now.isPresent() && now.equals(group) ? place + 1 : 0;
        group = now;
        BigInteger hash = RecordHash.of(record, place);
        sum = sum.plus(hash);
      }
      progress.on(phase, section, sum.records());
      at = page.next();
    }
    return sum;
  }
}
