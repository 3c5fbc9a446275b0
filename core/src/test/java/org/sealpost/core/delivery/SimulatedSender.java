package org.sealpost.core.delivery;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.accounts.Device;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.StorageUnavailable;

/// Sends one message after the other; repeats what failed or went unanswered, byte for byte, and
/// learns the recipient's devices from refusals.
final class SimulatedSender {
  private static final int MOST_TRIES = 8;

  private final int number;
  private final DeliveryWorld world;
  private final Simulation simulation;
  private final Map<Aci, Map<Integer, Integer>> known = new HashMap<>();
  private int left;
  private int sent;

  SimulatedSender(int number, DeliveryWorld world, int messages) {
    this.number = number;
    this.world = world;
    this.simulation = world.simulation;
    this.left = messages;
    simulation.soon(5_000, this::next);
  }

  void sendMore(int messages) {
    left += messages;
    simulation.soon(1_000, this::next);
  }

  private record Message(
      String name, Aci recipient, Optional<Aci> sender, long timestamp, boolean ephemeral) {}

  private void next() {
    if (left == 0) {
      return;
    }
    left--;
    sent++;
    List<Aci> people = world.people();
    Aci recipient = people.get(simulation.between(0, people.size() - 1));
    Optional<Aci> sender =
        simulation.chance(0.5)
            ? Optional.of(people.get(simulation.between(0, people.size() - 1)))
            : Optional.empty();
    boolean ephemeral = simulation.chance(0.1);
    String name = (ephemeral ? "e" : "m") + number + "." + sent;
    long now = simulation.clock.millis();
    attempt(new Message(name, recipient, sender, now, ephemeral), 1);
  }

  private void attempt(Message message, int tries) {
    Account found = world.accounts.find(message.recipient()).orElseThrow();
    Send send = send(message, found);
    try {
      react(message, send, world.sending().send(send), tries);
    } catch (StorageUnavailable e) {
      simulation.log("%s fails".formatted(message.name()));
      again(message, tries);
    }
  }

  private Send send(Message message, Account recipient) {
    Optional<AuthenticatedDevice> sender =
        message
            .sender()
            .flatMap(world.accounts::find)
            .map(account -> new AuthenticatedDevice(account, account.devices().getFirst()));
    List<DeviceMessage> messages = new ArrayList<>();
    known(message.recipient())
        .forEach((id, registrationId) -> messages.add(content(message, id, registrationId)));
    return new Send(
        sender,
        recipient,
        message.recipient(),
        message.timestamp(),
        message.ephemeral(),
        true,
        false,
        messages);
  }

  private static DeviceMessage content(Message message, int id, int registrationId) {
    String label = message.name() + ">" + id + "/" + registrationId;
    String padded = label + "|" + "x".repeat(Math.floorMod(label.hashCode(), 400));
    return new DeviceMessage(
        1, id, registrationId, Bytes.wrap(padded.getBytes(StandardCharsets.UTF_8)));
  }

  private void react(Message message, Send send, SendOutcome outcome, int tries) {
    switch (outcome) {
      case SendOutcome.Accepted(boolean any) -> accepted(message, send, tries);
      case SendOutcome.DevicesMismatched(List<Integer> missing, List<Integer> extra) -> {
        extra.forEach(known(message.recipient())::remove);
        missing.forEach(id -> learn(message.recipient(), id));
        again(message, tries);
      }
      case SendOutcome.DevicesStale(List<Integer> stale) -> {
        stale.forEach(id -> learn(message.recipient(), id));
        again(message, tries);
      }
      case SendOutcome.TooLarge _, SendOutcome.InboxFull _, SendOutcome.InvalidMessages _ ->
          throw new AssertionError("a good message is not refused");
      case SendOutcome.RecipientGone() -> throw new AssertionError("nobody leaves");
    }
  }

  private void accepted(Message message, Send send, int tries) {
    simulation.log("%s is accepted".formatted(message.name()));
    if (!message.ephemeral()) {
      for (DeviceMessage one : send.messages()) {
        String content = new String(one.content().unsafeArray(), StandardCharsets.UTF_8);
        world.oracle.accepted(content.substring(0, content.indexOf('|')));
      }
    }
    if (simulation.chance(0.1)) {
      again(message, tries); // the answer was lost
    } else {
      simulation.soon(2_000, this::next);
    }
  }

  private void again(Message message, int tries) {
    if (tries < MOST_TRIES) {
      simulation.soon(simulation.chance(0.1) ? 60_000 : 500, () -> attempt(message, tries + 1));
    } else {
      simulation.soon(500, this::next);
    }
  }

  private Map<Integer, Integer> known(Aci recipient) {
    return known.computeIfAbsent(recipient, any -> new TreeMap<>());
  }

  /// As if it fetched the device's keys. A device that is gone again is forgotten.
  private void learn(Aci recipient, int id) {
    Optional<Device> device = world.accounts.refresh(recipient).orElseThrow().device(id);
    if (device.isPresent()) {
      known(recipient).put(id, device.get().registrationId());
    } else {
      known(recipient).remove(id);
    }
  }
}
