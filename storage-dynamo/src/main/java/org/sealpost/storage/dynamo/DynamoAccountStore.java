package org.sealpost.storage.dynamo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.ServiceId.Pni;
import org.sealpost.protocol.Uuids;
import org.sealpost.storage.StorageBusy;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.AccountStore;
import org.sealpost.storage.accounts.CreateOutcome;
import org.sealpost.storage.accounts.DeleteOutcome;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.DeviceChanges.OpenedDevice;
import org.sealpost.storage.accounts.DeviceChanges.RekeyedDevice;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.accounts.FormerAccount;
import org.sealpost.storage.accounts.UpdateOutcome;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.datakeys.RetiredGeneration;
import org.sealpost.storage.datakeys.WrappedKey;
import org.sealpost.storage.inboxes.InboxId;

/// Accounts: a document, and a lookup item for each thing that an account is found by.
final class DynamoAccountStore implements AccountStore {
  /// Attributes of a document: PNI, number hash, username and link where there are any, version,
  /// version of the device list, how many devices there are, and what is sealed, the devices'
  /// inboxes among it.
  private static final String PNI = "p";

  private static final String NUMBER = "n";
  private static final String VERSION = "v";
  static final String DEVICES_VERSION = "dv";
  private static final String SEALED = "b";
  private static final String DEVICES = "devs";
  private static final String USERNAME = "u";
  private static final String LINK = "l";

  /// How often a change is prepared anew when something it hangs on moved meanwhile.
  private static final int MOST_ROUNDS = 8;

  private final Items items;
  private final AuditOutbox audit;
  private final KeyGenerations generations;
  private final ProfileRemains profiles;
  private final DynamoPreKeyStore preKeys;
  private final DynamoReservationStore reservations;

  DynamoAccountStore(
      Items items,
      AuditOutbox audit,
      KeyGenerations generations,
      ProfileRemains profiles,
      DynamoPreKeyStore preKeys,
      DynamoReservationStore reservations) {
    this.items = items;
    this.audit = audit;
    this.generations = generations;
    this.profiles = profiles;
    this.preKeys = preKeys;
    this.reservations = reservations;
  }

  @Override
  public CreateOutcome create(
      AccountRecord account, WrappedKey dataKey, DeviceChanges devices, List<AuditEntry> audited) {
    if (account.usernameHash().isPresent()) {
      throw new IllegalArgumentException("a new account has no username yet");
    }
    KeyOwner owner = new KeyOwner.OfAccount(account.aci());
    Write counted = generations.count(owner, dataKey.generation());
    List<Write> writes = new ArrayList<>();
    writes.add(document(account).set(DEVICES, devices.opened().size()).whenAbsent());
    writes.addAll(AccountLookups.all(account));
    writes.add(Write.delete(Layout.former(account.numberHash())));
    writes.add(DynamoDataKeyStore.item(owner, dataKey).whenAbsent());
    writes.add(generations.index(owner, dataKey.generation()));
    writes.add(counted);
    for (OpenedDevice device : devices.opened()) {
      writes.addAll(DeviceWrites.open(account.devicesVersion(), device));
    }
    return switch (audit.commit(writes, audited)) {
      case CommitOutcome.Committed _ -> CreateOutcome.CREATED;
      case CommitOutcome.Refused refused -> {
        if (refused.names(counted) && refused.found().size() == 1) {
          throw new RetiredGeneration();
        }
        yield CreateOutcome.TAKEN;
      }
    };
  }

  /// Without how many devices there are, which a copy does not know.
  static Write document(AccountRecord account) {
    Write write =
        Write.put(Layout.document(account.aci()))
            .set(PNI, Attr.of(Uuids.toBytes(account.pni().uuid())))
            .set(NUMBER, account.numberHash())
            .set(VERSION, account.version())
            .set(DEVICES_VERSION, account.devicesVersion().value())
            .set(SEALED, account.sealedDocument());
    account.usernameHash().ifPresent(name -> write.set(USERNAME, name));
    account.usernameLinkHash().ifPresent(link -> write.set(LINK, link));
    return write;
  }

  @Override
  public UpdateOutcome update(
      AccountRecord next, List<InboxId> inboxes, DeviceChanges devices, List<AuditEntry> audited) {
    if (devices.equals(DeviceChanges.NONE)) {
      Write write =
          Write.update(Layout.document(next.aci()), "SET v = :v, b = :b")
              .when(
                  "v = :before AND dv = :dv AND p = :p AND n = :n AND %s AND %s"
                      .formatted(
                          AccountLookups.unchanged(USERNAME, next.usernameHash()),
                          AccountLookups.unchanged(LINK, next.usernameLinkHash())))
              .with("v", next.version())
              .with("p", Attr.of(Uuids.toBytes(next.pni().uuid())))
              .with("n", next.numberHash())
              .with("before", next.version() - 1)
              .with("dv", next.devicesVersion().value())
              .with("b", next.sealedDocument());
      next.usernameHash().ifPresent(name -> write.with(USERNAME, name));
      next.usernameLinkHash().ifPresent(link -> write.with(LINK, link));
      switch (audit.commit(List.of(write), audited)) {
        case CommitOutcome.Committed _ -> {
          return UpdateOutcome.UPDATED;
        }
        case CommitOutcome.Refused refused -> {
          if (refused.foundAt(write).filter(isVersion(next.version() - 1)).isEmpty()) {
            return UpdateOutcome.VERSION_CHANGED;
          }
        }
      }
    }
    return updateWithDevices(next, inboxes, devices, audited);
  }

  private static Predicate<Item> isVersion(long version) {
    return document -> document.number(VERSION) == version;
  }

  /// The document's version guards the list of inboxes: it is in the document.
  private UpdateOutcome updateWithDevices(
      AccountRecord next, List<InboxId> inboxes, DeviceChanges devices, List<AuditEntry> audited) {
    for (int round = 1; round <= MOST_ROUNDS; round++) {
      Optional<Item> stored =
          items.get(Layout.document(next.aci())).filter(isVersion(next.version() - 1));
      if (stored.isEmpty()) {
        return UpdateOutcome.VERSION_CHANGED;
      }
      AccountRecord before = record(next.aci(), stored.get());
      if (next.usernameHash().isPresent() && !next.usernameHash().equals(before.usernameHash())) {
        throw new IllegalArgumentException("a username is confirmed");
      }
      List<InboxId> retired = living(devices.retired());
      refuseUnlessComplete(stored.get(), inboxes, retired, devices);
      List<Write> writes = new ArrayList<>();
      writes.add(
          document(next)
              .set(DEVICES, inboxes.size())
              .when("v = :version")
              .with("version", next.version() - 1));
      List<Write> taking = AccountLookups.take(before, next);
      writes.addAll(taking);
      writes.addAll(AccountLookups.leave(before, next));
      if (!next.numberHash().equals(before.numberHash())) {
        writes.add(Write.delete(Layout.former(next.numberHash())));
      }
      retired.forEach(inbox -> writes.addAll(DeviceWrites.retire(inbox)));
      List<RekeyedDevice> rekeyed =
          devices.rekeyed().stream().filter(device -> inboxes.contains(device.inbox())).toList();
      Map<ItemKey, Item> pointers = pointers(rekeyed);
      rekeyed.forEach(device -> writes.add(DeviceWrites.rekey(device)));
      List<InboxId> staying = new ArrayList<>(inboxes);
      for (OpenedDevice device : devices.opened()) {
        writes.addAll(DeviceWrites.open(next.devicesVersion(), device));
        staying.remove(device.inbox());
      }
      for (InboxId inbox : staying) {
        writes.add(DeviceWrites.move(inbox, next.devicesVersion()));
      }
      if (devices.forgetProfiles()) {
        writes.add(Write.delete(Layout.profileIndex(next.aci())));
        writes.add(ProfileRemains.note(next.aci()));
      }
      switch (audit.commit(writes, audited)) {
        case CommitOutcome.Committed _ -> {
          if (devices.forgetProfiles()) {
            profiles.removeIfPossible(next.aci());
          }
          preKeys.forgetFormer(rekeyed, pointers);
          return UpdateOutcome.UPDATED;
        }
        case CommitOutcome.Refused refused -> {
          if (!refused.names(writes.getFirst()) && taking.stream().anyMatch(refused::names)) {
            return UpdateOutcome.TAKEN;
          }
        }
      }
      Attempts.pause(round);
    }
    throw new StorageBusy("an account is changed again and again");
  }

  private Map<ItemKey, Item> pointers(List<RekeyedDevice> devices) {
    return items.getAll(
        devices.stream().map(device -> Layout.pointer(device.inbox(), IdentityType.PNI)).toList());
  }

  /// Those that exist and are not abandoned.
  private List<InboxId> living(List<InboxId> inboxes) {
    Map<ItemKey, Item> heads = items.getAll(inboxes.stream().map(Layout::head).toList());
    return inboxes.stream()
        .filter(inbox ->
            Optional.ofNullable(heads.get(Layout.head(inbox)))
                .filter(head -> !Head.of(inbox, head).isAbandoned())
                .isPresent())
        .toList();
  }

  /// An inbox that is left out would stay at the old device list, and take nothing any more. How
  /// many there are the document says, unless a copy brought it.
  private static void refuseUnlessComplete(
      Item stored, List<InboxId> inboxes, List<InboxId> retired, DeviceChanges devices) {
    Optional<Long> present = stored.maybeNumber(DEVICES);
    if (present.isPresent()
        && present.get() - retired.size() + devices.opened().size() != inboxes.size()) {
      throw new IllegalArgumentException("an update that does not name every device's inbox");
    }
  }

  @Override
  public UpdateOutcome confirmUsername(AccountRecord next, Instant now, List<AuditEntry> audited) {
    Bytes name =
        next.usernameHash()
            .orElseThrow(() -> new IllegalArgumentException("there is no username to confirm"));
    for (int round = 1; round <= MOST_ROUNDS; round++) {
      Optional<Item> stored =
          items.get(Layout.document(next.aci())).filter(isVersion(next.version() - 1));
      if (stored.isEmpty()) {
        return UpdateOutcome.VERSION_CHANGED;
      }
      AccountRecord before = record(next.aci(), stored.get());
      Write document =
          document(next)
              .when("v = :version AND dv = :dv")
              .with("version", before.version())
              .with("dv", next.devicesVersion().value());
      stored.get().maybeNumber(DEVICES).ifPresent(devices -> document.set(DEVICES, devices));
      List<Write> taking = new ArrayList<>(AccountLookups.take(before, next));
      List<Write> ending = reservations.end(next.aci(), reservations.held(next.aci()));
      ItemKey reserved = Layout.reservedUsername(name);
      if (ending.stream().noneMatch(write -> write.key().equals(reserved))) {
        taking.add(reservations.free(next.aci(), name, now));
      }
      List<Write> writes = new ArrayList<>(List.of(document));
      writes.addAll(taking);
      writes.addAll(ending);
      writes.addAll(AccountLookups.leave(before, next));
      switch (audit.commit(writes, audited)) {
        case CommitOutcome.Committed _ -> {
          return UpdateOutcome.UPDATED;
        }
        case CommitOutcome.Refused refused -> {
          if (!refused.names(document) && taking.stream().anyMatch(refused::names)) {
            return UpdateOutcome.TAKEN;
          }
        }
      }
      Attempts.pause(round);
    }
    throw new StorageBusy("an account is changed again and again");
  }

  @Override
  public DeleteOutcome delete(
      Aci aci,
      long version,
      List<InboxId> inboxes,
      Optional<FormerAccount> former,
      List<AuditEntry> audited) {
    KeyOwner owner = new KeyOwner.OfAccount(aci);
    for (int round = 1; round <= MOST_ROUNDS; round++) {
      Optional<Item> stored = items.get(Layout.document(aci)).filter(isVersion(version));
      if (stored.isEmpty()) {
        return DeleteOutcome.VERSION_CHANGED;
      }
      AccountRecord account = record(aci, stored.get());
      if (former.filter(it -> !it.numberHash().equals(account.numberHash())).isPresent()) {
        throw new IllegalArgumentException("what is remembered has another number");
      }
      List<Write> writes = new ArrayList<>();
      former.map(DynamoFormerAccountStore::writes).ifPresent(writes::addAll);
      writes.add(Write.delete(Layout.document(aci)).when("v = :version").with("version", version));
      writes.addAll(AccountLookups.remove(account));
      writes.addAll(reservations.end(aci, reservations.held(aci)));
      writes.add(Write.delete(Layout.profileIndex(aci)));
      writes.add(ProfileRemains.note(aci));
      items
          .get(Layout.dataKey(owner))
          .map(DynamoDataKeyStore::key)
          .ifPresent(key -> writes.addAll(generations.forget(owner, key)));
      living(inboxes).forEach(inbox -> writes.addAll(DeviceWrites.retire(inbox)));
      if (audit.commit(writes, audited).isCommitted()) {
        profiles.removeIfPossible(aci);
        return DeleteOutcome.DELETED;
      }
      Attempts.pause(round);
    }
    throw new StorageBusy("an account is changed again and again");
  }

  @Override
  public Optional<AccountRecord> find(Aci aci) {
    return items.get(Layout.document(aci)).map(document -> record(aci, document));
  }

  static AccountRecord record(Aci aci, Item document) {
    return new AccountRecord(
        aci,
        new Pni(Uuids.fromBytes(document.bytes(PNI).unsafeArray())),
        document.bytes(NUMBER),
        document.maybeBytes(USERNAME),
        document.maybeBytes(LINK),
        document.number(VERSION),
        new DevicesVersion(document.number(DEVICES_VERSION)),
        document.bytes(SEALED));
  }

  @Override
  public Optional<AccountRecord> findByPni(Pni pni) {
    return findBy(Layout.byPni(pni), account -> account.pni().equals(pni));
  }

  @Override
  public Optional<AccountRecord> findByNumber(Bytes numberHash) {
    return findBy(Layout.byNumber(numberHash), account -> account.numberHash().equals(numberHash));
  }

  @Override
  public Optional<AccountRecord> findByUsername(Bytes usernameHash) {
    return findBy(
        Layout.byUsername(usernameHash),
        account -> account.usernameHash().equals(Optional.of(usernameHash)));
  }

  @Override
  public Optional<AccountRecord> findByUsernameLink(Bytes usernameLinkHash) {
    return findBy(
        Layout.byUsernameLink(usernameLinkHash),
        account -> account.usernameLinkHash().equals(Optional.of(usernameLinkHash)));
  }

  /// Between the two reads the account may end and another take its place.
  private Optional<AccountRecord> findBy(ItemKey lookup, Predicate<AccountRecord> isIt) {
    for (int round = 0; round < MOST_ROUNDS; round++) {
      Optional<Item> found = items.get(lookup);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      Aci aci = new Aci(Uuids.fromBytes(found.get().bytes(AccountLookups.ACI).unsafeArray()));
      Optional<AccountRecord> account = find(aci).filter(isIt);
      if (account.isPresent()) {
        return account;
      }
    }
    throw new StorageBusy("an account is changed again and again");
  }
}
