package org.sealpost.storage.tck.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxTotals;
import org.sealpost.storage.inboxes.PurgeProgress;

/// What a server does to inboxes from time to time, and what it counts. When an expired envelope
/// leaves a store is the store's choice, so counts of removals may differ from the model's until a
/// sweep has found nothing more; what was accepted and left out is the same at every step.
final class InboxSweeps {
  private static final int ENDLESS = 1_000;

  private final World world;
  private final Draws draws;
  private final InboxSteps inboxes;

  InboxSweeps(World world, InboxSteps inboxes) {
    this.world = world;
    this.draws = world.draws();
    this.inboxes = inboxes;
  }

  void sweep() {
    int max = draws.between(1, 60);
    var answers = world.ask(storage -> storage.inboxes().sweepExpired(max));
    if (!answers.isLost()) {
      int removed = answers.store().orElseThrow();
      assertThat(removed).isBetween(0, max);
      if (removed < max) {
        inboxes.watches().forEach(watch -> watch.expired().clear());
        compareTotals(true);
      }
    }
  }

  void abandoned() {
    int max = draws.between(1, 5);
    List<InboxId> all = world.model().inboxes().abandoned(Integer.MAX_VALUE);
    List<InboxId> told = world.askStore(storage -> storage.inboxes().abandoned(max));
    assertThat(told).hasSize(Math.min(max, all.size())).doesNotHaveDuplicates();
    assertThat(all).containsAll(told);
  }

  void purge() {
    List<InboxId> abandoned = world.model().inboxes().abandoned(Integer.MAX_VALUE);
    if (abandoned.isEmpty() || draws.chance(0.2)) {
      InboxId inbox = world.someInbox();
      if (!abandoned.contains(inbox)) {
        world.agree(storage -> storage.inboxes().purge(inbox, 10));
      }
    } else {
      empty(draws.oneOf(abandoned), draws.between(1, 10));
    }
  }

  private void empty(InboxId inbox, int max) {
    int purged = 0;
    boolean lost = false;
    PurgeProgress progress = new PurgeProgress(0, false);
    for (int calls = 0; !progress.done(); calls++) {
      assertThat(calls).as("a purge comes to its end").isLessThan(ENDLESS);
      var answers =
          world.ask(
              storage -> storage.inboxes().purge(inbox, max), _ -> new PurgeProgress(0, false));
      lost |= answers.isLost();
      progress = answers.store().orElse(progress);
      assertThat(progress.removed()).isBetween(0, max);
      assertThat(progress.done() || progress.removed() == max || answers.isLost())
          .as("a purge that found fewer than it might remove is done")
          .isTrue();
      purged += progress.removed();
    }
    PurgeProgress model = world.model().inboxes().purge(inbox, Integer.MAX_VALUE);
    if (!lost) {
      assertThat(purged).isGreaterThanOrEqualTo(model.removed());
    }
  }

  void totals() {
    compareTotals(false);
  }

  private void compareTotals(boolean swept) {
    InboxTotals store = world.askStore(storage -> storage.inboxes().totals());
    InboxTotals model = world.model().inboxes().totals();
    assertThat(store.accepted()).isEqualTo(model.accepted());
    assertThat(store.leftOut()).isEqualTo(model.leftOut());
    assertThat(store.acknowledged()).isGreaterThanOrEqualTo(model.acknowledged());
    assertThat(store.purged()).isGreaterThanOrEqualTo(model.purged());
    assertThat(store.expired()).isLessThanOrEqualTo(model.expired());
    if (swept) {
      assertThat(removed(store)).isEqualTo(removed(model));
    } else {
      assertThat(removed(store)).isLessThanOrEqualTo(removed(model));
    }
  }

  private static long removed(InboxTotals totals) {
    return totals.acknowledged() + totals.expired() + totals.purged();
  }
}
