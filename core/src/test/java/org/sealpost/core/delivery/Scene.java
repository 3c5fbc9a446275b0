package org.sealpost.core.delivery;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AuthenticatedDevice;
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

/// One account with two devices, a store in memory, and connections whose tasks run when the test
/// says so.
final class Scene {
  static final int REGISTRATION = 7;

  final ManualClock clock = new ManualClock();
  final HeldTasks held = new HeldTasks();
  final TestAccounts accounts = new TestAccounts();
  final ModelInboxStore model = new ModelInboxStore(clock, InboxLimits.DEFAULT);
  final RecentEnvelopes recent;
  final DeviceInboxes inboxes;
  final ConnectedDevices devices;
  final SendMessage sending;

  /// The same, but nobody is told of what it stores.
  final SendMessage unheard;

  Fault fault = Fault.NONE;

  private static final Wakeups NOBODY =
      new Wakeups() {
        @Override
        public void stored(Placed placed, Bytes envelope) {}

        @Override
        public void look(InboxId inbox) {}

        @Override
        public void ephemeral(InboxId inbox, EnvelopeId id, Bytes envelope) {}
      };

  private final EnvelopeIds ids = new EnvelopeIds(new MacKey(SecretBytes.wrap(new byte[32])));
  private Account account;

  Scene() {
    this(DeliveryLimits.DEFAULT);
  }

  Scene(DeliveryLimits limits) {
    this(limits, Optional.empty(), Optional.empty());
  }

  /// @param tasks instead of those that are held
  Scene(DeliveryLimits limits, Optional<Executor> tasks, Optional<InstantSource> waits) {
    FaultyInboxStore store = new FaultyInboxStore(model, () -> fault);
    recent = new RecentEnvelopes(limits.rememberedEnvelopes(), limits.rememberedFor(), clock);
    inboxes = new DeviceInboxes(accounts, store, keyring(), recent);
    devices = new ConnectedDevices(inboxes, limits, tasks.orElse(held), waits.orElse(clock));
    sending = new SendMessage(accounts, store, keyring(), ids, recent, devices, limits, clock);
    unheard = new SendMessage(accounts, store, keyring(), ids, recent, NOBODY, limits, clock);
    account = accounts.add(TestAccounts.account(new UUID(1, 1), device(1, 1), device(2, 2)));
    model.setDevices(account.aci(), account.devicesVersion());
  }

  Device device(int id, int inbox) {
    Device device = TestAccounts.device(id, new UUID(9, inbox), REGISTRATION);
    model.open(device.inbox());
    return device;
  }

  Account account() {
    return account;
  }

  AuthenticatedDevice device(int id) {
    return new AuthenticatedDevice(account, account.device(id).orElseThrow());
  }

  /// As the store and whoever asks it anew know it from now on; who remembers it does not.
  void change(Account changed) {
    account = changed;
    accounts.change(changed);
    model.setDevices(changed.aci(), changed.devicesVersion());
  }

  record Connected(RecordingTransport transport, DeviceConnection connection) {
    void answerAll() {
      List.copyOf(transport.given).forEach(one -> connection.answered(one.id(), true));
    }
  }

  /// Registered, not started.
  Connected connect(int device) {
    RecordingTransport transport = new RecordingTransport();
    return new Connected(transport, devices.connect(device(device), transport).orElseThrow());
  }

  /// Started, and everything done that came of it.
  Connected online(int device) {
    Connected connected = connect(device);
    connected.connection().start();
    held.runAll();
    return connected;
  }

  SendOutcome send(String label) {
    return sending.send(message(label, false));
  }

  SendOutcome sendUnheard(String label) {
    return unheard.send(message(label, false));
  }

  InboxId inbox(int device) {
    return device(device).device().inbox();
  }

  /// For all devices of the account as it is, from nobody.
  Send message(String label, boolean ephemeral) {
    List<DeviceMessage> messages = new ArrayList<>();
    for (Device device : account.devices()) {
      messages.add(content(label, device.id()));
    }
    return new Send(
        Optional.empty(), account, account.aci(), 1_000, ephemeral, true, false, messages);
  }

  static DeviceMessage content(String label, int device) {
    return new DeviceMessage(
        6, device, REGISTRATION, Bytes.wrap((label + "|").getBytes(StandardCharsets.UTF_8)));
  }

  private static Keyring keyring() {
    return new Keyring() {
      @Override
      public Sealer ofAccount(Aci any) {
        return new LabelSealer();
      }

      @Override
      public Sealer ofRest() {
        return new LabelSealer();
      }
    };
  }
}
