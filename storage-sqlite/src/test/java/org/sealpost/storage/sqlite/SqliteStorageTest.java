package org.sealpost.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.ServiceId.Pni;
import org.sealpost.storage.Storage;
import org.sealpost.storage.StorageRefused;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.CreateOutcome;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.DeviceChanges.OpenedDevice;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.datakeys.WrappedKey;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxLimits;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.inboxes.QueuedEnvelope;
import org.sealpost.storage.prekeys.RepeatedUseKeys;

/// What is SQLite's own: opening, refusing, closing. What every store promises is in the contracts.
class SqliteStorageTest {
  @TempDir Path folder;

  private SqliteConfig config() {
    return SqliteConfig.at(folder.resolve("sealpost.db"));
  }

  @Test
  void anEnvelopeOutlivesItsProcess() {
    Aci account = new Aci(UUID.randomUUID());
    InboxId inbox = new InboxId(UUID.randomUUID());
    EnvelopeId id = new EnvelopeId(UUID.randomUUID());
    try (Storage storage = SqliteStorage.open(config())) {
      create(storage, account, inbox);
      assertThat(
              storage
                  .inboxes()
                  .append(
                      account,
                      DevicesVersion.FIRST,
                      List.of(
                          new InboxEntry(
                              inbox,
                              id,
                              Bytes.wrap(new byte[9]),
                              Instant.parse("2100-01-01T00:00:00Z"),
                              true))))
          .isInstanceOf(AppendOutcome.Stored.class);
    }
    try (Storage storage = SqliteStorage.open(config())) {
      assertThat(storage.inboxes().read(inbox, Position.START, 10, 1_000).envelopes())
          .extracting(QueuedEnvelope::id)
          .containsExactly(id);
      assertThat(storage.inboxes().acknowledge(inbox, List.of(id))).isEqualTo(1);
      assertThat(storage.inboxes().read(inbox, Position.START, 10, 1_000).envelopes()).isEmpty();
    }
  }

  private static void create(Storage storage, Aci account, InboxId inbox) {
    RepeatedUseKeys keys = new RepeatedUseKeys(Bytes.EMPTY, Bytes.EMPTY);
    AccountRecord record =
        new AccountRecord(
            account,
            new Pni(UUID.randomUUID()),
            Bytes.wrap(new byte[32]),
            1,
            DevicesVersion.FIRST,
            Bytes.wrap(new byte[] {7}));
    DeviceChanges opened =
        new DeviceChanges(List.of(new OpenedDevice(inbox, keys, keys)), List.of(), false);
    assertThat(storage.accounts().create(record, new WrappedKey(1, Bytes.EMPTY), opened, List.of()))
        .isEqualTo(CreateOutcome.CREATED);
  }

  @Test
  void manySmallExpiredEnvelopesMakeRoomForALargeOne() {
    Aci account = new Aci(UUID.randomUUID());
    InboxId inbox = new InboxId(UUID.randomUUID());
    Instant expiry = Instant.parse("2026-01-01T00:00:00Z");
    SqliteConfig config =
        SqliteConfig.forTests(folder.resolve("sealpost.db"))
            .withInboxLimits(new InboxLimits(100_000, 1_000, 100_000));
    Clock before = Clock.fixed(expiry.minusSeconds(1), ZoneOffset.UTC);
    try (Storage storage = SqliteStorage.open(config.withClock(before))) {
      create(storage, account, inbox);
      List<InboxEntry> small = Stream.generate(() -> entry(inbox, 500, expiry)).limit(200).toList();
      assertThat(storage.inboxes().append(account, DevicesVersion.FIRST, small))
          .isInstanceOf(AppendOutcome.Stored.class);
    }
    try (Storage storage =
        SqliteStorage.open(config.withClock(Clock.fixed(expiry, ZoneOffset.UTC)))) {
      List<InboxEntry> large = List.of(entry(inbox, 90_000, expiry.plusSeconds(9)));
      assertThat(storage.inboxes().append(account, DevicesVersion.FIRST, large))
          .isInstanceOf(AppendOutcome.Stored.class);
    }
  }

  private static InboxEntry entry(InboxId inbox, int size, Instant expiresAt) {
    EnvelopeId id = new EnvelopeId(UUID.randomUUID());
    return new InboxEntry(inbox, id, Bytes.wrap(new byte[size]), expiresAt, true);
  }

  @Test
  void itReadsBackThatItAnswersAfterTheSync() {
    try (Storage storage = SqliteStorage.open(config())) {
      assertThat(storage.settings())
          .containsEntry("journal_mode", "wal")
          .containsEntry("synchronous", "FULL")
          .containsEntry("secure_delete", "1");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"OFF", "NORMAL"})
  void answersBeforeTheSyncAreRefusedUnlessTheLossIsAccepted(Synchronous lowered) {
    SqliteConfig config = config().withSynchronous(lowered);

    assertThatThrownBy(() -> SqliteStorage.open(config))
        .isInstanceOf(StorageRefused.class)
        .hasMessageContaining("synchronous=" + lowered)
        .hasMessageContaining("storage.unsafe: true");
    try (Storage storage = SqliteStorage.open(config.withAllowUnsafe(true))) {
      assertThat(storage.settings()).containsEntry("synchronous", lowered.name());
    }
  }

  @Test
  void aSecondOpenIsRefusedWhateverLinkLeadsToTheFile() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link.db"), folder.resolve("sealpost.db"));
    try (Storage _ = SqliteStorage.open(config())) {
      assertThatThrownBy(() -> SqliteStorage.open(config())).isInstanceOf(StorageRefused.class);
      assertThatThrownBy(() -> SqliteStorage.open(SqliteConfig.at(link)))
          .isInstanceOf(StorageRefused.class);
    }
    SqliteStorage.open(SqliteConfig.at(link)).close();
  }

  /// A descriptor of the lock file that is closed takes the lock of the whole process along.
  @Test
  void anAttemptInThisProcessLeavesTheLockToIt() throws Exception {
    try (Storage _ = SqliteStorage.open(config())) {
      assertThatThrownBy(() -> SqliteStorage.open(config())).isInstanceOf(StorageRefused.class);

      assertThat(anotherProcessLocks(folder.resolve("sealpost.db.lock"))).isEqualTo("false");
    }
    assertThat(anotherProcessLocks(folder.resolve("sealpost.db.lock"))).isEqualTo("true");
  }

  private static String anotherProcessLocks(Path file) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                TryLock.class.getName(),
                file.toString())
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  /// Says whether it could lock the file.
  static final class TryLock {
    private TryLock() {}

    public static void main(String[] arguments) throws IOException {
      try (FileChannel channel =
          FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
        System.out.println(channel.tryLock() != null);
      }
    }
  }

  @Test
  void filesThatOthersCouldReadAreTakenFromThem() throws Exception {
    SqliteStorage.open(config()).close();
    Path log = Files.createFile(folder.resolve("sealpost.db-wal"));
    for (Path file : List.of(folder.resolve("sealpost.db"), log)) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }
    try (Storage _ = SqliteStorage.open(config());
        Stream<Path> files = Files.list(folder)) {
      assertThat(files)
          .isNotEmpty()
          .allSatisfy(file ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                  .isEqualTo("rw-------"));
    }
  }

  @Test
  void aPathMeansWhatItSays() throws Exception {
    List<String> names =
        List.of(
            "a?mode=memory", "a?synchronous=OFF", "a#b", "a%41", "a b", "cache=shared&x", "a;b:c");
    for (String name : names) {
      Path odd = Files.createDirectory(folder.resolve(name)).resolve(name + ".db");
      InboxId inbox = new InboxId(UUID.randomUUID());
      try (Storage storage = SqliteStorage.open(SqliteConfig.forTests(odd))) {
        create(storage, new Aci(UUID.randomUUID()), inbox);
      }
      try (Storage storage = SqliteStorage.open(SqliteConfig.forTests(odd))) {
        assertThat(storage.inboxes().claim(inbox).epoch().value()).as(name).isEqualTo(1);
      }
      try (Stream<Path> files = Files.list(odd.getParent())) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .containsExactlyInAnyOrder(name + ".db", name + ".db.lock");
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(names.size());
    }
  }

  @Test
  void anotherProgramsDatabaseIsRefusedAndLeftAsItIs() throws Exception {
    Path file = folder.resolve("sealpost.db");
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = other.createStatement()) {
      statement.execute("create table other (a)");
    }
    byte[] before = Files.readAllBytes(file);

    assertThatThrownBy(() -> SqliteStorage.open(config()))
        .isInstanceOf(StorageRefused.class)
        .hasMessageContaining("another program");

    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }
}
