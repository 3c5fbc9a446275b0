package org.sealpost.core.delivery;

import static org.sealpost.core.delivery.DeliveryOracle.require;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.sealpost.core.delivery.DeviceInboxes.Owner;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.Position;

/// The server's end of a connection in the simulation: runs a [DeviceStream] whose calls of the
/// store take effect some time after they were asked for and are answered some time later, and
/// checks every action of the stream against what a device was promised.
final class SimulatedConnection {
  private final Simulation simulation;
  private final DeliveryOracle oracle;
  private final DeviceInboxes inboxes;
  private final DeliveryLimits limits;
  private final Owner owner;
  private final DeviceStream stream;
  private final DeviceTransport device;
  private final String name;

  private long epoch = -1;
  private boolean closeAsked;
  private boolean over;
  private int queueEmpties;
  private boolean readFailed;
  private Position furthest = Position.START;
  private Set<EnvelopeId> backlog = Set.of();
  private Instant tickAt = Instant.MAX;

  /// When the event at hand looked at the store.
  private long asOf;

  private final Map<EnvelopeId, Integer> unanswered = new HashMap<>();
  private final Map<EnvelopeId, Instant> since = new HashMap<>();
  private final Set<EnvelopeId> given = new HashSet<>();
  private final Set<EnvelopeId> taken = new HashSet<>();

  SimulatedConnection(
      String name,
      Simulation simulation,
      DeliveryOracle oracle,
      DeviceInboxes inboxes,
      DeliveryLimits limits,
      Owner owner,
      DeviceTransport device) {
    this.name = name;
    this.simulation = simulation;
    this.oracle = oracle;
    this.inboxes = inboxes;
    this.limits = limits;
    this.owner = owner;
    this.stream = new DeviceStream(limits);
    this.device = device;
  }

  InboxId inbox() {
    return owner.inbox();
  }

  /// The node died: nothing that was under way for this connection goes on.
  void die() {
    over = true;
  }

  boolean isOver() {
    return over;
  }

  void answered(EnvelopeId id, boolean accepted) {
    if (!over && unanswered.remove(id) != null) {
      since.remove(id);
      if (accepted) {
        taken.add(id);
        oracle.answered(inbox(), id);
      }
    }
    tell(new StreamEvent.Answered(id, accepted));
  }

  void tell(StreamEvent event) {
    if (over) {
      return;
    }
    simulation.log("%s %s".formatted(name, event.getClass().getSimpleName()));
    for (StreamAction action : stream.on(event, simulation.clock.instant())) {
      perform(action);
    }
    if (event instanceof StreamEvent.Disconnected) {
      closeAsked = true;
      unanswered.clear();
      since.clear();
    }
    checkTimeout();
    scheduleTick();
  }

  private void perform(StreamAction action) {
    switch (action) {
      case StreamAction.Claim() -> claim();
      case StreamAction.Read read -> read(read);
      case StreamAction.Acknowledge acknowledge -> acknowledge(acknowledge);
      case StreamAction.Deliver(Delivery delivery) -> deliver(delivery);
      case StreamAction.QueueEmpty(long gaps) -> queueEmpty(gaps);
      case StreamAction.Close(CloseReason reason) -> {
        require(!closeAsked, "a connection is closed once");
        closeAsked = true;
        simulation.log("%s closes: %s".formatted(name, reason));
        device.close(reason);
      }
    }
  }

  private void claim() {
    require(!closeAsked, "a closed connection claims nothing");
    simulation.soon(
        20,
        () -> {
          if (!over) {
            StreamEvent result = inboxes.claim(owner, () -> !closeAsked);
            if (result instanceof StreamEvent.Claimed claimed) {
              epoch = claimed.epoch().value();
              backlog = Set.copyOf(oracle.queued(inbox()));
            }
            reply(result, oracle.now());
          }
        });
  }

  private void read(StreamAction.Read read) {
    require(!closeAsked, "a closed connection reads nothing");
    simulation.soon(
        20,
        () -> {
          if (!over) {
            StreamEvent result = inboxes.read(owner, read);
            readFailed |= result instanceof StreamEvent.ReadFailed;
            reply(result, oracle.now());
          }
        });
  }

  private void acknowledge(StreamAction.Acknowledge acknowledge) {
    simulation.soon(
        simulation.chance(0.1) ? 2_000 : 50,
        () -> {
          if (!over) {
            reply(inboxes.acknowledge(owner, acknowledge), oracle.now());
          }
        });
  }

  private void reply(StreamEvent result, long lookedAt) {
    simulation.soon(
        20,
        () -> {
          asOf = lookedAt;
          tell(result);
          if (result instanceof StreamEvent.PageRead page && page.epoch().value() > epoch) {
            require(closeAsked || over, "who sees a higher epoch closes");
          }
        });
  }

  /// An envelope was stored, and this connection was told by whoever stored it.
  void stored(StreamEvent.Stored stored, long storedAt) {
    asOf = storedAt;
    tell(stored);
  }

  private void deliver(Delivery delivery) {
    EnvelopeId id = delivery.id();
    require(!closeAsked, "a closed connection is given nothing");
    require(!unanswered.containsKey(id), "an envelope is not given twice before its answer");
    unanswered.put(id, delivery.envelope().size());
    since.put(id, simulation.clock.instant());
    int bytes = unanswered.values().stream().mapToInt(Integer::intValue).sum();
    require(unanswered.size() <= limits.windowEnvelopes(), "the window's count holds");
    require(bytes <= limits.windowBytes() || unanswered.size() == 1, "the window's bytes hold");
    String label = DeliveryOracle.label(delivery.envelope());
    simulation.log("%s is given %s".formatted(name, label));
    if (!label.startsWith("e") && oracle.holdsInbox(inbox(), epoch)) {
      checkOrder(id);
    }
    given.add(id);
    device.deliver(delivery);
  }

  private void checkOrder(EnvelopeId id) {
    oracle.given(inbox(), id, asOf);
    boolean again = oracle.cameAgain(inbox(), id);
    require(!taken.contains(id) || again, "what the device took is not given to it again");
    require(
        !given.contains(id) || again || readFailed,
        "what the device refused comes again on the next connection");
    Position position = oracle.position(inbox(), id);
    require(
        position.isAfter(furthest) || given.contains(id),
        "what is given for the first time is given in order");
    furthest = position.isAfter(furthest) ? position : furthest;
    for (EnvelopeId before : oracle.queuedBefore(inbox(), position)) {
      require(given.contains(before) || taken.contains(before), "nothing is skipped");
    }
  }

  private void queueEmpty(long gaps) {
    queueEmpties++;
    require(gaps == 0, "no gaps in a store that is never full");
    require(!closeAsked, "a closed connection is told nothing");
    require(queueEmpties == 1, "queue-empty comes once");
    if (oracle.holdsInbox(inbox(), epoch)) {
      for (EnvelopeId id : oracle.queued(inbox())) {
        require(
            !backlog.contains(id) || given.contains(id),
            "queue-empty comes behind all that waited");
      }
    }
    device.queueEmpty(gaps);
  }

  private void checkTimeout() {
    if (!closeAsked) {
      Instant latest = simulation.clock.instant().minus(limits.answerTimeout());
      require(
          since.values().stream().noneMatch(time -> time.isBefore(latest)),
          "a device that does not answer is disconnected");
    }
  }

  private void scheduleTick() {
    Instant at = stream.wakeAt();
    if (at.isBefore(tickAt)) {
      tickAt = at;
      simulation.at(
          at,
          () -> {
            if (tickAt.equals(at)) {
              tickAt = Instant.MAX;
              tell(new StreamEvent.Tick());
            }
          });
    }
  }
}
