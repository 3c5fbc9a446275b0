package org.sealpost.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.core.Races;
import org.sealpost.core.TestClient;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.accounts.Device;
import org.sealpost.core.delivery.SendDesk.Handed;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.Position;

/// Sends on real threads over SQLite while the recipient links, unlinks and registers again.
class SendRacesTest {
  private static final int SENDERS = 3;
  private static final int CHANGES = 12;

  @TempDir Path folder;
  private SendDesk desk;
  private SendMessage sending;
  private final TestClient alice = new TestClient("+15550001111");
  private Aci aci;

  /// The account's device lists so far, each with where a message stood that was sent while it was
  /// the newest. Written by the one who changes them.
  private final List<Version> versions = new CopyOnWriteArrayList<>();

  private record Version(Set<InboxId> inboxes, Position marker) {}

  /// @param oldest how many versions there were when it began, less one
  private record Sent(String label, int oldest) {}

  @BeforeEach
  void register() {
    desk = new SendDesk(folder);
    sending = desk.sending(desk, Thread::yield);
    aci = alice.register(desk.core).aci();
  }

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  void eachAcceptedSendIsStoredForTheDevicesOfOneVersionOfTheAccount() throws Exception {
    TestClient bobClient = new TestClient("+15550002222");
    AuthenticatedDevice bob = bobClient.primary(desk.core, bobClient.register(desk.core));
    note(bob);
    AtomicBoolean over = new AtomicBoolean();
    List<Callable<List<Sent>>> callers = new ArrayList<>();
    IntStream.range(0, SENDERS).forEach(number -> callers.add(() -> sendUntil(over, bob, number)));
    callers.add(() -> {
      try {
        changeDevices(bob);
      } finally {
        over.set(true);
      }
      return List.of();
    });
    List<Sent> accepted = Races.run(callers).stream().flatMap(List::stream).toList();

    assertThat(versions).hasSize(CHANGES + 1);
    assertThat(accepted).hasSizeGreaterThan(CHANGES);
    Map<String, List<Handed>> placed =
        desk.handed.stream().collect(Collectors.groupingBy(Handed::label));
    for (Sent sent : accepted) {
      check(sent, placed.getOrDefault(sent.label(), List.of()));
    }
    assertLivingInboxesHold(placed);
  }

  @Test
  void aDeviceLinkedBetweenCheckAndAppendIsNotLeftOut() {
    assertThat(sendWhile(() -> desk.link(alice, 55)))
        .isEqualTo(new SendOutcome.DevicesMismatched(List.of(2), List.of()));
    assertThat(desk.handed).isEmpty();
  }

  @Test
  void aDeviceUnlinkedBetweenCheckAndAppendIsNoLongerAddressed() {
    desk.link(alice, 55);
    assertThat(sendWhile(() -> desk.core.unlinkDevice.unlink(primary(), 2)))
        .isEqualTo(new SendOutcome.DevicesMismatched(List.of(), List.of(2)));
    assertThat(desk.handed).isEmpty();
  }

  @Test
  void anAccountRegisteredAnewBetweenCheckAndAppendIsStale() {
    assertThat(sendWhile(() -> registerAnew(2_000)))
        .isEqualTo(new SendOutcome.DevicesStale(List.of(1)));
    assertThat(desk.handed).isEmpty();
  }

  /// Something happens between the check of the devices and the append, once.
  private SendOutcome sendWhile(Runnable change) {
    AtomicBoolean done = new AtomicBoolean();
    SendMessage interrupted =
        desk.sending(
            desk,
            () -> {
              if (done.compareAndSet(false, true)) {
                change.run();
              }
            });
    Account account = primary().account();
    return interrupted.send(
        SendDesk.from(
            Optional.empty(), account, aci, SendDesk.contents("m", aci, account.devices())));
  }

  /// Stored for one version's devices: not for one that was over when the send began, and not in
  /// the order of the inboxes behind the marker of a later one.
  private void check(Sent sent, List<Handed> placed) {
    Set<InboxId> inboxes = new HashSet<>();
    placed.forEach(one -> inboxes.add(one.placed().inbox()));
    assertThat(placed).hasSameSizeAs(inboxes);
    int version = -1;
    for (int i = sent.oldest(); i < versions.size(); i++) {
      version = versions.get(i).inboxes().equals(inboxes) ? i : version;
    }
    assertThat(version)
        .as("the version for whose %d devices %s was stored", inboxes.size(), sent.label())
        .isNotNegative();
    for (int later = version + 1; later < versions.size(); later++) {
      for (Handed one : placed) {
        assertThat(one.placed().position())
            .as("a send for version %d, after version %d was there", version, later)
            .isLessThan(versions.get(later).marker());
      }
    }
  }

  /// And the store has what it said.
  private void assertLivingInboxesHold(Map<String, List<Handed>> placed) {
    Account now = desk.core.accounts.refresh(aci).orElseThrow();
    for (Device device : now.devices()) {
      List<String> expected =
          placed.values().stream()
              .flatMap(List::stream)
              .filter(one -> one.placed().inbox().equals(device.inbox()))
              .sorted((one, other) -> one.placed().position().compareTo(other.placed().position()))
              .map(Handed::label)
              .toList();
      assertThat(desk.waiting(now, device))
          .extracting(envelope -> envelope.getContent().toStringUtf8().replace("|", ""))
          .isEqualTo(expected);
    }
  }

  private List<Sent> sendUntil(AtomicBoolean over, AuthenticatedDevice bob, int number) {
    List<Sent> accepted = new ArrayList<>();
    Map<Integer, Integer> known = new HashMap<>();
    for (int i = 0; !over.get(); i++) {
      String label = number + "." + i;
      int oldest = versions.size() - 1;
      List<DeviceMessage> messages = new ArrayList<>();
      known.forEach((id, registration) -> messages.add(SendDesk.content(label, id, registration)));
      Account found = desk.core.accounts.find(aci).orElseThrow();
      Optional<AuthenticatedDevice> sender = number % 2 == 0 ? Optional.of(bob) : Optional.empty();
      switch (sending.send(SendDesk.from(sender, found, aci, messages))) {
        case SendOutcome.Accepted _ -> accepted.add(new Sent(label, oldest));
        case SendOutcome.DevicesMismatched(List<Integer> missing, List<Integer> extra) -> {
          extra.forEach(known::remove);
          missing.forEach(id -> learn(known, id));
        }
        case SendOutcome.DevicesStale(List<Integer> stale) -> stale.forEach(id -> learn(known, id));
        case SendOutcome other -> throw new AssertionError("a good message is refused: " + other);
      }
    }
    return accepted;
  }

  /// As if it fetched the device's keys.
  private void learn(Map<Integer, Integer> known, int id) {
    known.remove(id);
    desk.core
        .accounts
        .find(aci)
        .flatMap(account -> account.device(id))
        .ifPresent(device -> known.put(id, device.registrationId()));
  }

  /// Links up to two devices, takes one away, registers anew, and again.
  private void changeDevices(AuthenticatedDevice bob) {
    for (int change = 0; change < CHANGES; change++) {
      switch (change % 4) {
        case 0, 1 -> desk.link(alice, 100 + change);
        case 2 -> desk.core.unlinkDevice.unlink(primary(), 2);
        default -> registerAnew(1_000 + change);
      }
      note(bob);
    }
  }

  private void registerAnew(int registrationId) {
    TestClient.registered(
        desk.core.register.register(
            alice.registration(
                alice.verify(desk.core).id(),
                TestClient.PASSWORD,
                SendDesk.attributes(registrationId),
                alice.preKeys())));
  }

  private AuthenticatedDevice primary() {
    Account now = desk.core.accounts.refresh(aci).orElseThrow();
    return new AuthenticatedDevice(now, now.device(1).orElseThrow());
  }

  /// The account as it is now, and a message to it, which nobody else's change can come between.
  private void note(AuthenticatedDevice bob) {
    Account now = desk.core.accounts.refresh(aci).orElseThrow();
    String label = "marker" + versions.size();
    assertThat(sending.send(SendDesk.from(bob, now, label)))
        .isEqualTo(new SendOutcome.Accepted(false));
    Position marker =
        desk.handed.stream()
            .filter(one -> one.label().equals(label))
            .map(one -> one.placed().position())
            .min(Position::compareTo)
            .orElseThrow();
    versions.add(
        new Version(now.devices().stream().map(Device::inbox).collect(Collectors.toSet()), marker));
  }
}
