package org.sealpost.storage.postgres.measure;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.ServiceId.Pni;
import org.sealpost.storage.Storage;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.CreateOutcome;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.DeviceChanges.OpenedDevice;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.datakeys.WrappedKey;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxPage;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.prekeys.RepeatedUseKeys;

/// Accounts with one device each, and what is done with their inboxes. The n-th has ids that
/// pgbench can work out as well.
final class Accounts {
  static final int COUNT = 1_000;
  static final int BODY_BYTES = 1_024;

  record Account(Aci aci, InboxId inbox) {
    /// @param number from 1
    static Account of(int number) {
      return new Account(
          new Aci(UUID.fromString("00000000-0000-4000-8000-%012x".formatted(number))),
          new InboxId(UUID.fromString("00000000-0000-4000-8001-%012x".formatted(number))));
    }
  }

  private final Storage storage;
  private final List<Account> accounts = new ArrayList<>();

  Accounts(Storage storage) throws Exception {
    this.storage = storage;
    try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
      List<Future<?>> created = new ArrayList<>();
      for (int i = 1; i <= COUNT; i++) {
        Account account = Account.of(i);
        accounts.add(account);
        created.add(callers.submit(() -> create(account)));
      }
      for (Future<?> each : created) {
        Object _ = each.get();
      }
    }
  }

  private CreateOutcome create(Account account) {
    RepeatedUseKeys keys = new RepeatedUseKeys(body(64), body(1_600));
    return storage
        .accounts()
        .create(
            new AccountRecord(
                account.aci(),
                new Pni(UUID.randomUUID()),
                body(32),
                1,
                DevicesVersion.FIRST,
                body(1_500)),
            new WrappedKey(1, body(60)),
            new DeviceChanges(
                List.of(new OpenedDevice(account.inbox(), keys, keys)), List.of(), false),
            List.of());
  }

  static Bytes body(int size) {
    byte[] bytes = new byte[size];
    ThreadLocalRandom.current().nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  List<Account> all() {
    return accounts;
  }

  Account any() {
    return accounts.get(ThreadLocalRandom.current().nextInt(accounts.size()));
  }

  EnvelopeId append(Account account) {
    EnvelopeId id = new EnvelopeId(UUID.randomUUID());
    AppendOutcome outcome =
        storage
            .inboxes()
            .append(
                account.aci(),
                DevicesVersion.FIRST,
                List.of(
                    new InboxEntry(
                        account.inbox(),
                        id,
                        body(BODY_BYTES),
                        Instant.now().plus(Duration.ofDays(30)),
                        true)));
    if (!(outcome instanceof AppendOutcome.Stored)) {
      throw new IllegalStateException("not stored");
    }
    return id;
  }

  InboxPage read(Account account, Position after) {
    return storage.inboxes().read(account.inbox(), after, 50, 1 << 20);
  }

  int acknowledge(Account account, Collection<EnvelopeId> ids) {
    return storage.inboxes().acknowledge(account.inbox(), ids);
  }
}
