package org.sealpost.core.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.accounts.RetiredDevices;
import org.sealpost.core.accounts.SeenNow;
import org.sealpost.core.delivery.DeviceInboxes.Owner;
import org.sealpost.core.delivery.StreamEvent.Arrival;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.Placed;

/// The devices that are connected to this node, at most one connection each: the newest. Safe for
/// any number of threads.
public final class ConnectedDevices implements Wakeups, RetiredDevices, SeenNow {
  /// How finely time passes for streams: their shortest wait is a second.
  private static final Duration TICK = Duration.ofMillis(250);

  private final DeviceInboxes inboxes;
  private final DeliveryLimits limits;
  private final Executor tasks;
  private final InstantSource clock;
  private final ConcurrentHashMap<InboxId, RunningStream> streams = new ConcurrentHashMap<>();

  /// A registry without connections.
  ///
  /// @param tasks runs what blocks on the store; virtual threads are meant
  /// @param clock measures waits alone; one that is set back would stretch them, see [SteadyClock]
  public ConnectedDevices(
      DeviceInboxes inboxes, DeliveryLimits limits, Executor tasks, InstantSource clock) {
    this.inboxes = inboxes;
    this.limits = limits;
    this.tasks = tasks;
    this.clock = clock;
  }

  /// Lets time pass for all connections until the scheduler is shut down.
  public void run(ScheduledExecutorService scheduler) {
    var _ =
        scheduler.scheduleWithFixedDelay(
            this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Registers a connection and closes the device's older one ([CloseReason#CONNECTED_ELSEWHERE]).
  /// Nothing is delivered before [DeviceConnection#start]. Empty when this node has as many
  /// connections as it may.
  public Optional<DeviceConnection> connect(AuthenticatedDevice device, DeviceTransport transport) {
    if (streams.size() >= limits.maxConnections()
        && !streams.containsKey(device.device().inbox())) {
      return Optional.empty();
    }
    RunningStream stream =
        new RunningStream(Owner.of(device), transport, inboxes, limits, tasks, clock, this::forget);
    RunningStream older = streams.put(stream.inbox(), stream);
    if (older != null) {
      older.tell(new StreamEvent.Dismissed(CloseReason.CONNECTED_ELSEWHERE));
    }
    return Optional.of(stream);
  }

  /// Closes the connections of these inboxes, if there are any.
  public void closeAll(Collection<InboxId> closed, CloseReason reason) {
    closed.forEach(inbox -> tell(inbox, new StreamEvent.Dismissed(reason)));
  }

  /// How many devices are connected.
  public int count() {
    return streams.size();
  }

  @Override
  public boolean isConnected(InboxId inbox) {
    return streams.containsKey(inbox);
  }

  @Override
  public void retired(Collection<InboxId> retired) {
    closeAll(retired, CloseReason.REAUTHENTICATE);
  }

  @Override
  public boolean mayBeConnected(InboxId inbox) {
    return streams.containsKey(inbox);
  }

  @Override
  public void stored(Placed placed, Bytes envelope) {
    Arrival arrival = new Arrival(placed.position(), new Delivery(placed.id(), envelope));
    tell(placed.inbox(), new StreamEvent.Stored(arrival, placed.before(), placed.repeat()));
  }

  @Override
  public void look(InboxId inbox) {
    tell(inbox, new StreamEvent.Woken());
  }

  @Override
  public void ephemeral(InboxId inbox, EnvelopeId id, Bytes envelope) {
    tell(inbox, new StreamEvent.Ephemeral(new Delivery(id, envelope)));
  }

  void tick() {
    Instant now = clock.instant();
    streams.values().forEach(stream -> stream.tick(now));
  }

  private void tell(InboxId inbox, StreamEvent event) {
    RunningStream stream = streams.get(inbox);
    if (stream != null) {
      stream.tell(event);
    }
  }

  /// A displaced connection is no longer in the registry when it ends.
  private void forget(RunningStream stream) {
    streams.remove(stream.inbox(), stream);
  }
}
