package org.sealpost.core.delivery;

import static org.sealpost.core.delivery.DeliveryOracle.require;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.Device;
import org.sealpost.core.atrest.Keyring;
import org.sealpost.core.delivery.FaultyInboxStore.Fault;
import org.sealpost.crypto.MacKey;
import org.sealpost.crypto.Sealer;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxLimits;
import org.sealpost.storage.inboxes.Placed;

/// A server with one store, senders and devices, all of them unreliable to a degree that the seed
/// decides. Everything but the network, the store and time is the real thing.
final class DeliveryWorld implements Wakeups {
  final Simulation simulation;
  final DeliveryLimits limits;
  final TestAccounts accounts = new TestAccounts();
  final DeliveryOracle oracle;

  private final ModelInboxStore model;
  private final FaultyInboxStore store;
  private final double storeFaults;
  private final double lostWakeups;
  private final EnvelopeIds ids = new EnvelopeIds(new MacKey(SecretBytes.wrap(new byte[32])));
  private final List<Aci> people = new ArrayList<>();
  private final Map<String, SimulatedDevice> devices = new HashMap<>();

  /// The newest connection of each inbox that this node knows of.
  private final Map<InboxId, SimulatedConnection> connections = new HashMap<>();

  private boolean calm;
  private SendMessage sendMessage;
  private DeviceInboxes inboxes;

  DeliveryWorld(Simulation simulation) {
    this.simulation = simulation;
    boolean harsh = simulation.chance(0.5);
    this.storeFaults = harsh ? 0.08 : 0.01;
    this.lostWakeups = harsh ? 0.3 : 0.0;
    DeliveryLimits standard = DeliveryLimits.DEFAULT;
    this.limits =
        new DeliveryLimits(
            standard.maxContentBytes(),
            simulation.chance(0.3) ? Duration.ofSeconds(90) : standard.timeToLive(),
            simulation.between(1, 8),
            simulation.between(200, 4_000),
            simulation.between(1, 20),
            standard.answerTimeout(),
            standard.safetyRead(),
            standard.retryFirst(),
            standard.retryMost(),
            standard.rememberedEnvelopes(),
            standard.rememberedFor(),
            standard.maxConnections(),
            standard.inboxFullRetryAfter());
    this.model = new ModelInboxStore(simulation.clock, InboxLimits.DEFAULT);
    this.oracle = new DeliveryOracle(model);
    this.store = new FaultyInboxStore(model, this::fault);
    this.inboxes = boot();
    this.sendMessage = bootSending(new RecentEnvelopes(0, Duration.ZERO, simulation.clock));
    crash();
  }

  private Fault fault() {
    if (calm || !simulation.chance(storeFaults)) {
      return Fault.NONE;
    }
    return simulation.chance(0.5) ? Fault.BEFORE : Fault.AFTER;
  }

  /// The node dies and comes up again: what it had in memory is gone.
  void crash() {
    simulation.log("the node starts");
    RecentEnvelopes recent =
        new RecentEnvelopes(limits.rememberedEnvelopes(), limits.rememberedFor(), simulation.clock);
    devices.values().forEach(SimulatedDevice::serverDied);
    connections.clear();
    inboxes = new DeviceInboxes(accounts, store, keyring(), recent);
    sendMessage = bootSending(recent);
  }

  private DeviceInboxes boot() {
    return new DeviceInboxes(
        accounts, store, keyring(), new RecentEnvelopes(0, Duration.ZERO, simulation.clock));
  }

  private SendMessage bootSending(RecentEnvelopes recent) {
    return new SendMessage(accounts, store, keyring(), ids, recent, this, limits, simulation.clock);
  }

  private static Keyring keyring() {
    return new Keyring() {
      @Override
      public Sealer ofAccount(Aci account) {
        return new LabelSealer();
      }

      @Override
      public Sealer ofRest() {
        return new LabelSealer();
      }
    };
  }

  SendMessage sending() {
    return sendMessage;
  }

  private UUID uuid() {
    return new UUID(simulation.random.nextLong(), simulation.random.nextLong());
  }

  Aci addPerson(int deviceCount) {
    List<Device> made = new ArrayList<>();
    for (int id = 1; id <= deviceCount; id++) {
      made.add(newDevice(id));
    }
    Account account = accounts.add(TestAccounts.account(uuid(), made.toArray(Device[]::new)));
    model.setDevices(account.aci(), account.devicesVersion());
    people.add(account.aci());
    made.forEach(device -> arrive(account, device));
    return account.aci();
  }

  private Device newDevice(int id) {
    Device device = TestAccounts.device(id, uuid(), simulation.between(1, 16_000));
    model.open(device.inbox());
    return device;
  }

  private void arrive(Account account, Device device) {
    String name = people.indexOf(account.aci()) + "." + device.id();
    SimulatedDevice former = devices.get(name);
    if (former != null) {
      former.retire();
    }
    devices.put(name, new SimulatedDevice(name, this, account, device));
  }

  /// A device is linked anew or unlinked; nobody else has heard of it yet.
  void changeDevices(Aci person) {
    Account account = accounts.refresh(person).orElseThrow();
    int id = simulation.between(2, 3);
    Optional<Device> former = account.device(id);
    Optional<Device> next = simulation.chance(0.7) ? Optional.of(newDevice(id)) : Optional.empty();
    Account changed = TestAccounts.withDevice(account, id, next);
    if (simulation.chance(0.5)) {
      accounts.change(changed);
    } else {
      accounts.add(changed);
    }
    model.setDevices(person, changed.devicesVersion());
    former.ifPresent(device -> retire(device.inbox()));
    next.ifPresent(device -> arrive(changed, device));
    simulation.log("devices of %d change".formatted(people.indexOf(person)));
  }

  private void retire(InboxId inbox) {
    model.abandon(inbox);
    oracle.retired(inbox);
    simulation.soon(20, () -> told(inbox, new StreamEvent.Dismissed(CloseReason.REAUTHENTICATE)));
  }

  List<Aci> people() {
    return people;
  }

  List<SimulatedDevice> devices() {
    return devices.values().stream()
        .sorted((one, other) -> one.name().compareTo(other.name()))
        .toList();
  }

  /// From now on nothing fails and everybody behaves.
  void calm() {
    calm = true;
    simulation.log("calm");
  }

  boolean isCalm() {
    return calm;
  }

  /// A connection on this node, which displaces the older at once, or on another, where only the
  /// inbox's epoch tells.
  SimulatedConnection connect(
      String name, Account account, Device device, DeviceTransport transport) {
    SimulatedConnection connection =
        new SimulatedConnection(
            name,
            simulation,
            oracle,
            inboxes,
            limits,
            new DeviceInboxes.Owner(account.aci(), device.id(), device.inbox()),
            transport);
    SimulatedConnection older = connections.put(device.inbox(), connection);
    if (older != null && (calm || simulation.chance(0.5))) {
      older.tell(new StreamEvent.Dismissed(CloseReason.CONNECTED_ELSEWHERE));
    }
    simulation.soon(5, () -> connection.tell(new StreamEvent.Started()));
    return connection;
  }

  private void told(InboxId inbox, StreamEvent event) {
    SimulatedConnection connection = connections.get(inbox);
    if (connection != null) {
      connection.tell(event);
    }
  }

  @Override
  public void stored(Placed placed, Bytes envelope) {
    StreamEvent.Stored event =
        new StreamEvent.Stored(
            new StreamEvent.Arrival(placed.position(), new Delivery(placed.id(), envelope)),
            placed.before(),
            placed.repeat());
    long now = oracle.now();
    wake(() -> {
      SimulatedConnection connection = connections.get(placed.inbox());
      if (connection != null) {
        connection.stored(event, now);
      }
    });
  }

  @Override
  public void look(InboxId inbox) {
    wake(() -> told(inbox, new StreamEvent.Woken()));
  }

  @Override
  public void ephemeral(InboxId inbox, EnvelopeId id, Bytes envelope) {
    wake(() -> told(inbox, new StreamEvent.Ephemeral(new Delivery(id, envelope))));
  }

  /// May come late, out of order, or never.
  private void wake(Runnable wakeup) {
    if (!simulation.chance(lostWakeups)) {
      simulation.soon(simulation.chance(0.05) ? 5_000 : 10, wakeup);
    }
  }

  void sweep() {
    model.sweepExpired(Integer.MAX_VALUE);
  }

  /// Everything that was accepted for a device that still exists has reached it.
  void requireEmpty() {
    for (SimulatedDevice device : devices()) {
      if (!oracle.isRetired(device.inbox())) {
        require(oracle.queued(device.inbox()).isEmpty(), "what was accepted arrives");
        require(device.wasTold(), "a connected device hears that its queue is empty");
      }
    }
  }
}
