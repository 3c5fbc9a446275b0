package org.sealpost.storage.tck.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.sealpost.storage.media.MediaId;
import org.sealpost.storage.media.MediaOwner;
import org.sealpost.storage.media.MediaQuota;
import org.sealpost.storage.media.MediaRecord;

/// Rows of objects, so few that each is written, removed and written again many times.
final class MediaSteps {
  private static final int ALL = 100;

  private final World world;
  private final Draws draws;
  private final List<MediaId> ids;
  private final List<MediaOwner> owners;

  MediaSteps(World world) {
    this.world = world;
    this.draws = world.draws();
    this.ids =
        IntStream.range(0, 10).mapToObj(_ -> new MediaId(draws.bytes(MediaId.BYTES))).toList();
    this.owners =
        IntStream.range(0, 3).mapToObj(_ -> new MediaOwner(draws.bytes(MediaOwner.BYTES))).toList();
  }

  private MediaQuota quota() {
    return new MediaQuota(draws.between(0, 60), draws.between(0, 8));
  }

  private Instant dueAt() {
    return draws.chance(0.1) ? MediaRecord.NEVER : world.now().plusMillis(draws.between(-20, 400));
  }

  private MediaRecord row(MediaId id, MediaOwner owner, long revision) {
    return new MediaRecord(
        id, owner, draws.between(0, 20), dueAt(), revision, draws.bytes(draws.between(0, 90)));
  }

  void create() {
    MediaRecord row = row(draws.oneOf(ids), draws.oneOf(owners), 1);
    MediaQuota quota = quota();
    world.agree(storage -> storage.media().create(row, quota));
  }

  /// Of the revision that it has, or of another; seldom of a row that is not there.
  void update() {
    MediaId id = draws.oneOf(ids);
    MediaRecord before = world.model().media().find(id).orElse(row(id, draws.oneOf(owners), 1));
    MediaOwner owner = draws.chance(0.05) ? draws.oneOf(owners) : before.owner();
    long revision = before.revision() + (draws.chance(0.1) ? 2 : 1);
    MediaRecord drawn = row(id, owner, revision);
    MediaRecord next = draws.chance(0.2) ? before.dueAt(drawn.dueAt()) : drawn;
    MediaQuota quota = quota();
    world.agree(storage -> storage.media().update(next, quota));
  }

  void remove() {
    MediaId id = draws.oneOf(ids);
    long revision = world.model().media().find(id).map(MediaRecord::revision).orElse(1L);
    long named = draws.chance(0.15) ? revision + 1 : revision;
    world.agree(storage -> storage.media().remove(id, named));
  }

  /// Any of those that are due: which of several is the backend's to choose.
  void takeDue() {
    Instant now = world.now();
    world.agree(storage -> Set.copyOf(storage.media().due(now, ALL)));
    int max = draws.between(1, 4);
    List<MediaRecord> some = world.askStore(storage -> storage.media().due(now, max));
    Set<MediaRecord> due = new HashSet<>(world.model().media().due(now, ALL));
    assertThat(due).containsAll(some);
    assertThat(some).hasSize(Math.min(max, due.size())).doesNotHaveDuplicates();
    for (MediaRecord row : some) {
      if (draws.chance(0.5)) {
        world.agree(storage -> storage.media().remove(row.id(), row.revision()));
      }
    }
  }

  void end() {
    MediaOwner owner = draws.oneOf(owners);
    Instant now = world.now();
    world.agree(storage -> storage.media().end(owner, now, ALL));
  }

  void look() {
    for (MediaId id : ids) {
      world.agree(storage -> storage.media().find(id));
    }
    world.agree(storage -> storage.media().known(ids));
    for (MediaOwner owner : owners) {
      world.agree(storage -> storage.media().use(owner));
    }
  }
}
