package org.sealpost.core.accounts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.sealpost.core.atrest.StoredKeyring;
import org.sealpost.crypto.LookupHashes;
import org.sealpost.crypto.Sealer;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.ServiceId.Pni;
import org.sealpost.storage.StorageCorrupt;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.AccountStore;
import org.sealpost.storage.accounts.CreateOutcome;
import org.sealpost.storage.accounts.DeleteOutcome;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.accounts.FormerAccount;
import org.sealpost.storage.accounts.UpdateOutcome;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.inboxes.InboxId;

/// Accounts in the store, opened, with a cache in front. Every change is a decision about the
/// account as it is, written by compare-and-set and decided anew when somebody else was faster.
/// Safe for any number of threads.
public final class StoredAccounts implements AccountDirectory {
  /// Each failed attempt means that somebody else's change was written.
  private static final int ATTEMPTS = 50;

  private final AccountStore store;
  private final StoredKeyring keyring;
  private final LookupHashes hashes;
  private final AccountCache cache;

  /// Over a store that this process alone writes to.
  ///
  /// @param cached how many accounts are kept in memory
  public StoredAccounts(
      AccountStore store, StoredKeyring keyring, LookupHashes hashes, int cached) {
    this.store = store;
    this.keyring = keyring;
    this.hashes = hashes;
    this.cache = new AccountCache(cached);
  }

  @Override
  public Optional<Account> find(ServiceId id) {
    return aciOf(id).flatMap(aci -> cache.get(aci).or(() -> read(aci)));
  }

  @Override
  public Optional<Account> remembered(Aci aci) {
    return cache.get(aci);
  }

  @Override
  public Optional<Account> refresh(ServiceId id) {
    return aciOf(id).flatMap(this::read);
  }

  /// Read anew from the store.
  public Optional<Account> findByNumber(PhoneNumber number) {
    return store.findByNumber(hashes.number(number)).flatMap(record -> read(record.aci()));
  }

  /// Read anew from the store.
  public Optional<Account> findByUsername(Bytes hash) {
    return store.findByUsername(hashes.username(hash)).flatMap(record -> read(record.aci()));
  }

  /// Read anew from the store.
  public Optional<Account> findByUsernameLink(UUID handle) {
    return store
        .findByUsernameLink(hashes.usernameLink(handle))
        .flatMap(record -> read(record.aci()));
  }

  /// Creates an account with its data key and its devices. False, and nothing written, when the
  /// number has one already.
  boolean create(
      Account account,
      StoredKeyring.NewAccountKey key,
      DeviceChanges devices,
      List<AuditEntry> audit) {
    AccountRecord record = AccountDocument.seal(account, hashes, key.sealer());
    long ticket = cache.ticket(account.aci());
    try {
      boolean created =
          store.create(record, key.wrapped(), devices, audit) == CreateOutcome.CREATED;
      if (created) {
        cache.written(account, ticket);
      }
      return created;
    } catch (RuntimeException e) {
      cache.doubtful(account.aci());
      throw e;
    }
  }

  /// What a decision leads to: nothing, or a next version with its device changes and what is
  /// audited of it; and what to tell the caller then.
  ///
  /// @param taken what to tell when another account has the number or the username
  /// @param confirmed when a reserved username becomes the account's
  public record Step<T>(
      Optional<Account> next,
      DeviceChanges devices,
      List<AuditEntry> audit,
      Function<Account, T> result,
      Optional<T> taken,
      Optional<Instant> confirmed) {

    public static <T> Step<T> leave(T result) {
      return new Step<>(
          Optional.empty(),
          DeviceChanges.NONE,
          List.of(),
          unchanged -> result,
          Optional.empty(),
          Optional.empty());
    }

    /// Writes the next version.
    ///
    /// @param result gets the account as it was written
    public static <T> Step<T> write(
        AccountDraft next, DeviceChanges devices, Function<Account, T> result) {
      return new Step<>(
          Optional.of(next.build()),
          devices,
          List.of(),
          result,
          Optional.empty(),
          Optional.empty());
    }

    public Step<T> audited(List<AuditEntry> entries) {
      return new Step<>(next, devices, entries, result, taken, confirmed);
    }

    /// For a change of number.
    public Step<T> orTaken(T otherwise) {
      return new Step<>(next, devices, audit, result, Optional.of(otherwise), confirmed);
    }

    /// For a username that was reserved.
    public Step<T> confirming(Instant now, T otherwise) {
      return new Step<>(next, devices, audit, result, Optional.of(otherwise), Optional.of(now));
    }
  }

  /// Decides about the account as it is and writes what was decided. The decision may be asked
  /// several times and has no other effects. Empty when there is no such account.
  public <T> Optional<T> change(Aci aci, Function<Account, Step<T>> decision) {
    Optional<Account> current = find(aci);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (current.isEmpty()) {
        return Optional.empty();
      }
      Step<T> step = decision.apply(current.get());
      if (step.next().isEmpty()) {
        return Optional.of(step.result().apply(current.get()));
      }
      Account next = counted(current.get(), step.next().get());
      switch (write(next, step)) {
        case UPDATED -> {
          return Optional.of(step.result().apply(next));
        }
        case TAKEN -> {
          return Optional.of(step.taken().orElseThrow());
        }
        case VERSION_CHANGED -> current = read(aci);
      }
    }
    throw new StorageUnavailable("an account changes too often");
  }

  /// What an account leaves when it ends.
  ///
  /// @param former for who registers its number next
  /// @param audit what is committed with it
  record Leaves(Optional<FormerAccount> former, List<AuditEntry> audit) {}

  /// Ends the account as it is: its data key, prekeys and profiles are gone with the commit, in
  /// this process too. Returns what it was; empty when there is none, or it stays.
  ///
  /// @param leaves of the account as it ends; empty when it is to stay
  Optional<Account> delete(Aci aci, Function<Account, Optional<Leaves>> leaves) {
    Optional<Account> current = find(aci);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Leaves> left = current.flatMap(leaves);
      if (current.isEmpty() || left.isEmpty()) {
        return Optional.empty();
      }
      if (end(current.get(), left.get())) {
        return current;
      }
      current = read(aci);
    }
    throw new StorageUnavailable("an account changes too often");
  }

  private boolean end(Account account, Leaves leaves) {
    DeleteOutcome outcome;
    try {
      outcome =
          store.delete(
              account.aci(), account.version(), inboxes(account), leaves.former(), leaves.audit());
    } catch (RuntimeException e) {
      cache.doubtful(account.aci());
      keyring.forget(account.aci());
      throw e;
    }
    return switch (outcome) {
      case DELETED -> {
        cache.doubtful(account.aci());
        keyring.forget(account.aci());
        yield true;
      }
      case VERSION_CHANGED -> false;
    };
  }

  private static List<InboxId> inboxes(Account account) {
    return account.devices().stream().map(Device::inbox).toList();
  }

  private <T> UpdateOutcome write(Account next, Step<T> step) {
    AccountRecord record = AccountDocument.seal(next, hashes, keyring.ofAccount(next.aci()));
    long ticket = cache.ticket(next.aci());
    try {
      UpdateOutcome outcome =
          step.confirmed().isPresent()
              ? store.confirmUsername(record, step.confirmed().get(), step.audit())
              : store.update(record, inboxes(next), step.devices(), step.audit());
      if (outcome == UpdateOutcome.UPDATED) {
        cache.written(next, ticket);
      }
      return outcome;
    } catch (RuntimeException e) {
      cache.doubtful(next.aci());
      throw e;
    }
  }

  private Optional<Account> read(Aci aci) {
    long ticket = cache.ticket(aci);
    Optional<Account> account = store.find(aci).flatMap(this::open);
    account.ifPresentOrElse(found -> cache.read(found, ticket), () -> cache.doubtful(aci));
    return account;
  }

  /// Empty when the account ended after it was read.
  private Optional<Account> open(AccountRecord record) {
    Optional<Sealer> key = keyring.findKey(record.aci());
    if (key.isEmpty() && store.find(record.aci()).isPresent()) {
      throw new StorageCorrupt("an account has no data key");
    }
    return key.map(sealer -> AccountDocument.open(record, sealer));
  }

  private Optional<Aci> aciOf(ServiceId id) {
    return switch (id) {
      case Aci aci -> Optional.of(aci);
      case Pni pni -> cache.aciOf(pni).or(() -> store.findByPni(pni).map(AccountRecord::aci));
    };
  }

  private static Account counted(Account before, Account next) {
    DevicesVersion devices =
        deviceList(before).equals(deviceList(next))
            ? before.devicesVersion()
            : before.devicesVersion().next();
    return next.counted(before.version() + 1, devices);
  }

  /// What senders are checked against.
  private static List<Addressed> deviceList(Account account) {
    return account.devices().stream()
        .map(device ->
            new Addressed(
                device.id(), device.inbox(), device.registrationId(), device.pniRegistrationId()))
        .toList();
  }

  private record Addressed(int id, InboxId inbox, int registrationId, int pniRegistrationId) {}
}
