package org.sealpost.core.delivery;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.sealpost.core.TestClient;
import org.sealpost.core.TestCore;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.Attributes;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.accounts.Device;
import org.sealpost.core.devices.Link;
import org.sealpost.core.devices.LinkOutcome;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.proto.Envelope;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.Placed;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.inboxes.QueuedEnvelope;

/// Sending over SQLite, put together as a server does it, and a note of what connected devices
/// would have been handed.
final class SendDesk implements AutoCloseable, Wakeups {
  record Handed(Placed placed, String label) {}

  final TestCore core;
  final DeliveryLimits limits = DeliveryLimits.DEFAULT;
  final RecentEnvelopes recent;
  final AuthorizeSend authorize;
  final Queue<Handed> handed = new ConcurrentLinkedQueue<>();
  final List<InboxId> ephemeral = new CopyOnWriteArrayList<>();

  SendDesk(Path folder) {
    core = new TestCore(folder);
    recent = new RecentEnvelopes(limits.rememberedEnvelopes(), limits.rememberedFor(), core.clock);
    authorize = new AuthorizeSend(core.accounts, core.anonymousAccess::check);
  }

  SendMessage sending(Wakeups wakeups) {
    return sending(wakeups, () -> {});
  }

  /// @param betweenCheckAndAppend runs after the devices were checked and before the append
  SendMessage sending(Wakeups wakeups, Runnable betweenCheckAndAppend) {
    Clock timeOfDay = Clock.systemUTC();
    InstantSource asked =
        () -> {
          betweenCheckAndAppend.run();
          return timeOfDay.instant();
        };
    return new SendMessage(
        core.accounts,
        core.storage.inboxes(),
        core.keyring,
        new EnvelopeIds(core.serverKeys.secrets().envelopeIds()),
        recent,
        wakeups,
        limits,
        asked.withZone(ZoneOffset.UTC));
  }

  DeviceInboxes inboxes() {
    return new DeviceInboxes(core.accounts, core.storage.inboxes(), core.keyring, recent);
  }

  SendOutcome send(Send send) {
    return sending(this).send(send);
  }

  /// Links a device with this registration id; the PNI's is one more.
  AuthenticatedDevice link(TestClient client, int registrationId) {
    core.clock.advance(Duration.ofSeconds(1)); // a code is good once, and made of the time
    Account account = core.accounts.findByNumber(client.number).orElseThrow();
    Link link =
        new Link(
            client.linkCode(core, account),
            TestClient.PASSWORD,
            attributes(registrationId),
            client.preKeys());
    return switch (core.linkDevice.link(link)) {
      case LinkOutcome.Linked linked ->
          new AuthenticatedDevice(
              linked.account(), linked.account().device(linked.deviceId()).orElseThrow());
      case LinkOutcome refused -> throw new AssertionError("not linked: " + refused);
    };
  }

  static Attributes attributes(int registrationId) {
    Attributes standard = TestClient.attributes();
    return new Attributes(
        registrationId,
        registrationId + 1,
        true,
        Optional.empty(),
        standard.accessKey(),
        false,
        true,
        Set.of("storage"),
        standard.name(),
        Optional.empty());
  }

  static DeviceMessage content(String label, int device, int registrationId) {
    return new DeviceMessage(1, device, registrationId, text(label + "|"));
  }

  private static Bytes text(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /// One message for each of these devices, as they are.
  static List<DeviceMessage> contents(String label, ServiceId destination, List<Device> devices) {
    return devices.stream()
        .map(device ->
            content(label, device.id(), device.registrationId(destination.identityType())))
        .toList();
  }

  static Send from(
      Optional<AuthenticatedDevice> sender,
      Account recipient,
      ServiceId destination,
      List<DeviceMessage> messages) {
    return new Send(sender, recipient, destination, 1_000, false, true, false, messages);
  }

  /// To all devices of the account.
  static Send from(AuthenticatedDevice sender, Account recipient, String label) {
    return from(
        Optional.of(sender),
        recipient,
        recipient.aci(),
        contents(label, recipient.aci(), recipient.devices()));
  }

  /// What waits in the inbox, opened.
  List<Envelope> waiting(Account owner, Device device) {
    List<Envelope> found = new ArrayList<>();
    for (QueuedEnvelope queued : queued(device.inbox())) {
      Bytes opened =
          EnvelopeCodec.open(
              core.keyring.ofAccount(owner.aci()),
              owner.aci(),
              device.inbox(),
              queued.id(),
              queued.sealed());
      try {
        found.add(Envelope.parseFrom(opened.unsafeArray()));
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
    }
    return found;
  }

  List<QueuedEnvelope> queued(InboxId inbox) {
    return core.storage.inboxes().read(inbox, Position.START, 100_000, Long.MAX_VALUE).envelopes();
  }

  /// Puts something into an inbox that no key opens.
  void damage(Account owner, Device device, EnvelopeId id) {
    core.storage
        .inboxes()
        .append(
            owner.aci(),
            owner.devicesVersion(),
            List.of(
                new InboxEntry(
                    device.inbox(),
                    id,
                    Bytes.wrap(new byte[100]),
                    Clock.systemUTC().instant().plus(limits.timeToLive()),
                    device.isPrimary())));
  }

  @Override
  public void stored(Placed placed, Bytes envelope) {
    handed.add(new Handed(placed, DeliveryOracle.label(envelope)));
  }

  @Override
  public void look(InboxId inbox) {}

  @Override
  public void ephemeral(InboxId inbox, EnvelopeId id, Bytes envelope) {
    ephemeral.add(inbox);
  }

  @Override
  public void close() {
    core.close();
  }
}
