package org.sealpost.storage.postgres;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
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
import org.sealpost.storage.inboxes.QueuedEnvelope;
import org.sealpost.storage.prekeys.RepeatedUseKeys;
import org.sealpost.testing.postgres.PostgresServer;

/// Not a test: prints the figures of the module's README. Arguments: a folder on the disk that is
/// to be measured, and seconds for each row.
public final class Measure {
  private static final int BODY_BYTES = 1_024;
  private static final int BACKLOG = 10_000;
  private static final int ACCOUNTS = 1_000;

  private record Account(Aci aci, InboxId inbox) {}

  private final Storage storage;
  private final List<Account> accounts = new ArrayList<>();

  private Measure(Storage storage) {
    this.storage = storage;
  }

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    Duration each = Duration.ofSeconds(Long.parseLong(arguments[1]));
    Path data = Files.createTempDirectory(folder, "measure").resolve("data");
    try (PostgresServer server = PostgresServer.create(data)) {
      server.start(Map.of("shared_buffers", "256MB", "max_wal_size", "4GB"));
      try (Storage storage =
          PostgresStorage.open(PostgresConfig.at(server.url("postgres"), PostgresServer.USER))) {
        Measure measure = new Measure(storage);
        measure.createAccounts();
        measure.appends(64, each, false); // warms up
        for (int callers : new int[] {1, 8, 64, 100}) {
          measure.appends(callers, each, true);
        }
        measure.relay(100, each);
        for (int i = 0; i < 3; i++) {
          measure.drain();
        }
      }
    }
  }

  private void createAccounts() throws InterruptedException, ExecutionException {
    for (int i = 0; i < ACCOUNTS; i++) {
      accounts.add(new Account(new Aci(UUID.randomUUID()), new InboxId(UUID.randomUUID())));
    }
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> created = new ArrayList<>();
      for (Account account : accounts) {
        created.add(callers.submit(() -> create(account)));
      }
      for (Future<?> future : created) {
        future.get();
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

  private AppendOutcome append(Account account) {
    return storage.inboxes().append(account.aci(), DevicesVersion.FIRST, List.of(entry(account)));
  }

  private static InboxEntry entry(Account account) {
    return new InboxEntry(
        account.inbox(),
        new EnvelopeId(UUID.randomUUID()),
        body(BODY_BYTES),
        Instant.now().plus(Duration.ofDays(30)),
        true);
  }

  private static Bytes body(int size) {
    byte[] bytes = new byte[size];
    ThreadLocalRandom.current().nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  /// Callers that append one envelope after the other to random inboxes.
  private void appends(int callers, Duration during, boolean print) throws Exception {
    run("append", callers, during, print, () -> append(any()));
  }

  /// The same, each envelope acknowledged by somebody who does not wait.
  private void relay(int callers, Duration during) throws Exception {
    try (ExecutorService devices = Executors.newVirtualThreadPerTaskExecutor()) {
      run(
          "append + acknowledge",
          callers,
          during,
          true,
          () -> {
            Account account = any();
            InboxEntry entry = entry(account);
            AppendOutcome _ =
                storage.inboxes().append(account.aci(), DevicesVersion.FIRST, List.of(entry));
            Future<?> _ =
                devices.submit(
                    () -> storage.inboxes().acknowledge(account.inbox(), List.of(entry.id())));
          });
    }
  }

  private Account any() {
    return accounts.get(ThreadLocalRandom.current().nextInt(accounts.size()));
  }

  private static void run(String what, int callers, Duration during, boolean print, Runnable call)
      throws Exception {
    long end = System.nanoTime() + during.toNanos();
    List<Future<long[]>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < callers; i++) {
        running.add(threads.submit(() -> latencies(end, call)));
      }
    }
    List<long[]> all = new ArrayList<>();
    for (Future<long[]> each : running) {
      all.add(each.get());
    }
    long[] nanos = all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    if (print) {
      System.out.printf(
          "%-22s %4d callers: %7.0f/s, p50 %6.2f ms, p99 %6.2f ms%n",
          what,
          callers,
          nanos.length / (during.toNanos() / 1e9),
          nanos[nanos.length / 2] / 1e6,
          nanos[nanos.length * 99 / 100] / 1e6);
    }
  }

  private static long[] latencies(long end, Runnable call) {
    long[] nanos = new long[1_024];
    int count = 0;
    for (long begin; (begin = System.nanoTime()) < end; count++) {
      call.run();
      if (count == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * count);
      }
      nanos[count] = System.nanoTime() - begin;
    }
    return Arrays.copyOf(nanos, count);
  }

  /// One device's backlog between those of others, read by pages and acknowledged behind them.
  private void drain() throws Exception {
    Account account = new Account(new Aci(UUID.randomUUID()), new InboxId(UUID.randomUUID()));
    CreateOutcome _ = create(account);
    try (ExecutorService senders = Executors.newFixedThreadPool(64)) {
      for (int i = 0; i < BACKLOG; i++) {
        Future<?> _ = senders.submit(() -> append(account));
        Future<?> _ = senders.submit(() -> append(any()));
      }
    }
    long begin = System.nanoTime();
    long readNanos = 0;
    int shown = 0;
    List<Future<Integer>> answers = new ArrayList<>();
    try (ExecutorService acknowledgers = Executors.newVirtualThreadPerTaskExecutor()) {
      Position cursor = Position.START;
      for (boolean more = true; more; ) {
        long beginRead = System.nanoTime();
        InboxPage page = storage.inboxes().read(account.inbox(), cursor, 200, 1 << 20);
        readNanos += System.nanoTime() - beginRead;
        List<EnvelopeId> ids = page.envelopes().stream().map(QueuedEnvelope::id).toList();
        answers.add(
            acknowledgers.submit(() -> storage.inboxes().acknowledge(account.inbox(), ids)));
        cursor = page.envelopes().getLast().position();
        shown += ids.size();
        more = page.more();
      }
      while (!answers.stream().allMatch(Future::isDone)) {
        AppendOutcome _ = append(any()); // other traffic, with which acknowledgements ride
      }
    }
    System.out.printf(
        "drain of %d x 1 KiB: %.0f ms, of which reading %.0f ms%n",
        shown, (System.nanoTime() - begin) / 1e6, readNanos / 1e6);
  }
}
