package org.sealpost.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.sealpost.core.delivery.FaultyInboxStore.Fault;
import org.sealpost.core.delivery.InboxSweeper.Swept;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxStore;
import org.sealpost.storage.inboxes.PurgeProgress;

class InboxSweeperTest {
  private final Scene scene = new Scene();

  @Test
  void removesInPiecesWhatExpiredAndLeavesWhatDidNot() {
    scene.online(2);
    for (int i = 0; i < 600; i++) {
      scene.send("m" + i);
    }
    scene.clock.advance(DeliveryLimits.DEFAULT.timeToLive());
    scene.send("young");
    List<Integer> pieces = new ArrayList<>();
    InboxSweeper sweeper =
        new InboxSweeper(
            new FaultyInboxStore(scene.model, () -> Fault.NONE) {
              @Override
              public int sweepExpired(int max) {
                pieces.add(max);
                return super.sweepExpired(max);
              }
            });

    assertThat(sweeper.sweep()).isEqualTo(new Swept(1_200, 0));
    assertThat(pieces).containsExactly(500, 500, 500);
    assertThat(scene.model.queued(scene.inbox(1))).hasSize(1);
    assertThat(sweeper.sweep()).isEqualTo(new Swept(0, 0));
  }

  @Test
  void emptiesWhatARetiredDeviceLeftAndNobodyElsesInbox() {
    InboxId former = scene.inbox(2);
    for (int i = 0; i < 501; i++) {
      scene.send("m" + i);
    }
    scene.change(TestAccounts.withDevice(scene.account(), 2, Optional.empty()));
    scene.model.abandon(former);

    assertThat(new InboxSweeper(scene.model).sweep()).isEqualTo(new Swept(0, 501));
    assertThat(scene.model.queued(scene.inbox(1))).hasSize(501);
    assertThat(scene.model.abandoned(10)).isEmpty();
  }

  @Test
  void aStoreThatIsAwayIsSweptTheNextTime() {
    scene.send("m1");
    scene.clock.advance(DeliveryLimits.DEFAULT.timeToLive());
    List<Fault> faults = new ArrayList<>(List.of(Fault.AFTER));
    InboxSweeper sweeper =
        new InboxSweeper(
            new FaultyInboxStore(
                scene.model, () -> faults.isEmpty() ? Fault.NONE : faults.removeFirst()));
    scene.send("m2");

    assertThatThrownBy(sweeper::sweep).isInstanceOf(StorageUnavailable.class);
    scene.clock.advance(DeliveryLimits.DEFAULT.timeToLive());
    assertThat(sweeper.sweep()).isEqualTo(new Swept(2, 0));
  }

  @Test
  void aRunIsBoundedWhateverThereIs() {
    InboxStore endless =
        new FaultyInboxStore(scene.model, () -> Fault.NONE) {
          @Override
          public int sweepExpired(int max) {
            return max;
          }

          @Override
          public List<InboxId> abandoned(int max) {
            return List.of(scene.inbox(1), scene.inbox(2));
          }

          @Override
          public PurgeProgress purge(InboxId inbox, int max) {
            return new PurgeProgress(max, false);
          }
        };
    assertThat(new InboxSweeper(endless).sweep()).isEqualTo(new Swept(500_000, 500_000));
  }

  @Test
  void onlyOneRunIsUnderWayAtATime() throws Exception {
    CountDownLatch within = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    InboxSweeper sweeper =
        new InboxSweeper(
            new FaultyInboxStore(scene.model, () -> Fault.NONE) {
              @Override
              public int sweepExpired(int max) {
                assertThat(within.getCount()).isEqualTo(1);
                within.countDown();
                try {
                  assertThat(released.await(1, TimeUnit.MINUTES)).isTrue();
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
                return 1;
              }
            });
    try (var threads = Executors.newSingleThreadExecutor()) {
      Future<Swept> first = threads.submit(sweeper::sweep);
      assertThat(within.await(1, TimeUnit.MINUTES)).isTrue();
      try {
        assertThat(sweeper.sweep()).isEqualTo(new Swept(0, 0));
      } finally {
        released.countDown();
      }
      assertThat(first.get(1, TimeUnit.MINUTES)).isEqualTo(new Swept(1, 0));
    }
  }

  @Test
  void aRunThatFailsIsFollowedByOthers() throws Exception {
    CountDownLatch runs = new CountDownLatch(3);
    InboxSweeper sweeper =
        new InboxSweeper(
            new FaultyInboxStore(scene.model, () -> Fault.NONE) {
              @Override
              public int sweepExpired(int max) {
                runs.countDown();
                throw runs.getCount() == 2
                    ? new StorageUnavailable("away")
                    : new IllegalStateException("a fault");
              }
            });
    try (var scheduler = Executors.newSingleThreadScheduledExecutor()) {
      sweeper.run(scheduler, Runnable::run, Duration.ofMillis(1));
      assertThat(runs.await(1, TimeUnit.MINUTES)).isTrue();
      scheduler.shutdownNow();
    }
  }
}
