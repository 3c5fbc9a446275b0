package org.sealpost.bench;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.ServiceId.Pni;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.CreateOutcome;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.DeviceChanges.OpenedDevice;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.datakeys.WrappedKey;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.prekeys.RepeatedUseKeys;
import org.sealpost.storage.sqlite.SqliteConfig;
import org.sealpost.storage.sqlite.SqliteStorage;

/// What the store alone does with the same transactions, in this process: as many threads as there
/// are pairs, each appending one envelope at a time and acknowledging in batches.
final class StoreCeiling {
  private static final int ACKNOWLEDGED_TOGETHER = 32;

  /// What an envelope weighs around its content: ids, times, seal.
  private static final int ENVELOPE_OVERHEAD_BYTES = 250;

  private StoreCeiling() {}

  /// Appends answered per second.
  static double appendsPerSecond(Path file, int pairs, int sizeBytes, Duration duration)
      throws InterruptedException {
    try (SqliteStorage storage = SqliteStorage.open(SqliteConfig.at(file))) {
      SecureRandom random = new SecureRandom();
      byte[] sealed = new byte[sizeBytes + ENVELOPE_OVERHEAD_BYTES];
      random.nextBytes(sealed);
      AtomicBoolean running = new AtomicBoolean(true);
      ConcurrentLinkedQueue<Integer> counts = new ConcurrentLinkedQueue<>();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < pairs; i++) {
        Aci account = new Aci(UUID.randomUUID());
        InboxId inbox = new InboxId(UUID.randomUUID());
        create(storage, account, inbox, random);
        threads.add(
            Thread.ofVirtual()
                .unstarted(
                    () -> counts.add(run(storage, account, inbox, Bytes.wrap(sealed), running))));
      }
      long began = System.nanoTime();
      threads.forEach(Thread::start);
      Thread.sleep(duration);
      running.set(false);
      for (Thread thread : threads) {
        thread.join();
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      return counts.stream().mapToInt(Integer::intValue).sum() / seconds;
    }
  }

  private static void create(
      SqliteStorage storage, Aci account, InboxId inbox, SecureRandom random) {
    byte[] hash = new byte[32];
    random.nextBytes(hash);
    Bytes key = Bytes.wrap(new byte[64]);
    RepeatedUseKeys keys = new RepeatedUseKeys(key, key);
    CreateOutcome outcome =
        storage
            .accounts()
            .create(
                new AccountRecord(
                    account,
                    new Pni(UUID.randomUUID()),
                    Bytes.wrap(hash),
                    1,
                    DevicesVersion.FIRST,
                    key),
                new WrappedKey(1, key),
                new DeviceChanges(List.of(new OpenedDevice(inbox, keys, keys)), List.of(), false),
                List.of());
    if (outcome != CreateOutcome.CREATED) {
      throw new IllegalStateException("the account was not created");
    }
  }

  private static int run(
      SqliteStorage storage, Aci account, InboxId inbox, Bytes sealed, AtomicBoolean running) {
    int count = 0;
    List<EnvelopeId> stored = new ArrayList<>();
    try (ExecutorService acknowledging = Executors.newVirtualThreadPerTaskExecutor()) {
      while (running.get()) {
        EnvelopeId id = new EnvelopeId(UUID.randomUUID());
        append(storage, account, new InboxEntry(inbox, id, sealed, expiry(), true));
        stored.add(id);
        count++;
        if (stored.size() == ACKNOWLEDGED_TOGETHER) {
          List<EnvelopeId> batch = List.copyOf(stored);
          stored.clear();
          acknowledging.execute(() -> storage.inboxes().acknowledge(inbox, batch));
        }
      }
    }
    return count;
  }

  private static void append(SqliteStorage storage, Aci account, InboxEntry entry) {
    AppendOutcome outcome = storage.inboxes().append(account, DevicesVersion.FIRST, List.of(entry));
    if (!(outcome instanceof AppendOutcome.Stored)) {
      throw new IllegalStateException("the append was refused");
    }
  }

  private static Instant expiry() {
    return Instant.now().plus(Duration.ofDays(30));
  }
}
