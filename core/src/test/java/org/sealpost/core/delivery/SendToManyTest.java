package org.sealpost.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.audit.events.Actor;
import org.sealpost.core.TestClient;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.accounts.Device;
import org.sealpost.core.delivery.AuthorizeMultiRecipientSend.Authorization;
import org.sealpost.core.delivery.FaultyInboxStore.Fault;
import org.sealpost.core.delivery.MultiRecipientOutcome.Accepted;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.MultiRecipientMessage;
import org.sealpost.protocol.MultiRecipientMessage.Bounds;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.proto.Envelope;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxStore;
import org.sealpost.storage.inboxes.Placed;

/// One sealed message for three accounts, over SQLite. Alice has two devices.
class SendToManyTest {
  private static void nothing() {}

  private static final int LINKED = 77;
  private static final byte[] CONTENT = "shared by all|".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path folder;
  private SendDesk desk;
  private final List<TestClient> clients =
      List.of(
          new TestClient("+15550001111"),
          new TestClient("+15550002222"),
          new TestClient("+15550003333"));
  private final List<Account> people = new ArrayList<>();

  @BeforeEach
  void register() {
    desk = new SendDesk(folder);
    clients.forEach(client -> people.add(client.register(desk.core)));
    desk.link(clients.getFirst(), LINKED);
    people.set(0, desk.core.accounts.refresh(people.getFirst().aci()).orElseThrow());
  }

  @AfterEach
  void close() {
    desk.close();
  }

  private SendToMany sending(Wakeups wakeups, Fault... faults) {
    AtomicInteger next = new AtomicInteger();
    return sending(
        wakeups,
        new FaultyInboxStore(
            desk.core.storage.inboxes(),
            () -> {
              int call = next.getAndIncrement();
              return call < faults.length ? faults[call] : Fault.NONE;
            }));
  }

  private SendToMany sending(Wakeups wakeups, InboxStore store) {
    Executor inOrder = Runnable::run;
    return new SendToMany(
        desk.core.accounts,
        store,
        desk.core.keyring,
        new EnvelopeIds(desk.core.serverKeys.secrets().envelopeIds()),
        desk.recent,
        wakeups,
        desk.limits,
        inOrder,
        Clock.systemUTC());
  }

  private static byte[] material(ServiceId id) {
    byte[] material = new byte[48];
    Arrays.fill(material, (byte) id.hashCode());
    return material;
  }

  /// Registration ids by device id, as the account has them.
  private static Map<Integer, Integer> devicesOf(Account account) {
    Map<Integer, Integer> devices = new LinkedHashMap<>();
    account.devices().forEach(device -> devices.put(device.id(), device.registrationId()));
    return devices;
  }

  private static MultiRecipientMessage message(Map<ServiceId, Map<Integer, Integer>> to) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x23);
    out.write(to.size());
    to.forEach((id, devices) -> {
      out.writeBytes(id.toFixedWidthBinary());
      int left = devices.size();
      for (Map.Entry<Integer, Integer> device : devices.entrySet()) {
        int rest = device.getValue() | (--left > 0 ? 0x8000 : 0);
        out.write(device.getKey());
        out.write(rest >>> 8);
        out.write(rest);
      }
      out.writeBytes(material(id));
    });
    out.writeBytes(new byte[32]);
    out.writeBytes(CONTENT);
    try {
      return MultiRecipientMessage.parse(Bytes.wrap(out.toByteArray()), new Bounds(100, 1000));
    } catch (MultiRecipientMessage.Malformed e) {
      throw new AssertionError(e);
    }
  }

  private Map<ServiceId, Map<Integer, Integer>> everybody() {
    Map<ServiceId, Map<Integer, Integer>> to = new LinkedHashMap<>();
    people.forEach(one -> to.put(one.aci(), devicesOf(one)));
    return to;
  }

  private MultiRecipientSend send(Map<ServiceId, Map<Integer, Integer>> to) {
    return send(to, false);
  }

  private MultiRecipientSend send(Map<ServiceId, Map<Integer, Integer>> to, boolean ephemeral) {
    Map<ServiceId, Account> found = new LinkedHashMap<>();
    people.forEach(one -> found.put(one.aci(), one));
    return new MultiRecipientSend(message(to), found, 1_000, ephemeral, true, false);
  }

  private List<Integer> queued() {
    return people.stream()
        .flatMap(one -> one.devices().stream())
        .map(device -> desk.queued(device.inbox()).size())
        .toList();
  }

  @Test
  void eachDeviceHasAnEnvelopeWithTheSharedPartAndItsAccountsOwn() {
    assertThat(sending(desk).send(send(everybody()), SendToManyTest::nothing))
        .isEqualTo(new Accepted());

    assertThat(queued()).containsExactly(1, 1, 1, 1);
    for (Account one : people) {
      for (Device device : one.devices()) {
        Envelope envelope = desk.waiting(one, device).getFirst();
        assertThat(envelope.getType()).isEqualTo(Envelope.Type.UNIDENTIFIED_SENDER);
        assertThat(envelope.hasSourceServiceId()).isFalse();
        assertThat(envelope.hasSourceDevice()).isFalse();
        assertThat(envelope.getDestinationServiceId()).isEqualTo(one.aci().text());
        assertThat(envelope.getClientTimestamp()).isEqualTo(1_000);
        assertThat(envelope.getUrgent()).isTrue();
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.write(0x22);
        content.writeBytes(material(one.aci()));
        content.writeBytes(new byte[32]);
        content.writeBytes(CONTENT);
        assertThat(envelope.getContent().toByteArray()).isEqualTo(content.toByteArray());
      }
    }
    assertThat(desk.handed).hasSize(4);
  }

  /// Failed before the second of three accounts, and then between its write and the answer.
  @Test
  void whatAFailureCutShortIsCompletedByItsRepeatAndNothingIsStoredTwice() {
    MultiRecipientSend send = send(everybody());
    assertThatThrownBy(
            () -> sending(desk, Fault.NONE, Fault.BEFORE).send(send, SendToManyTest::nothing))
        .isInstanceOf(StorageUnavailable.class);
    assertThat(queued()).as("the first account, whole").containsExactly(1, 1, 0, 0);

    assertThatThrownBy(
            () -> sending(desk, Fault.NONE, Fault.AFTER).send(send, SendToManyTest::nothing))
        .isInstanceOf(StorageUnavailable.class);
    assertThat(queued()).containsExactly(1, 1, 1, 0);

    assertThat(sending(desk).send(send, SendToManyTest::nothing)).isEqualTo(new Accepted());
    assertThat(sending(desk).send(send, SendToManyTest::nothing)).isEqualTo(new Accepted());
    assertThat(queued()).containsExactly(1, 1, 1, 1);
  }

  @Test
  void otherDevicesAnywhereGoBeforeStaleOnesAndNothingIsStored() {
    Map<ServiceId, Map<Integer, Integer>> to = everybody();
    to.put(people.get(0).aci(), Map.of(1, people.getFirst().devices().getFirst().registrationId()));
    to.put(people.get(1).aci(), Map.of(1, 9));
    to.put(people.get(2).aci(), withDevice(devicesOf(people.get(2)), 5));

    assertThat(sending(desk).send(send(to), SendToManyTest::nothing))
        .isEqualTo(
            new MultiRecipientOutcome.DevicesMismatched(
                Map.of(
                    people.get(0).aci(), new DeviceMismatch(List.of(2), List.of(), List.of()),
                    people.get(2).aci(), new DeviceMismatch(List.of(), List.of(5), List.of()))));
    assertThat(queued()).containsExactly(0, 0, 0, 0);
    assertThat(desk.handed).isEmpty();
  }

  @Test
  void staleDevicesAreNamedWhereTheSetsAreRight() {
    Map<ServiceId, Map<Integer, Integer>> to = everybody();
    to.put(people.get(1).aci(), Map.of(1, 9));

    assertThat(sending(desk).send(send(to), SendToManyTest::nothing))
        .isEqualTo(
            new MultiRecipientOutcome.DevicesStale(
                Map.of(people.get(1).aci(), new DeviceMismatch(List.of(), List.of(), List.of(1)))));
    assertThat(queued()).containsExactly(0, 0, 0, 0);
  }

  private static Map<Integer, Integer> withDevice(Map<Integer, Integer> devices, int id) {
    devices.put(id, 1);
    return devices;
  }

  /// Authorization may have found an account that is a moment old, in either direction.
  @Test
  void devicesAreThoseOfTheMomentOfTheCommit() {
    MultiRecipientSend before = send(everybody());
    AuthenticatedDevice second = desk.link(clients.get(1), 88);
    assertThat(sending(desk).send(before, SendToManyTest::nothing))
        .isInstanceOf(MultiRecipientOutcome.DevicesMismatched.class);

    Map<ServiceId, Map<Integer, Integer>> to = everybody();
    to.put(people.get(1).aci(), devicesOf(second.account()));
    assertThat(sending(desk).send(send(to), SendToManyTest::nothing)).isEqualTo(new Accepted());
    assertThat(desk.queued(second.device().inbox())).hasSize(1);
  }

  @Test
  void anAccountThatEndedMeanwhileIsUnknown() {
    Map<ServiceId, Map<Integer, Integer>> to = everybody();
    to.put(people.get(2).aci(), withDevice(devicesOf(people.get(2)), 5));
    desk.core.deleteAccount.delete(people.get(2).number(), Actor.ADMINISTRATOR);

    assertThat(sending(desk).send(send(to), SendToManyTest::nothing))
        .isEqualTo(new MultiRecipientOutcome.RecipientGone());
    assertThat(queued().subList(0, 3)).containsExactly(0, 0, 0);
  }

  @Test
  void aStoryReachesTheOthersOfOneWhoEndedMeanwhile() {
    Map<ServiceId, Map<Integer, Integer>> to = everybody();
    to.put(people.get(2).aci(), withDevice(devicesOf(people.get(2)), 5));
    desk.core.deleteAccount.delete(people.get(2).number(), Actor.ADMINISTRATOR);
    MultiRecipientSend send = send(to);
    MultiRecipientSend story =
        new MultiRecipientSend(send.message(), send.recipients(), 1_000, false, true, true);

    assertThat(sending(desk).send(story, SendToManyTest::nothing)).isEqualTo(new Accepted());
    assertThat(queued()).containsExactly(1, 1, 1, 0);
  }

  @Test
  void whatIsRefusedIsNotCounted() {
    Map<ServiceId, Map<Integer, Integer>> to = everybody();
    to.put(people.get(2).aci(), withDevice(devicesOf(people.get(2)), 5));
    List<String> counted = new ArrayList<>();

    assertThat(sending(desk).send(send(to), () -> counted.add("once")))
        .isInstanceOf(MultiRecipientOutcome.DevicesMismatched.class);
    assertThat(counted).isEmpty();
    assertThat(sending(desk).send(send(everybody()), () -> counted.add("once")))
        .isEqualTo(new Accepted());
    assertThat(counted).hasSize(1);
  }

  @Test
  void oneFullInboxIsNamedAndEverybodyElseHasTheMessage() {
    Aci full = people.get(1).aci();
    InboxStore store =
        new FaultyInboxStore(desk.core.storage.inboxes(), () -> Fault.NONE) {
          @Override
          public AppendOutcome append(
              Aci account, DevicesVersion checked, List<InboxEntry> entries) {
            return account.equals(full)
                ? new AppendOutcome.PrimaryFull()
                : super.append(account, checked, entries);
          }
        };

    assertThat(sending(desk, store).send(send(everybody()), SendToManyTest::nothing))
        .isEqualTo(
            new MultiRecipientOutcome.InboxFull(desk.limits.inboxFullRetryAfter(), List.of(full)));
    assertThat(queued()).containsExactly(1, 1, 0, 1);
  }

  @Test
  void ephemeralEnvelopesAreHandedOutAndNeverStored() {
    assertThat(sending(desk).send(send(everybody(), true), SendToManyTest::nothing))
        .isEqualTo(new Accepted());

    assertThat(queued()).containsExactly(0, 0, 0, 0);
    assertThat(desk.ephemeral).hasSize(4);
  }

  /// The shared part is put together again for a device that is there, and for no other.
  @Test
  void nothingIsMadeReadyForDevicesThatAreNotConnected() {
    Set<Object> handed = new HashSet<>();
    Wakeups nobody =
        new Wakeups() {
          @Override
          public boolean mayBeConnected(InboxId inbox) {
            return false;
          }

          @Override
          public void stored(Placed placed, Bytes envelope) {
            handed.add(placed);
          }

          @Override
          public void look(InboxId inbox) {}

          @Override
          public void ephemeral(InboxId inbox, EnvelopeId id, Bytes envelope) {
            handed.add(id);
          }
        };
    assertThat(sending(nobody).send(send(everybody()), SendToManyTest::nothing))
        .isEqualTo(new Accepted());
    assertThat(sending(nobody).send(send(everybody(), true), SendToManyTest::nothing))
        .isEqualTo(new Accepted());

    assertThat(handed).isEmpty();
    assertThat(queued()).containsExactly(1, 1, 1, 1);
  }

  private Authorization authorize(Collection<? extends ServiceId> to, byte[] key) {
    return authorize(to, key, false);
  }

  private Authorization authorize(Collection<? extends ServiceId> to, byte[] key, boolean story) {
    Map<ServiceId, Map<Integer, Integer>> devices = new LinkedHashMap<>();
    to.forEach(id -> devices.put(id, Map.of(1, 1)));
    return new AuthorizeMultiRecipientSend(desk.core.accounts, desk.core.anonymousAccess)
        .authorize(message(devices), SecretBytes.wrap(key), story);
  }

  /// Exclusive or of nothing is zeros: they are nobody's key.
  @Test
  void aStoryToNobodyIsOpenedByNothing() {
    byte[] key = people.getFirst().accessKey().orElseThrow().reveal();
    Aci nobody = new Aci(new UUID(7, 7));

    assertThat(authorize(List.of(nobody), new byte[16], true))
        .isEqualTo(new Authorization.Unauthorized());
    assertThat(authorize(List.of(people.getFirst().aci()), new byte[16], true))
        .isEqualTo(new Authorization.Unauthorized());
    assertThat(authorize(List.of(people.getFirst().aci(), nobody), key, true))
        .isInstanceOf(Authorization.Allowed.class);
  }

  /// Who does not exist is never remembered: each name costs a look at the store, and no more.
  @Test
  void whoIsNobodyIsLookedUpOnce() {
    AtomicInteger reads = new AtomicInteger();
    desk.core.storage.plan(call -> {
      if (call.operation().equals("find")) {
        reads.incrementAndGet();
      }
      return Optional.empty();
    });
    List<Aci> nobody =
        Stream.iterate(1, i -> i + 1).limit(90).map(i -> new Aci(new UUID(7, i))).toList();

    assertThat(authorize(nobody, new byte[16], true)).isEqualTo(new Authorization.Unauthorized());
    assertThat(reads).hasValue(90);
  }

  /// All have the key of [TestClient]: of three of them together it is left.
  @Test
  void theKeysOfAllTogetherOpenToAllOfThem() {
    byte[] key = people.getFirst().accessKey().orElseThrow().reveal();
    List<Aci> all = people.stream().map(Account::aci).toList();

    assertThat(authorize(all, key)).isInstanceOf(Authorization.Allowed.class);
    assertThat(authorize(all.subList(0, 2), key)).isEqualTo(new Authorization.Unauthorized());
    assertThat(authorize(all.subList(0, 2), new byte[16]))
        .isInstanceOf(Authorization.Allowed.class);
    assertThat(authorize(all, new byte[16])).isEqualTo(new Authorization.Unauthorized());
  }

  @Test
  void whoIsUnknownIsToldFirstAndANumbersIdentityIsNeverOpened() {
    byte[] key = people.getFirst().accessKey().orElseThrow().reveal();
    Aci nobody = new Aci(new UUID(7, 7));

    assertThat(authorize(List.of(people.getFirst().aci(), nobody), key))
        .isEqualTo(new Authorization.UnknownRecipient());
    assertThat(authorize(List.of(people.getFirst().pni()), key))
        .isEqualTo(new Authorization.Unauthorized());
  }
}
