package org.sealpost.core.delivery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.Device;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.storage.inboxes.InboxId;

/// A device and its network: comes and goes, answers, refuses or says nothing, until the world is
/// calm; from then on it stays and answers everything.
final class SimulatedDevice {
  private final String name;
  private final DeliveryWorld world;
  private final Simulation simulation;
  private final Account account;
  private final Device device;

  private int connections;
  private @Nullable Link link;
  private boolean retired;
  private boolean told;

  SimulatedDevice(String name, DeliveryWorld world, Account account, Device device) {
    this.name = name;
    this.world = world;
    this.simulation = world.simulation;
    this.account = account;
    this.device = device;
    simulation.soon(20_000, this::connect);
  }

  String name() {
    return name;
  }

  InboxId inbox() {
    return device.inbox();
  }

  /// Whether the newest connection was told that the queue is empty.
  boolean wasTold() {
    return told;
  }

  void retire() {
    retired = true;
  }

  void serverDied() {
    if (link != null) {
      link.die();
      reconnect();
    }
  }

  /// Ends the connection, so that what the device refused can come again.
  void cut() {
    if (link != null) {
      link.cut();
    }
  }

  private void reconnect() {
    link = null;
    if (!retired) {
      simulation.soon(world.isCalm() ? 2_000 : 30_000, this::connect);
    }
  }

  private void connect() {
    if (link == null && !retired) {
      connections++;
      told = false;
      link = new Link(name + "#" + connections);
      if (!world.isCalm()) {
        Link made = link;
        simulation.soon(60_000, () -> cutUnlessCalm(made));
      }
    }
  }

  private void cutUnlessCalm(Link made) {
    if (world.isCalm() || link != made) {
      return;
    }
    if (simulation.chance(0.3)) {
      // The device opens another connection while the server still believes in this one.
      link = null;
      connect();
      simulation.soon(5_000, made::cut);
    } else {
      made.cut();
    }
  }

  /// One connection. What is on the way keeps its order, and is lost when the link is cut.
  private final class Link implements DeviceTransport {
    private final SimulatedConnection server;
    private boolean cut;
    private Instant lastDown = Instant.MIN;
    private Instant lastUp = Instant.MIN;

    Link(String connectionName) {
      server = world.connect(connectionName, account, device, this);
    }

    void die() {
      cut = true;
      server.die();
    }

    /// The device notices at once, the server after a while.
    void cut() {
      if (!cut) {
        cut = true;
        simulation.soon(3_000, () -> server.tell(new StreamEvent.Disconnected()));
        if (link == this) {
          reconnect();
        }
      }
    }

    private void down(Runnable arrival) {
      Instant at = simulation.clock.instant().plusMillis(simulation.between(0, 100));
      lastDown = at.isAfter(lastDown) ? at : lastDown;
      deliverAt(lastDown, arrival);
    }

    private void up(int mostMillis, Runnable arrival) {
      Instant at = simulation.clock.instant().plusMillis(simulation.between(0, mostMillis));
      lastUp = at.isAfter(lastUp) ? at : lastUp;
      deliverAt(lastUp, arrival);
    }

    private void deliverAt(Instant at, Runnable arrival) {
      simulation.at(
          at,
          () -> {
            if (!cut) {
              arrival.run();
            }
          });
    }

    @Override
    public void deliver(Delivery delivery) {
      down(() -> answer(delivery.id()));
    }

    private void answer(EnvelopeId id) {
      double mood = world.isCalm() ? 0 : simulation.random.nextDouble();
      if (mood < 0.85) {
        up(mood < 0.5 ? 100 : 3_000, () -> server.answered(id, true));
      } else if (mood < 0.97) {
        up(100, () -> server.answered(id, false));
      }
      if (mood > 0.6 && mood < 0.65) {
        up(1_000, () -> server.answered(id, true)); // an answer that comes twice
      }
    }

    @Override
    public void queueEmpty(long gaps) {
      down(() -> told |= link == this);
    }

    @Override
    public void close(CloseReason reason) {
      down(this::cut);
    }
  }
}
