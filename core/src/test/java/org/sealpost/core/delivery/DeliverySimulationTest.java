package org.sealpost.core.delivery;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Senders, devices, a network and a store that all fail at times, for many seeds: after every step
/// nothing that was accepted is lost, nothing is skipped or out of order, and nothing that was
/// acknowledged comes again. To look at one seed: `-Dsealpost.simulation.seed=N`; to run more:
/// `-Dsealpost.simulation.seeds=N`.
class DeliverySimulationTest {
  private static final int SEEDS = Integer.getInteger("sealpost.simulation.seeds", 300);

  @Test
  void everySeedKeepsThePromises() {
    Long one = Long.getLong("sealpost.simulation.seed");
    if (one != null) {
      run(one);
      return;
    }
    for (long seed = 1; seed <= SEEDS; seed++) {
      run(seed);
    }
  }

  private static void run(long seed) {
    Simulation simulation = new Simulation(seed);
    try {
      story(simulation);
    } catch (AssertionError | RuntimeException e) {
      fail("seed " + seed + ": " + e.getMessage() + "\n" + simulation.trace(), e);
    }
  }

  private static void story(Simulation simulation) {
    DeliveryWorld world = new DeliveryWorld(simulation);
    for (int person = 0; person < 2; person++) {
      world.addPerson(simulation.between(1, 3));
    }
    List<SimulatedSender> senders = new ArrayList<>();
    for (int number = 1; number <= simulation.between(1, 4); number++) {
      senders.add(new SimulatedSender(number, world, simulation.between(5, 60)));
    }
    int crashes = simulation.between(0, 2);
    for (int i = 0; i < crashes; i++) {
      simulation.soon(180_000, world::crash);
    }
    int changes = simulation.between(0, 3);
    for (int i = 0; i < changes; i++) {
      simulation.soon(
          180_000, () -> world.changeDevices(world.people().get(simulation.between(0, 1))));
    }
    simulation.soon(180_000, world::sweep);
    simulation.run(Duration.ofMinutes(4));

    // What a device refused comes again on its next connection, what it left unanswered when the
    // server has lost its patience.
    world.calm();
    simulation.run(Duration.ofMinutes(6));
    world.devices().forEach(SimulatedDevice::cut);
    simulation.run(Duration.ofMinutes(3));
    world.requireEmpty();

    // And those who are connected need not connect again, even if nobody wakes them.
    senders.forEach(sender -> sender.sendMore(5));
    simulation.run(Duration.ofMinutes(8));
    world.requireEmpty();
  }
}
