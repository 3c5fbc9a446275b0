package org.sealpost.storage.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.ServiceId.Pni;
import org.sealpost.storage.Storage;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.CreateOutcome;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.DeviceChanges.OpenedDevice;
import org.sealpost.storage.accounts.DeviceChanges.RekeyedDevice;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.datakeys.WrappedKey;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.Placed;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.inboxes.QueuedEnvelope;
import org.sealpost.storage.prekeys.PreKeyOwner;
import org.sealpost.storage.prekeys.RepeatedUseKeys;

/// An account with some devices, and what its server does.
final class OneAccount {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final AccountRecord record;
  private final List<InboxId> inboxes = new ArrayList<>();

  private OneAccount() {
    this.record =
        new AccountRecord(
            new Aci(UUID.randomUUID()),
            new Pni(UUID.randomUUID()),
            bytes(32),
            1,
            DevicesVersion.FIRST,
            bytes(200));
  }

  static OneAccount create(Storage storage, int devices) {
    OneAccount account = new OneAccount();
    List<OpenedDevice> opened = new ArrayList<>();
    for (int i = 0; i < devices; i++) {
      InboxId inbox = new InboxId(UUID.randomUUID());
      account.inboxes.add(inbox);
      RepeatedUseKeys keys = new RepeatedUseKeys(bytes(120), bytes(1_700));
      opened.add(new OpenedDevice(inbox, keys, keys));
    }
    assertThat(
            storage
                .accounts()
                .create(
                    account.record,
                    new WrappedKey(1, bytes(60)),
                    new DeviceChanges(opened, List.of(), false),
                    List.of()))
        .isEqualTo(CreateOutcome.CREATED);
    return account;
  }

  static Bytes bytes(int size) {
    byte[] bytes = new byte[size];
    RANDOM.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  AccountRecord record() {
    return record;
  }

  AccountRecord next() {
    return new AccountRecord(
        record.aci(),
        record.pni(),
        record.numberHash(),
        record.version() + 1,
        record.devicesVersion(),
        bytes(200));
  }

  AccountRecord named(Bytes usernameHash) {
    return new AccountRecord(
        record.aci(),
        record.pni(),
        record.numberHash(),
        Optional.of(usernameHash),
        Optional.of(bytes(32)),
        record.version() + 1,
        record.devicesVersion(),
        bytes(200));
  }

  /// Under another number.
  AccountRecord moved() {
    return new AccountRecord(
        record.aci(),
        new Pni(UUID.randomUUID()),
        bytes(32),
        record.version() + 1,
        record.devicesVersion().next(),
        bytes(200));
  }

  DeviceChanges rekeyed() {
    RepeatedUseKeys keys = new RepeatedUseKeys(bytes(120), bytes(1_700));
    return new DeviceChanges(
        List.of(),
        List.of(),
        inboxes.stream().map(inbox -> new RekeyedDevice(inbox, 1, keys)).toList(),
        false);
  }

  PreKeyOwner pniKeys(int device, int keySet) {
    return new PreKeyOwner(inbox(device), IdentityType.PNI, keySet);
  }

  List<InboxId> inboxes() {
    return List.copyOf(inboxes);
  }

  InboxId inbox(int device) {
    return inboxes.get(device);
  }

  PreKeyOwner keys() {
    return new PreKeyOwner(inbox(0), IdentityType.ACI);
  }

  /// For every device.
  List<InboxEntry> request(int bytes) {
    return request(bytes, Instant.now().plusSeconds(3_600));
  }

  List<InboxEntry> request(int bytes, Instant expires) {
    List<InboxEntry> entries = new ArrayList<>();
    for (InboxId inbox : inboxes) {
      entries.add(
          new InboxEntry(
              inbox, new EnvelopeId(UUID.randomUUID()), bytes(bytes), expires, entries.isEmpty()));
    }
    return entries;
  }

  List<Placed> append(Storage storage, List<InboxEntry> entries) {
    AppendOutcome outcome =
        storage.inboxes().append(record.aci(), record.devicesVersion(), entries);
    assertThat(outcome).isInstanceOf(AppendOutcome.Stored.class);
    return ((AppendOutcome.Stored) outcome).placed();
  }

  List<EnvelopeId> queued(Storage storage) {
    return storage
        .inboxes()
        .read(inbox(0), Position.START, 100, Long.MAX_VALUE)
        .envelopes()
        .stream()
        .map(QueuedEnvelope::id)
        .toList();
  }
}
