package org.sealpost.storage.tck.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.sealpost.storage.audit.AuditEntry;

/// The audit outbox and its log. In which order a store shows what is pending is its own choice.
final class AuditSteps {
  private static final int ALL = 100_000;

  private final World world;
  private final Draws draws;

  AuditSteps(World world) {
    this.world = world;
    this.draws = world.draws();
  }

  private List<AuditEntry> pending() {
    return world.model().audit().pending(ALL);
  }

  /// New ones, and some that are kept already.
  void add() {
    List<AuditEntry> entries =
        new ArrayList<>(Stream.generate(draws::auditEntry).limit(draws.between(0, 3)).toList());
    long size = world.model().audit().size();
    if (size > 0 && draws.chance(0.3)) {
      entries.add(
          world.model().audit().read(draws.between(0, (int) size - 1), 1).getFirst().entry());
    }
    if (!pending().isEmpty() && draws.chance(0.3)) {
      entries.add(draws.oneOf(pending()));
    }
    world.agree(storage -> {
      storage.audit().add(entries);
      return true;
    });
  }

  void sequence() {
    long size = world.model().audit().size() + (draws.chance(0.1) ? 1 : 0);
    List<UUID> entries = new ArrayList<>(pending().stream().map(AuditEntry::id).toList());
    Collections.shuffle(entries, draws.random());
    entries.subList(Math.min(entries.size(), draws.between(1, 6)), entries.size()).clear();
    if (entries.isEmpty() || draws.chance(0.1)) {
      entries.add(draws.uuid());
    }
    world.agree(storage -> storage.audit().sequence(size, entries));
  }

  void look() {
    world.awaitPending(pending());
    int max = draws.between(1, 5);
    List<AuditEntry> some = world.askStore(storage -> storage.audit().pending(max));
    assertThat(some).hasSize(Math.min(max, pending().size())).isSubsetOf(pending());
    long from = draws.between(0, (int) world.model().audit().size());
    world.agree(storage -> storage.audit().size());
    world.agree(storage -> storage.audit().read(from, max));
  }
}
