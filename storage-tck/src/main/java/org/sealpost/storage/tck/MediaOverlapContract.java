package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sealpost.storage.media.MediaId;
import org.sealpost.storage.media.MediaOutcome;
import org.sealpost.storage.media.MediaOwner;
import org.sealpost.storage.media.MediaQuota;
import org.sealpost.storage.media.MediaRecord;
import org.sealpost.storage.media.MediaStore;
import org.sealpost.storage.media.MediaUse;

/// Races of the rows of objects, as in [OverlapContract], and calls that are cut off. Where two
/// calls exclude each other, each of them is the first once.
public interface MediaOverlapContract extends StoreContract {
  MediaQuota ENOUGH = new MediaQuota(1_000, 100);

  private MediaStore media() {
    return storage().media();
  }

  private Instant now() {
    return store().clock().instant();
  }

  private MediaRecord row(MediaOwner owner, long bytes) {
    return new MediaRecord(
        Samples.mediaId(), owner, bytes, now().plusSeconds(60), 1, Samples.bytes(60));
  }

  private MediaRecord created(MediaOwner owner, long bytes) {
    MediaRecord row = row(owner, bytes);
    assertThat(media().create(row, ENOUGH)).isEqualTo(MediaOutcome.WRITTEN);
    return row;
  }

  private static MediaRecord next(MediaRecord row, long bytes, Instant dueAt) {
    return new MediaRecord(
        row.id(), row.owner(), bytes, dueAt, row.revision() + 1, Samples.bytes(60));
  }

  private static MediaRecord grown(MediaRecord row, long bytes) {
    return next(row, bytes, row.dueAt());
  }

  private Callable<Boolean> create(MediaRecord row, MediaQuota quota) {
    return () -> media().create(row, quota) == MediaOutcome.WRITTEN;
  }

  private Callable<Boolean> update(MediaRecord next, MediaQuota quota) {
    return () -> media().update(next, quota) == MediaOutcome.WRITTEN;
  }

  private Callable<Boolean> remove(MediaRecord row) {
    return () -> media().remove(row.id(), row.revision());
  }

  /// What is asked in several ways is the same: the rows, what their owner has, what is known and
  /// what is due.
  private List<MediaRecord> agreeing(MediaOwner owner, List<MediaRecord> all) {
    List<MediaId> ids = all.stream().map(MediaRecord::id).toList();
    List<MediaRecord> there =
        ids.stream().map(media()::find).flatMap(Optional::stream).distinct().toList();
    MediaUse sum = MediaUse.NONE;
    Set<MediaId> known = new HashSet<>();
    for (MediaRecord row : there) {
      sum = row.owner().equals(owner) ? sum.plus(row) : sum;
      known.add(row.id());
    }
    assertThat(media().use(owner)).isEqualTo(sum);
    assertThat(media().known(ids)).isEqualTo(known);
    assertThat(media().due(now(), 100))
        .containsExactlyInAnyOrderElementsOf(
            there.stream().filter(row -> row.isDue(now())).toList());
    assertThat(media().due(now().plusSeconds(600), 100)).containsExactlyInAnyOrderElementsOf(there);
    return there;
  }

  @Test
  default void ofOverlappingCreatesTheQuotaAllowsOne() {
    for (MediaQuota quota : List.of(new MediaQuota(9, 100), new MediaQuota(100, 2))) {
      MediaOwner owner = Samples.mediaOwner();
      MediaRecord _ = removedAtOnce(created(owner, 3));
      MediaRecord one = row(owner, 5);
      MediaRecord other = row(owner, 5);
      MediaRecord before = created(owner, 1);
      var overlap = Overlap.of(store(), create(one, quota), create(other, quota));
      assertThat(overlap.first()).isNotEqualTo(overlap.second());
      assertThat(media().use(owner)).isEqualTo(new MediaUse(6, 2));
      assertThat(media().known(List.of(before.id(), one.id(), other.id()))).hasSize(2);
    }
  }

  private MediaRecord removedAtOnce(MediaRecord row) {
    assertThat(media().remove(row.id(), row.revision())).isTrue();
    return row;
  }

  /// Nothing is there yet that the first could be counted with.
  @Test
  default void ofOverlappingFirstCreatesOfAnOwnerTheQuotaAllowsOne() {
    MediaOwner owner = Samples.mediaOwner();
    List<MediaRecord> rows = List.of(row(owner, 5), row(owner, 5));
    MediaQuota quota = new MediaQuota(9, 100);
    var overlap = Overlap.of(store(), create(rows.get(0), quota), create(rows.get(1), quota));
    assertThat(overlap.first()).isNotEqualTo(overlap.second());
    assertThat(agreeing(owner, rows)).hasSize(1);
  }

  @Test
  default void ofOverlappingGrowthsTheQuotaAllowsOne() {
    MediaOwner owner = Samples.mediaOwner();
    List<MediaRecord> rows = List.of(created(owner, 1), created(owner, 1));
    MediaQuota quota = new MediaQuota(9, 100);
    var overlap =
        Overlap.of(
            store(), update(grown(rows.get(0), 6), quota), update(grown(rows.get(1), 6), quota));
    assertThat(overlap.first()).isNotEqualTo(overlap.second());
    assertThat(media().use(owner)).isEqualTo(new MediaUse(7, 2));
    agreeing(owner, rows);
  }

  @Test
  default void ofAnOverlappingGrowthAndCreateTheQuotaAllowsOne() {
    for (boolean growthFirst : List.of(true, false)) {
      MediaOwner owner = Samples.mediaOwner();
      MediaRecord row = created(owner, 2);
      MediaRecord another = row(owner, 5);
      MediaQuota quota = new MediaQuota(9, 100);
      Callable<Boolean> growth = update(grown(row, 7), quota);
      Callable<Boolean> create = create(another, quota);
      var overlap =
          growthFirst ? Overlap.of(store(), growth, create) : Overlap.of(store(), create, growth);
      assertThat(overlap.first()).isNotEqualTo(overlap.second());
      assertThat(media().use(owner))
          .isEqualTo(new MediaUse(7, growthFirst == overlap.first() ? 1 : 2));
    }
  }

  @Test
  default void ofOverlappingCreatesOfARowOneIsWritten() {
    MediaRecord one = row(Samples.mediaOwner(), 5);
    MediaRecord other =
        new MediaRecord(one.id(), Samples.mediaOwner(), 7, now(), 1, Samples.bytes(60));
    var overlap = Overlap.of(store(), create(one, ENOUGH), create(other, ENOUGH));
    assertThat(overlap.first()).isNotEqualTo(overlap.second());
    MediaRecord written = overlap.first() ? one : other;
    MediaRecord refused = overlap.first() ? other : one;
    assertThat(media().find(one.id())).contains(written);
    assertThat(media().use(refused.owner())).isEqualTo(MediaUse.NONE);
    assertThat(media().end(refused.owner(), Instant.EPOCH, 10)).isZero();
    assertThat(agreeing(written.owner(), List.of(written))).containsExactly(written);
  }

  @Test
  default void ofOverlappingUpdatesOneIsWritten() {
    MediaOwner owner = Samples.mediaOwner();
    MediaRecord row = created(owner, 2);
    MediaRecord one = grown(row, 5);
    MediaRecord other = row.dueAt(now());
    var overlap = Overlap.of(store(), update(one, ENOUGH), update(other, ENOUGH));
    assertThat(overlap.first()).isNotEqualTo(overlap.second());
    assertThat(agreeing(owner, List.of(row))).containsExactly(overlap.first() ? one : other);
  }

  @Test
  default void ofAnOverlappingUpdateAndRemovalOneWins() {
    for (boolean updateFirst : List.of(true, false)) {
      MediaOwner owner = Samples.mediaOwner();
      MediaRecord row = created(owner, 2);
      Callable<Boolean> update = update(grown(row, 5), ENOUGH);
      Callable<Boolean> remove = remove(row);
      var overlap =
          updateFirst ? Overlap.of(store(), update, remove) : Overlap.of(store(), remove, update);
      boolean updated = updateFirst ? overlap.first() : overlap.second();
      assertThat(overlap.first()).isNotEqualTo(overlap.second());
      List<MediaRecord> there = agreeing(owner, List.of(row));
      assertThat(there).hasSize(updated ? 1 : 0);
      there.forEach(this::removedAtOnce);
    }
  }

  @Test
  default void ofOverlappingRemovalsOneIsMade() {
    MediaOwner owner = Samples.mediaOwner();
    MediaRecord row = created(owner, 2);
    MediaRecord other = created(owner, 3);
    var overlap = Overlap.of(store(), remove(row), remove(row));
    assertThat(overlap.first()).isNotEqualTo(overlap.second());
    assertThat(agreeing(owner, List.of(row, other))).containsExactly(other);
  }

  /// Each would be the last one's if it were the only one.
  @Test
  default void overlappingRemovalsOfAnOwnersRowsLeaveNothing() {
    MediaOwner owner = Samples.mediaOwner();
    List<MediaRecord> rows = List.of(created(owner, 2), created(owner, 3));
    var overlap = Overlap.of(store(), remove(rows.get(0)), remove(rows.get(1)));
    assertThat(overlap.first() && overlap.second()).isTrue();
    assertThat(agreeing(owner, rows)).isEmpty();
  }

  @Test
  default void aCreateBesideTheRemovalOfTheLastRowIsCounted() {
    for (boolean createFirst : List.of(true, false)) {
      MediaOwner owner = Samples.mediaOwner();
      MediaRecord last = created(owner, 2);
      MediaRecord next = row(owner, 3);
      Callable<Boolean> create = create(next, ENOUGH);
      var overlap =
          createFirst
              ? Overlap.of(store(), create, remove(last))
              : Overlap.of(store(), remove(last), create);
      assertThat(overlap.first() && overlap.second()).isTrue();
      assertThat(agreeing(owner, List.of(last, next))).containsExactly(next);
      MediaRecord _ = removedAtOnce(next);
    }
  }

  @Test
  default void anUpdateThatWasUnderWayDoesNotUndoAnEnd() {
    for (boolean updateFirst : List.of(true, false)) {
      MediaOwner owner = Samples.mediaOwner();
      MediaRecord row = created(owner, 2);
      Callable<Boolean> update = update(row.dueAt(now().plusSeconds(90)), ENOUGH);
      Callable<Boolean> end = () -> media().end(owner, now(), 10) == 1;
      var overlap =
          updateFirst ? Overlap.of(store(), update, end) : Overlap.of(store(), end, update);
      assertThat(updateFirst ? overlap.second() : overlap.first()).as("ended").isTrue();
      List<MediaRecord> there = agreeing(owner, List.of(row));
      assertThat(there).hasSize(1).allMatch(it -> it.isDue(now()));
      assertThat(media().update(row.dueAt(now().plusSeconds(90)), ENOUGH))
          .isEqualTo(MediaOutcome.MOVED);
      there.forEach(this::removedAtOnce);
    }
  }

  @Test
  default void anEndBringsNothingBack() {
    for (boolean endFirst : List.of(true, false)) {
      MediaOwner owner = Samples.mediaOwner();
      MediaRecord row = created(owner, 2);
      Callable<Boolean> end = () -> media().end(owner, now(), 10) == 1;
      Callable<Boolean> remove = remove(row);
      var overlap = endFirst ? Overlap.of(store(), end, remove) : Overlap.of(store(), remove, end);
      boolean removed = endFirst ? overlap.second() : overlap.first();
      assertThat(overlap.first()).isNotEqualTo(overlap.second());
      List<MediaRecord> there = agreeing(owner, List.of(row));
      assertThat(there).hasSize(removed ? 0 : 1).allMatch(it -> it.isDue(now()));
      there.forEach(this::removedAtOnce);
    }
  }

  /// It may stay as it was written, or be ended too.
  @Test
  default void aCreateBesideAnEndIsWhole() {
    for (boolean createFirst : List.of(true, false)) {
      MediaOwner owner = Samples.mediaOwner();
      MediaRecord before = created(owner, 1);
      MediaRecord row = row(owner, 2);
      Callable<Boolean> end = () -> media().end(owner, now(), 10) >= 1;
      Callable<Boolean> create = create(row, ENOUGH);
      var overlap =
          createFirst ? Overlap.of(store(), create, end) : Overlap.of(store(), end, create);
      assertThat(overlap.first() && overlap.second()).isTrue();
      List<MediaRecord> there = agreeing(owner, List.of(before, row));
      assertThat(there).hasSize(2).contains(before.dueAt(now()));
      there.forEach(this::removedAtOnce);
    }
  }

  @Test
  default void whatIsNotCommittedIsNotSeen() {
    MediaOwner owner = Samples.mediaOwner();
    MediaRecord row = created(owner, 2);
    MediaRecord second = next(row, 5, now());
    var overlap =
        Overlap.ofRead(store(), update(second, ENOUGH), () -> agreeing(owner, List.of(row)));
    assertThat(overlap.first()).isTrue();
    assertThat(overlap.second()).containsExactly(row);
    assertThat(agreeing(owner, List.of(row))).containsExactly(second);
  }

  /// Whatever is cut off is done or not, as a whole; and can be done afterwards.
  @Test
  default void aCallThatIsCutOffIsDoneOrNot() {
    boolean reached = true;
    for (int commit = 1; reached; commit++) {
      reached = false;
      MediaOwner owner = Samples.mediaOwner();
      MediaRecord row = row(owner, 2);
      reached |= CutOff.at(store(), commit, () -> media().create(row, ENOUGH));
      if (agreeing(owner, List.of(row)).isEmpty()) {
        assertThat(media().create(row, ENOUGH)).isEqualTo(MediaOutcome.WRITTEN);
      }
      MediaRecord second = next(row, 5, now());
      reached |= CutOff.at(store(), commit, () -> media().update(second, ENOUGH));
      if (agreeing(owner, List.of(row)).contains(row)) {
        assertThat(media().update(second, ENOUGH)).isEqualTo(MediaOutcome.WRITTEN);
      }
      assertThat(agreeing(owner, List.of(row))).containsExactly(second);
      reached |= CutOff.at(store(), commit, () -> media().remove(row.id(), 2));
      agreeing(owner, List.of(row)).forEach(this::removedAtOnce);
      assertThat(agreeing(owner, List.of(row))).isEmpty();
    }
  }

  @Test
  default void anEndThatIsCutOffGoesOn() {
    boolean reached = true;
    for (int commit = 1; reached; commit++) {
      MediaOwner owner = Samples.mediaOwner();
      List<MediaRecord> rows = List.of(created(owner, 1), created(owner, 2), created(owner, 3));
      reached = CutOff.at(store(), commit, () -> media().end(owner, now(), 10));
      List<MediaRecord> ended = rows.stream().map(row -> row.dueAt(now())).toList();
      assertThat(Stream.concat(rows.stream(), ended.stream()).toList())
          .containsAll(agreeing(owner, rows));
      int _ = media().end(owner, now(), 10);
      assertThat(agreeing(owner, rows)).containsExactlyInAnyOrderElementsOf(ended);
      ended.forEach(this::removedAtOnce);
    }
  }
}
