package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sealpost.storage.media.MediaId;
import org.sealpost.storage.media.MediaOutcome;
import org.sealpost.storage.media.MediaOwner;
import org.sealpost.storage.media.MediaQuota;
import org.sealpost.storage.media.MediaRecord;
import org.sealpost.storage.media.MediaStore;
import org.sealpost.storage.media.MediaUse;

/// The contract of the rows of objects; their overlaps are in [MediaOverlapContract].
public interface MediaContract extends StoreContract {
  MediaQuota ANY = new MediaQuota(Long.MAX_VALUE, Long.MAX_VALUE);

  private MediaStore media() {
    return storage().media();
  }

  private Instant now() {
    return store().clock().instant();
  }

  private MediaRecord row(MediaOwner owner, long bytes, Instant dueAt) {
    return new MediaRecord(Samples.mediaId(), owner, bytes, dueAt, 1, Samples.bytes(60));
  }

  private MediaRecord row(MediaOwner owner, long bytes) {
    return row(owner, bytes, now().plusSeconds(60));
  }

  private MediaRecord created(MediaRecord row) {
    assertThat(media().create(row, ANY)).isEqualTo(MediaOutcome.WRITTEN);
    return row;
  }

  private static MediaRecord next(MediaRecord row, long bytes) {
    return new MediaRecord(
        row.id(), row.owner(), bytes, row.dueAt(), row.revision() + 1, Samples.bytes(70));
  }

  /// The sum of these rows, as they are stored.
  private MediaUse sum(List<MediaId> ids) {
    MediaUse sum = MediaUse.NONE;
    for (MediaId id : ids) {
      sum = media().find(id).map(sum::plus).orElse(sum);
    }
    return sum;
  }

  @Test
  default void aRowIsFoundAsItWasWritten() {
    MediaOwner owner = Samples.mediaOwner();
    MediaRecord plain = created(row(owner, 7));
    MediaRecord largest =
        created(
            new MediaRecord(
                Samples.mediaId(),
                owner,
                MediaRecord.MAX_BYTES,
                MediaRecord.NEVER,
                1,
                Samples.bytes(MediaRecord.MAX_SEALED_BYTES)));
    MediaRecord empty = created(row(owner, 0, Instant.EPOCH));
    store().reopen();
    for (MediaRecord row : List.of(plain, largest, empty)) {
      assertThat(media().find(row.id())).contains(row);
    }
    assertThat(media().find(Samples.mediaId())).isEmpty();
    assertThat(media().use(owner)).isEqualTo(new MediaUse(MediaRecord.MAX_BYTES + 7, 3));
    assertThat(media().use(Samples.mediaOwner())).isEqualTo(MediaUse.NONE);
  }

  @Test
  default void aRowIsWrittenOnce() {
    MediaRecord row = created(row(Samples.mediaOwner(), 7));
    MediaRecord another =
        new MediaRecord(row.id(), Samples.mediaOwner(), 9, now(), 1, Samples.bytes(60));
    assertThat(media().create(row, ANY)).isEqualTo(MediaOutcome.MOVED);
    assertThat(media().create(another, ANY)).isEqualTo(MediaOutcome.MOVED);
    assertThat(media().create(another, new MediaQuota(0, 0))).isEqualTo(MediaOutcome.MOVED);
    assertThat(media().find(row.id())).contains(row);
    assertThat(media().use(another.owner())).isEqualTo(MediaUse.NONE);
    assertThat(media().use(row.owner())).isEqualTo(new MediaUse(7, 1));
  }

  @Test
  default void anUpdateTakesThePlaceOfTheRevisionBeforeIt() {
    MediaRecord first = created(row(Samples.mediaOwner(), 7));
    MediaRecord second = next(first, 9);
    assertThat(media().update(next(second, 8), ANY)).isEqualTo(MediaOutcome.MOVED);
    assertThat(media().update(second, ANY)).isEqualTo(MediaOutcome.WRITTEN);
    assertThat(media().update(second, ANY)).isEqualTo(MediaOutcome.MOVED);
    assertThat(media().update(next(first, 8), new MediaQuota(0, 0))).isEqualTo(MediaOutcome.MOVED);
    MediaRecord foreign =
        new MediaRecord(first.id(), Samples.mediaOwner(), 1, now(), 3, Samples.bytes(60));
    assertThat(media().update(foreign, ANY)).isEqualTo(MediaOutcome.MOVED);
    assertThat(media().update(next(row(first.owner(), 1), 1), ANY)).isEqualTo(MediaOutcome.MOVED);
    store().reopen();
    assertThat(media().find(first.id())).contains(second);
    assertThat(media().use(first.owner())).isEqualTo(new MediaUse(9, 1));
    assertThat(media().use(foreign.owner())).isEqualTo(MediaUse.NONE);
  }

  @Test
  default void whatTheQuotaDoesNotAllowIsNotWritten() {
    MediaOwner owner = Samples.mediaOwner();
    MediaQuota quota = new MediaQuota(10, 2);
    MediaRecord tooLarge = row(owner, 11);
    assertThat(media().create(tooLarge, quota)).isEqualTo(MediaOutcome.OVER_QUOTA);
    assertThat(media().create(row(owner, 0), new MediaQuota(10, 0)))
        .isEqualTo(MediaOutcome.OVER_QUOTA);
    MediaRecord first = row(owner, 6);
    assertThat(media().create(first, quota)).isEqualTo(MediaOutcome.WRITTEN);
    assertThat(media().create(row(owner, 5), quota)).isEqualTo(MediaOutcome.OVER_QUOTA);
    MediaRecord second = row(owner, 4);
    assertThat(media().create(second, quota)).isEqualTo(MediaOutcome.WRITTEN);
    MediaRecord third = row(owner, 0);
    assertThat(media().create(third, quota)).isEqualTo(MediaOutcome.OVER_QUOTA);
    assertThat(media().update(next(first, 7), quota)).isEqualTo(MediaOutcome.OVER_QUOTA);
    assertThat(media().known(List.of(tooLarge.id(), first.id(), second.id(), third.id())))
        .containsExactlyInAnyOrder(first.id(), second.id());
    assertThat(media().find(first.id())).contains(first);
    assertThat(media().use(owner)).isEqualTo(new MediaUse(10, 2));
    assertThat(media().create(row(Samples.mediaOwner(), 10), quota))
        .isEqualTo(MediaOutcome.WRITTEN);
  }

  /// Also when the quota was made smaller meanwhile.
  @Test
  default void aRowThatDoesNotGrowIsAlwaysWritten() {
    MediaOwner owner = Samples.mediaOwner();
    MediaRecord first = created(row(owner, 6));
    MediaRecord _ = created(row(owner, 6));
    MediaQuota smaller = new MediaQuota(3, 1);
    MediaRecord same = next(first, 6);
    assertThat(media().update(same, smaller)).isEqualTo(MediaOutcome.WRITTEN);
    MediaRecord less = next(same, 1);
    assertThat(media().update(less, smaller)).isEqualTo(MediaOutcome.WRITTEN);
    assertThat(media().update(next(less, 2), smaller)).isEqualTo(MediaOutcome.OVER_QUOTA);
    assertThat(media().update(next(less, 2), new MediaQuota(8, 1)))
        .as("more objects than allowed")
        .isEqualTo(MediaOutcome.OVER_QUOTA);
    assertThat(media().update(next(less, 2), new MediaQuota(8, 2))).isEqualTo(MediaOutcome.WRITTEN);
    assertThat(media().use(owner)).isEqualTo(new MediaUse(8, 2));
  }

  @Test
  default void whatIsRemovedLeavesRoom() {
    MediaOwner owner = Samples.mediaOwner();
    MediaQuota quota = new MediaQuota(10, 2);
    MediaRecord first = created(row(owner, 6));
    MediaRecord second = created(row(owner, 4));
    assertThat(media().remove(first.id(), 2)).isFalse();
    assertThat(media().remove(Samples.mediaId(), 1)).isFalse();
    assertThat(media().use(owner)).isEqualTo(new MediaUse(10, 2));
    MediaRecord moved = next(first, 6);
    assertThat(media().update(moved, quota)).isEqualTo(MediaOutcome.WRITTEN);
    assertThat(media().remove(first.id(), 1)).isFalse();
    assertThat(media().remove(first.id(), 2)).isTrue();
    assertThat(media().remove(first.id(), 2)).isFalse();
    store().reopen();
    assertThat(media().find(first.id())).isEmpty();
    assertThat(media().use(owner)).isEqualTo(new MediaUse(4, 1));
    assertThat(media().create(row(owner, 6), quota)).isEqualTo(MediaOutcome.WRITTEN);
    assertThat(media().remove(second.id(), 1)).isTrue();
    assertThat(media().use(owner)).isEqualTo(new MediaUse(6, 1));
  }

  @Test
  default void whatWasRemovedIsDueNoMoreAndCanBeWrittenAgain() {
    MediaOwner owner = Samples.mediaOwner();
    MediaRecord row = created(row(owner, 6, now()));
    assertThat(media().remove(row.id(), 1)).isTrue();
    assertThat(media().use(owner)).isEqualTo(MediaUse.NONE);
    assertThat(media().due(now(), 10)).isEmpty();
    assertThat(media().end(owner, Instant.EPOCH, 10)).isZero();
    MediaRecord again = new MediaRecord(row.id(), owner, 5, now(), 1, Samples.bytes(9));
    created(again);
    assertThat(media().find(row.id())).contains(again);
    assertThat(media().due(now(), 10)).containsExactly(again);
    assertThat(media().use(owner)).isEqualTo(new MediaUse(5, 1));
  }

  @Test
  default void thoseThatHaveARowAreKnown() {
    List<MediaRecord> rows =
        IntStream.range(0, 5).mapToObj(i -> created(row(Samples.mediaOwner(), i))).toList();
    List<MediaId> there = rows.stream().map(MediaRecord::id).toList();
    List<MediaId> asked = new ArrayList<>(there);
    while (asked.size() < MediaStore.MOST_ASKED) {
      asked.add(Samples.mediaId());
    }
    Collections.shuffle(asked);
    assertThat(media().known(asked)).containsExactlyInAnyOrderElementsOf(there);
    assertThat(media().known(List.of(there.getFirst(), there.getFirst())))
        .containsExactly(there.getFirst());
    assertThat(media().known(List.of())).isEmpty();
    asked.add(Samples.mediaId());
    assertThatThrownBy(() -> media().known(asked)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  default void aRevisionIsWhatTheCallIsFor() {
    MediaRecord first = row(Samples.mediaOwner(), 1);
    MediaRecord second = next(first, 1);
    assertThatThrownBy(() -> media().create(second, ANY))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> media().update(first, ANY))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(media().find(first.id())).isEmpty();
  }

  @Test
  default void rowsAreDueFromTheirTimeOn() {
    MediaOwner owner = Samples.mediaOwner();
    MediaRecord early = created(row(owner, 1, now().plusMillis(1)));
    MediaRecord late = created(row(owner, 1, now().plusMillis(2)));
    MediaRecord never = created(row(owner, 1, MediaRecord.NEVER));
    assertThat(media().due(now(), 10)).isEmpty();
    assertThat(media().due(now().plusMillis(1), 10)).containsExactly(early);
    assertThat(media().due(now().plusMillis(1), 10)).containsExactly(early);
    store().reopen();
    assertThat(media().due(now().plusMillis(2), 10)).containsExactlyInAnyOrder(early, late);
    assertThat(media().due(now().plusMillis(2), 1)).hasSize(1);
    assertThat(media().due(now().plus(Duration.ofDays(100_000)), 10)).doesNotContain(never);
    MediaRecord later = early.dueAt(now().plusMillis(3));
    assertThat(media().update(later, ANY)).isEqualTo(MediaOutcome.WRITTEN);
    MediaRecord kept = late.dueAt(MediaRecord.NEVER);
    assertThat(media().update(kept, ANY)).isEqualTo(MediaOutcome.WRITTEN);
    assertThat(media().due(now().plusMillis(2), 10)).isEmpty();
    MediaRecord over = kept.dueAt(now());
    assertThat(media().update(over, ANY)).isEqualTo(MediaOutcome.WRITTEN);
    assertThat(media().due(now().plusMillis(3), 10)).containsExactlyInAnyOrder(over, later);
    assertThat(media().use(owner)).isEqualTo(new MediaUse(3, 3));
  }

  /// However few are taken at a time.
  @Test
  default void whatIsDueIsFoundWithoutEndUntilItIsRemoved() {
    List<MediaRecord> rows =
        IntStream.range(0, 20)
            .mapToObj(i -> created(row(Samples.mediaOwner(), 1, now().minusSeconds(i))))
            .toList();
    List<MediaRecord> removed = new ArrayList<>();
    for (List<MediaRecord> due = media().due(now(), 3);
        !due.isEmpty();
        due = media().due(now(), 3)) {
      assertThat(due).hasSizeLessThanOrEqualTo(3);
      for (MediaRecord row : due) {
        assertThat(media().remove(row.id(), row.revision())).isTrue();
        removed.add(row);
      }
    }
    assertThat(removed).containsExactlyInAnyOrderElementsOf(rows);
  }

  @Test
  default void theEndOfAnOwnerMakesAllRowsDue() {
    MediaOwner owner = Samples.mediaOwner();
    MediaRecord other = created(row(Samples.mediaOwner(), 1));
    MediaRecord due = created(row(owner, 1, now()));
    List<MediaRecord> rows =
        Stream.of(now().plusMillis(1), now().plusSeconds(9), MediaRecord.NEVER)
            .map(then -> created(row(owner, 2, then)))
            .toList();
    assertThat(media().end(owner, now(), 2)).isEqualTo(2);
    assertThat(media().end(owner, now(), 2)).isEqualTo(1);
    assertThat(media().end(owner, now(), 2)).isZero();
    store().reopen();
    List<MediaRecord> ended = rows.stream().map(row -> row.dueAt(now())).toList();
    assertThat(media().due(now(), 10))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(Stream.of(due), ended.stream()).toList());
    assertThat(media().find(other.id())).contains(other);
    assertThat(media().use(owner)).isEqualTo(new MediaUse(7, 4));
    assertThat(media().update(next(rows.getFirst(), 1), ANY)).isEqualTo(MediaOutcome.MOVED);
  }

  @Test
  default void createsSideBySideDoNotPassTheQuota() {
    MediaOwner owner = Samples.mediaOwner();
    List<MediaRecord> rows = IntStream.range(0, 8).mapToObj(_ -> row(owner, 3)).toList();
    List<MediaOutcome> ofBytes =
        Together.run(4, i -> media().create(rows.get(i), new MediaQuota(6, 8)));
    assertThat(ofBytes).filteredOn(MediaOutcome.WRITTEN::equals).hasSize(2);
    List<MediaOutcome> ofObjects =
        Together.run(4, i -> media().create(rows.get(i + 4), new MediaQuota(100, 3)));
    assertThat(ofObjects).filteredOn(MediaOutcome.WRITTEN::equals).hasSize(1);
    assertThat(Stream.concat(ofBytes.stream(), ofObjects.stream()))
        .doesNotContain(MediaOutcome.MOVED);
    assertThat(media().use(owner)).isEqualTo(new MediaUse(9, 3));
    assertThat(sum(rows.stream().map(MediaRecord::id).toList())).isEqualTo(new MediaUse(9, 3));
  }

  @Test
  default void oneOfSeveralChangesOfARowIsMade() {
    MediaRecord row = created(row(Samples.mediaOwner(), 5));
    List<Boolean> made =
        Together.run(
            6,
            i ->
                i % 2 == 0
                    ? media().update(next(row, i), ANY) == MediaOutcome.WRITTEN
                    : media().remove(row.id(), 1));
    assertThat(made).containsOnlyOnce(true);
    assertThat(media().use(row.owner())).isEqualTo(sum(List.of(row.id())));
  }

  /// Whatever becomes of each.
  @Test
  default void theUseIsTheSumOfTheRowsWhateverHappensSideBySide() {
    MediaOwner owner = Samples.mediaOwner();
    MediaQuota quota = new MediaQuota(30, 6);
    List<MediaRecord> rows = IntStream.range(0, 4).mapToObj(_ -> created(row(owner, 4))).toList();
    List<MediaRecord> more = IntStream.range(0, 4).mapToObj(_ -> row(owner, 4)).toList();
    List<Boolean> _ =
        Together.run(
            12,
            i ->
                switch (i % 3) {
                  case 0 -> media().create(more.get(i / 3), quota) == MediaOutcome.WRITTEN;
                  case 1 -> media().update(next(rows.get(i / 3), 9), quota) == MediaOutcome.WRITTEN;
                  default -> media().remove(rows.get(i / 3).id(), 1);
                });
    MediaUse use = media().use(owner);
    assertThat(use)
        .isEqualTo(sum(Stream.concat(rows.stream(), more.stream()).map(MediaRecord::id).toList()));
    assertThat(quota.allows(use)).isTrue();
  }
}
