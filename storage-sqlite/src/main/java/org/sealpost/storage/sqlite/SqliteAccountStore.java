package org.sealpost.storage.sqlite;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.ServiceId.Pni;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.AccountStore;
import org.sealpost.storage.accounts.CreateOutcome;
import org.sealpost.storage.accounts.DeleteOutcome;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.DeviceChanges.RekeyedDevice;
import org.sealpost.storage.accounts.FormerAccount;
import org.sealpost.storage.accounts.UpdateOutcome;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.datakeys.WrappedKey;
import org.sealpost.storage.groupcommit.Size;
import org.sealpost.storage.groupcommit.Urgency;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.prekeys.RepeatedUseKeys;

/// Accounts and what happens to their devices in the same commit.
final class SqliteAccountStore implements AccountStore {
  private final Writer writer;
  private final Readers readers;
  private final AccountCache cache;

  SqliteAccountStore(Writer writer, Readers readers, AccountCache cache) {
    this.writer = writer;
    this.readers = readers;
    this.cache = cache;
  }

  @Override
  public CreateOutcome create(
      AccountRecord account, WrappedKey dataKey, DeviceChanges devices, List<AuditEntry> audit) {
    if (account.usernameHash().isPresent()) {
      throw new IllegalArgumentException("a new account has no username yet");
    }
    List<AuditEntry> entries = List.copyOf(audit);
    return writer.write(
        Urgency.PROMPT,
        sizeOf(account, dataKey.wrapped().size(), devices, entries),
        access -> {
          if (!access.tables().accounts().insert(account)) {
            return CreateOutcome.TAKEN;
          }
          access.tables().formerAccounts().delete(account.numberHash());
          access.tables().dataKeys().insert(new KeyOwner.OfAccount(account.aci()), dataKey);
          carryOut(access, account.aci(), devices);
          access.devicesVersions().set(account.aci(), account.devicesVersion());
          access.tables().audit().insert(entries);
          return CreateOutcome.CREATED;
        });
  }

  @Override
  public UpdateOutcome update(
      AccountRecord next, List<InboxId> inboxes, DeviceChanges devices, List<AuditEntry> audit) {
    List<AuditEntry> entries = List.copyOf(audit);
    return writer.write(
        Urgency.PROMPT,
        sizeOf(next, 0, devices, entries),
        access -> {
          Optional<AccountRecord> stored = access.tables().accounts().find(next.aci());
          if (stored.isEmpty() || stored.get().version() != next.version() - 1) {
            return UpdateOutcome.VERSION_CHANGED;
          }
          if (next.usernameHash().isPresent()
              && !next.usernameHash().equals(stored.get().usernameHash())) {
            throw new IllegalArgumentException("a username is confirmed");
          }
          access.accountCache().changing(next.aci());
          if (!access.tables().accounts().replace(next)) {
            return UpdateOutcome.TAKEN;
          }
          if (!next.numberHash().equals(stored.get().numberHash())) {
            access.tables().formerAccounts().delete(next.numberHash());
          }
          carryOut(access, next.aci(), devices);
          access.devicesVersions().set(next.aci(), next.devicesVersion());
          access.tables().audit().insert(entries);
          return UpdateOutcome.UPDATED;
        });
  }

  @Override
  public UpdateOutcome confirmUsername(AccountRecord next, Instant now, List<AuditEntry> audit) {
    Bytes name =
        next.usernameHash()
            .orElseThrow(() -> new IllegalArgumentException("there is no username to confirm"));
    List<AuditEntry> entries = List.copyOf(audit);
    return writer.write(
        Urgency.PROMPT,
        sizeOf(next, 0, DeviceChanges.NONE, entries),
        access -> {
          Tables tables = access.tables();
          Optional<AccountRecord> stored = tables.accounts().find(next.aci());
          if (stored.isEmpty() || stored.get().version() != next.version() - 1) {
            return UpdateOutcome.VERSION_CHANGED;
          }
          access.accountCache().changing(next.aci());
          if (tables.reservations().isReservedForAnother(next.aci(), name, now)
              || !tables.accounts().replace(next)) {
            return UpdateOutcome.TAKEN;
          }
          tables.reservations().delete(next.aci(), name);
          tables.audit().insert(entries);
          return UpdateOutcome.UPDATED;
        });
  }

  @Override
  public DeleteOutcome delete(
      Aci aci,
      long version,
      List<InboxId> inboxes,
      Optional<FormerAccount> former,
      List<AuditEntry> audit) {
    DeviceChanges ended = new DeviceChanges(List.of(), inboxes, true);
    List<AuditEntry> entries = List.copyOf(audit);
    return writer.write(
        Urgency.PROMPT,
        new Size(3L + inboxes.size(), former.map(it -> it.sealed().size()).orElse(0))
            .plus(SqliteAuditStore.sizeOf(entries)),
        access -> {
          Optional<AccountRecord> stored = access.tables().accounts().find(aci);
          if (stored.isEmpty() || stored.get().version() != version) {
            return DeleteOutcome.VERSION_CHANGED;
          }
          access.accountCache().changing(aci);
          if (former.isPresent()) {
            if (!former.get().numberHash().equals(stored.get().numberHash())) {
              throw new IllegalArgumentException("what is remembered has another number");
            }
            access.tables().formerAccounts().put(former.get());
          }
          access.tables().accounts().delete(aci);
          access.tables().reservations().delete(aci);
          access.tables().dataKeys().delete(new KeyOwner.OfAccount(aci));
          carryOut(access, aci, ended);
          access.devicesVersions().forget(aci);
          access.tables().audit().insert(entries);
          return DeleteOutcome.DELETED;
        });
  }

  private static void carryOut(WriteAccess access, Aci account, DeviceChanges devices)
      throws SQLException {
    for (InboxId inbox : devices.retired()) {
      retire(access, inbox);
    }
    for (DeviceChanges.OpenedDevice device : devices.opened()) {
      long number = access.tables().inboxes().insert(device.inbox());
      access.tables().preKeys().putRepeatedUse(number, IdentityType.ACI, 0, device.aciKeys());
      access.tables().preKeys().putRepeatedUse(number, IdentityType.PNI, 0, device.pniKeys());
    }
    for (RekeyedDevice device : devices.rekeyed()) {
      Optional<Long> number = access.tables().inboxes().living(device.inbox());
      if (number.isPresent()) {
        access
            .tables()
            .preKeys()
            .rekey(number.get(), IdentityType.PNI, device.keySet(), device.pniKeys());
      }
    }
    if (devices.forgetProfiles()) {
      access.tables().profiles().deleteAll(account);
    }
  }

  private static void retire(WriteAccess access, InboxId inbox) throws SQLException {
    Optional<Long> number = access.tables().inboxes().living(inbox);
    if (number.isPresent()) {
      access.tables().inboxes().abandon(number.get());
      access.tables().preKeys().deleteAll(number.get());
      access.inboxes().forget(inbox);
    }
  }

  /// Document, data key, and an inbox with two pairs of keys for each new device.
  private static Size sizeOf(
      AccountRecord account, long dataKeyBytes, DeviceChanges devices, List<AuditEntry> audit) {
    long bytes = account.sealedDocument().size() + dataKeyBytes;
    for (DeviceChanges.OpenedDevice device : devices.opened()) {
      bytes += sizeOf(device.aciKeys()) + sizeOf(device.pniKeys());
    }
    for (RekeyedDevice device : devices.rekeyed()) {
      bytes += sizeOf(device.pniKeys());
    }
    long rows =
        2 + 3L * devices.opened().size() + devices.retired().size() + 2L * devices.rekeyed().size();
    return new Size(rows, bytes).plus(SqliteAuditStore.sizeOf(audit));
  }

  private static long sizeOf(RepeatedUseKeys keys) {
    return (long) keys.signedPreKey().size() + keys.lastResortKey().size();
  }

  @Override
  public Optional<AccountRecord> find(Aci aci) {
    return cache.find(aci, readers);
  }

  @Override
  public Optional<AccountRecord> findByPni(Pni pni) {
    return readers.read(tables -> tables.accounts().findByPni(pni));
  }

  @Override
  public Optional<AccountRecord> findByNumber(Bytes numberHash) {
    return readers.read(tables -> tables.accounts().findByNumber(numberHash));
  }

  @Override
  public Optional<AccountRecord> findByUsername(Bytes usernameHash) {
    return readers.read(tables -> tables.accounts().findByUsername(usernameHash));
  }

  @Override
  public Optional<AccountRecord> findByUsernameLink(Bytes usernameLinkHash) {
    return readers.read(tables -> tables.accounts().findByUsernameLink(usernameLinkHash));
  }
}
