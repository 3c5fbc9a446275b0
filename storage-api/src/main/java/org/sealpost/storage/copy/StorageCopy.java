package org.sealpost.storage.copy;

import java.math.BigInteger;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.sealpost.storage.StorageCorrupt;
import org.sealpost.storage.StorageRefused;
import org.sealpost.storage.StorageUnavailable;

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

  /// Copies what is left to be copied, and compares.
  ///
  /// @throws StorageRefused when source and target are one, or the target is not to be filled
  /// @throws StorageUnavailable when one of the two cannot be used now, which the message names
  /// @throws StorageCorrupt when one of the two is damaged, which the message names
  public CopyOutcome run() {
    if (source.name().equals(target.name())) {
      throw new StorageRefused(
          "Source and target of the copy are the same database, %s.".formatted(source.name()));
    }
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
    boolean _ =
        of(
            target,
            () -> {
              target.finish();
              return true;
            });
    return new CopyOutcome.Copied(there);
  }

  private void copy() {
    Optional<CopyCursor> at = of(target, () -> target.begin(source.name()));
    long records = 0;
    while (at.isPresent()) {
      CopySection section = at.get().section();
      CopyCursor cursor = at.get();
      CopyPage page = of(source, () -> source.read(cursor, pageRecords, PAGE_BYTES));
      Optional<CopyCursor> next = after(cursor, page);
      boolean _ =
          of(
              target,
              () -> {
                target.write(page.records(), next);
                return true;
              });
      records += page.records().size();
      progress.on(CopyProgress.Phase.COPYING, section, records);
      records = next.filter(more -> more.section() == section).isPresent() ? records : 0;
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
      CopyCursor cursor = at.get();
      CopyPage page = of(store, () -> store.read(cursor, pageRecords, PAGE_BYTES));
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

  /// Says of which of the two a fault is.
  private static <T> T of(CopySource store, Supplier<T> call) {
    try {
      return call.get();
    } catch (StorageUnavailable e) {
      throw new StorageUnavailable(store.name() + ": " + e.getMessage(), e);
    } catch (StorageCorrupt e) {
      throw new StorageCorrupt(store.name() + ": " + e.getMessage(), e);
    }
  }
}
