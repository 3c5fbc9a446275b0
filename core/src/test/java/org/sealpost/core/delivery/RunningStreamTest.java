package org.sealpost.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sealpost.core.delivery.Scene.Connected;

class RunningStreamTest {
  private final Scene scene = new Scene();

  @Test
  void aTransportThatThrowsIsClosedAndForgottenAndItsAnswersCount() {
    Connected device = scene.online(1);
    scene.send("m1");
    device.transport().fault = new IllegalStateException("no socket");
    scene.sendUnheard("m2");
    scene.sendUnheard("m3");
    scene.devices.look(scene.inbox(1));
    device.answerAll();
    scene.held.runAll();

    assertThat(device.transport().closes).containsExactly(CloseReason.FAULT);
    assertThat(scene.devices.count()).isZero();
    assertThat(scene.online(1).transport().labels()).containsExactly("m2", "m3");
  }

  @Test
  void aTransportThatEndsInAnErrorIsClosedAndTheSenderIsAnswered() {
    Connected device = scene.online(1);
    device.transport().fault = new InternalError("as an exhausted memory would");
    device.transport().closesToo = true;

    assertThat(scene.send("m1")).isEqualTo(new SendOutcome.Accepted(false));
    assertThat(device.transport().closes).containsExactly(CloseReason.FAULT);
    assertThat(scene.online(1).transport().labels()).containsExactly("m1");
  }

  @Test
  void aStreamAtFaultIsClosedAndTakesNoMoreEvents() {
    AtomicBoolean broken = new AtomicBoolean();
    Scene fragile =
        new Scene(
            DeliveryLimits.DEFAULT,
            Optional.empty(),
            Optional.of(() -> {
              if (broken.get()) {
                throw new IllegalStateException("no time");
              }
              return scene.clock.instant();
            }));
    Connected device = fragile.online(1);
    broken.set(true);
    fragile.send("m1");
    broken.set(false);
    fragile.send("m2");
    fragile.held.runAll();

    assertThat(device.transport().closes).containsExactly(CloseReason.FAULT);
    assertThat(device.transport().labels()).isEmpty();
    assertThat(fragile.devices.count()).isZero();
    assertThat(fragile.online(1).transport().labels()).containsExactly("m1", "m2");
  }

  @Test
  void whatComesWhileTheTransportIsCalledComesAfterIt() {
    Connected device = scene.online(1);
    AtomicInteger within = new AtomicInteger();
    List<Integer> depths = new ArrayList<>();
    device.transport().whenGiven =
        () -> {
          depths.add(within.incrementAndGet());
          if (device.transport().given.size() < 3) {
            scene.send("m" + (device.transport().given.size() + 1));
          }
          within.decrementAndGet();
        };
    scene.send("m1");

    assertThat(device.transport().labels()).containsExactly("m1", "m2", "m3");
    assertThat(depths).containsOnly(1);
  }

  @Test
  void aSenderWorksForOthersOnlyForATurn() {
    Connected device = scene.online(1);
    device.transport().whenGiven =
        () -> {
          if (device.transport().given.size() == 1) {
            IntStream.rangeClosed(2, 200).forEach(number -> scene.send("m" + number));
          }
        };
    scene.send("m1");

    assertThat(device.transport().given).hasSize(64);
    scene.held.runAll();
    assertThat(device.transport().labels())
        .isEqualTo(IntStream.rangeClosed(1, 200).mapToObj(number -> "m" + number).toList());
  }

  @Test
  void aMailboxThatNobodyEmptiesStaysSmallAndLosesNothing() throws Exception {
    Connected device = scene.online(1);
    RunningStream stream = (RunningStream) device.connection();
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    device.transport().whenGiven =
        () -> {
          blocked.countDown();
          try {
            assertThat(released.await(1, TimeUnit.MINUTES)).isTrue();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        };
    try (ExecutorService sender = Executors.newSingleThreadExecutor()) {
      Future<?> first = sender.submit(() -> scene.send("m0"));
      assertThat(blocked.await(1, TimeUnit.MINUTES)).isTrue();
      for (int i = 1; i <= 700; i++) {
        scene.send("m" + i);
        scene.devices.look(scene.inbox(1));
        scene.sending.send(scene.message("e" + i, true));
        stream.tick(scene.clock.instant().plus(Duration.ofDays(1)));
      }
      int waiting = stream.waiting();
      released.countDown();
      first.get(1, TimeUnit.MINUTES);
      assertThat(waiting).isLessThanOrEqualTo(513);
    }
    device.transport().whenGiven = () -> {};
    while (device.transport().labels().stream().filter(label -> label.startsWith("m")).count()
        < 701) {
      int before = device.transport().given.size();
      device.answerAll();
      scene.held.runAll();
      assertThat(device.transport().given).hasSizeGreaterThan(before);
    }
    assertThat(device.transport().labels())
        .filteredOn(label -> label.startsWith("m"))
        .isEqualTo(IntStream.rangeClosed(0, 700).mapToObj(number -> "m" + number).toList());
  }
}
