package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.ServiceId.Pni;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.CreateOutcome;
import org.sealpost.storage.accounts.DeleteOutcome;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.DeviceChanges.RekeyedDevice;
import org.sealpost.storage.accounts.FormerAccount;
import org.sealpost.storage.accounts.UpdateOutcome;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxPage;
import org.sealpost.storage.inboxes.InboxStore;
import org.sealpost.storage.inboxes.Placed;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.inboxes.QueuedEnvelope;
import org.sealpost.storage.prekeys.PreKeyOwner;

/// An account in the store under test, as its server sees it. Device 0 is the primary.
final class SampleAccount {
  static final Duration TIME_TO_LIVE = Duration.ofDays(30);
  static final Duration RESERVED = Duration.ofMinutes(5);
  static final Duration REMEMBERED = Duration.ofDays(30);
  static final int BODY_BYTES = 20;

  private final StoreUnderTest store;
  private final List<InboxId> inboxes = new ArrayList<>();
  private AccountRecord record;

  /// Without devices that were retired, and with those that were opened later.
  private List<InboxId> living = List.of();

  private SampleAccount(StoreUnderTest store, AccountRecord record) {
    this.store = store;
    this.record = record;
  }

  static SampleAccount create(StoreUnderTest store, int devices) {
    SampleAccount account = new SampleAccount(store, Samples.account());
    List<DeviceChanges.OpenedDevice> opened = new ArrayList<>();
    for (int i = 0; i < devices; i++) {
      opened.add(Samples.device());
      account.inboxes.add(opened.getLast().inbox());
    }
    account.living = List.copyOf(account.inboxes);
    assertThat(
            store
                .storage()
                .accounts()
                .create(
                    account.record,
                    Samples.wrappedKey(),
                    new DeviceChanges(opened, List.of(), false),
                    List.of()))
        .isEqualTo(CreateOutcome.CREATED);
    return account;
  }

  AccountRecord record() {
    return record;
  }

  InboxId inbox(int device) {
    return inboxes.get(device);
  }

  /// Of its devices.
  List<InboxId> inboxes() {
    return living;
  }

  /// The same, after a change.
  List<InboxId> inboxes(DeviceChanges devices) {
    List<InboxId> after = new ArrayList<>(living);
    after.removeAll(devices.retired());
    devices.opened().forEach(device -> after.add(device.inbox()));
    return List.copyOf(after);
  }

  PreKeyOwner keys(int device) {
    return new PreKeyOwner(inbox(device), IdentityType.ACI);
  }

  PreKeyOwner pniKeys(int device, int keySet) {
    return new PreKeyOwner(inbox(device), IdentityType.PNI, keySet);
  }

  /// The record with a new document, and another device list where the change has one.
  AccountRecord next(DeviceChanges devices) {
    boolean sameList = devices.opened().isEmpty() && devices.retired().isEmpty();
    return new AccountRecord(
        record.aci(),
        record.pni(),
        record.numberHash(),
        record.usernameHash(),
        record.usernameLinkHash(),
        record.version() + 1,
        sameList ? record.devicesVersion() : record.devicesVersion().next(),
        Samples.bytes(100));
  }

  void update(DeviceChanges devices) {
    AccountRecord next = next(devices);
    assertThat(change(next, devices)).isEqualTo(UpdateOutcome.UPDATED);
  }

  /// The record under another number. Its device list changes too, with the PNI registration ids.
  AccountRecord movedTo(Pni pni, Bytes numberHash) {
    return new AccountRecord(
        record.aci(),
        pni,
        numberHash,
        record.version() + 1,
        record.devicesVersion().next(),
        Samples.bytes(100));
  }

  /// The record with this username and link, or without.
  AccountRecord named(Optional<Bytes> usernameHash, Optional<Bytes> usernameLinkHash) {
    return new AccountRecord(
        record.aci(),
        record.pni(),
        record.numberHash(),
        usernameHash,
        usernameLinkHash,
        record.version() + 1,
        record.devicesVersion(),
        Samples.bytes(100));
  }

  AccountRecord named(Bytes usernameHash) {
    return named(Optional.of(usernameHash), Optional.of(Samples.hash()));
  }

  UpdateOutcome confirm(AccountRecord next) {
    Instant now = store.clock().instant();
    UpdateOutcome outcome = store.storage().accounts().confirmUsername(next, now, List.of());
    if (outcome == UpdateOutcome.UPDATED) {
      record = next;
    }
    return outcome;
  }

  /// For five minutes.
  Optional<Bytes> reserve(Bytes... usernameHashes) {
    Instant now = store.clock().instant();
    return store
        .storage()
        .reservations()
        .reserve(record.aci(), List.of(usernameHashes), now, now.plus(RESERVED));
  }

  Optional<Bytes> reserved() {
    return store.storage().reservations().find(record.aci(), store.clock().instant());
  }

  /// New PNI keys for all its devices.
  DeviceChanges rekeyed(int keySet) {
    return new DeviceChanges(
        List.of(),
        List.of(),
        inboxes.stream()
            .map(inbox -> new RekeyedDevice(inbox, keySet, Samples.repeatedUse()))
            .toList(),
        false);
  }

  UpdateOutcome change(AccountRecord next, DeviceChanges devices) {
    List<InboxId> after = inboxes(devices);
    UpdateOutcome outcome = store.storage().accounts().update(next, after, devices, List.of());
    if (outcome == UpdateOutcome.UPDATED) {
      record = next;
      living = after;
    }
    return outcome;
  }

  /// Ends the account of this version.
  DeleteOutcome delete(AuditEntry... audit) {
    return delete(Optional.empty(), audit);
  }

  DeleteOutcome delete(Optional<FormerAccount> former, AuditEntry... audit) {
    return store
        .storage()
        .accounts()
        .delete(record.aci(), record.version(), inboxes, former, List.of(audit));
  }

  /// To be remembered for a month.
  FormerAccount former() {
    Instant until = store.clock().instant().plus(REMEMBERED);
    return new FormerAccount(record.numberHash(), Samples.bytes(60), until);
  }

  Optional<FormerAccount> remembered() {
    return store.storage().formerAccounts().find(record.numberHash(), store.clock().instant());
  }

  /// Unlinks the device, and the account's list is another one from then on.
  void retire(int device) {
    update(new DeviceChanges(List.of(), List.of(inbox(device)), false));
  }

  InboxEntry entry(int device, EnvelopeId id) {
    return entry(device, id, Samples.bytes(BODY_BYTES));
  }

  InboxEntry entry(int device, EnvelopeId id, Bytes sealed) {
    return new InboxEntry(
        inbox(device), id, sealed, store.clock().instant().plus(TIME_TO_LIVE), device == 0);
  }

  /// As one request.
  AppendOutcome append(InboxEntry... entries) {
    return inboxStore().append(record.aci(), record.devicesVersion(), List.of(entries));
  }

  List<Placed> stored(InboxEntry... entries) {
    AppendOutcome outcome = append(entries);
    assertThat(outcome).isInstanceOf(AppendOutcome.Stored.class);
    return ((AppendOutcome.Stored) outcome).placed();
  }

  /// One request each, one after the other.
  List<Placed> storeAll(int device, List<EnvelopeId> ids) {
    List<Placed> placed = new ArrayList<>();
    for (EnvelopeId id : ids) {
      placed.addAll(stored(entry(device, id)));
    }
    return placed;
  }

  InboxPage read(int device, Position after) {
    return inboxStore().read(inbox(device), after, 1_000, Long.MAX_VALUE);
  }

  /// What a connection that begins now is offered.
  List<EnvelopeId> queued(int device) {
    return ids(read(device, Position.START));
  }

  static List<EnvelopeId> ids(InboxPage page) {
    return page.envelopes().stream().map(QueuedEnvelope::id).toList();
  }

  int acknowledge(int device, EnvelopeId... ids) {
    return acknowledge(device, Arrays.asList(ids));
  }

  int acknowledge(int device, List<EnvelopeId> ids) {
    return inboxStore().acknowledge(inbox(device), ids);
  }

  private InboxStore inboxStore() {
    return store.storage().inboxes();
  }
}
