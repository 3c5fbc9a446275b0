package org.sealpost.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.ServiceId.Pni;
import org.sealpost.storage.Storage;
import org.sealpost.storage.StorageRefused;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.datakeys.WrappedKey;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.inboxes.Claim;
import org.sealpost.storage.inboxes.Epoch;
import org.sealpost.storage.inboxes.InboxEntry;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxTotals;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.inboxes.QueuedEnvelope;
import org.sealpost.storage.media.MediaId;
import org.sealpost.storage.media.MediaOutcome;
import org.sealpost.storage.media.MediaOwner;
import org.sealpost.storage.media.MediaQuota;
import org.sealpost.storage.media.MediaRecord;
import org.sealpost.storage.media.MediaUse;
import org.sealpost.storage.prekeys.PreKeyCount;
import org.sealpost.storage.prekeys.PreKeyOwner;
import org.sealpost.storage.prekeys.RepeatedUseKeys;
import org.sealpost.storage.prekeys.SealedPreKey;
import org.sealpost.storage.registration.InviteRecord;
import org.sealpost.storage.registration.SessionRecord;

/// A file that an older Sealpost wrote is brought forward with everything in it, or is as it was.
class OlderVersionsTest {
  private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() throws Exception {
    file = folder.resolve("sealpost.db");
    execute(file, version1());
  }

  private static String version1() throws IOException {
    try (InputStream text = OlderVersionsTest.class.getResourceAsStream("version-1.sql")) {
      return new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void execute(Path file, String text) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(text);
    }
  }

  private static int version(Path file) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("pragma user_version")) {
      return result.getInt(1);
    }
  }

  @Test
  void everythingInADatabaseOfVersion1IsFoundAfterwards() throws Exception {
    assertThat(version(file)).isEqualTo(1);
    try (Storage storage = SqliteStorage.open(SqliteConfig.forTests(file))) {
      assertAccounts(storage);
      assertInboxes(storage);
      assertPreKeysAndProfiles(storage);
      assertRegistrations(storage);
      assertWhatIsNew(storage);
    }
    assertThat(version(file)).isEqualTo(Migration.NEWEST);
    SqliteStorage.open(SqliteConfig.forTests(file)).close();
  }

  private static Bytes bytes(int value, int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) value);
    return Bytes.wrap(bytes);
  }

  private static UUID uuid(int number) {
    return new UUID(0x5EA1_0000_0000_8000L, 0x8000_0000_0000_0000L | number);
  }

  private static Aci account(int number) {
    return new Aci(uuid(number));
  }

  private static InboxId inbox(int number) {
    return new InboxId(uuid(number));
  }

  private static void assertAccounts(Storage storage) {
    for (int n = 1; n <= 2; n++) {
      AccountRecord record =
          new AccountRecord(
              account(n),
              new Pni(uuid(n + 100)),
              bytes(n, 32),
              n,
              new DevicesVersion(n),
              bytes(n + 50, 20));
      assertThat(storage.accounts().find(record.aci())).contains(record);
      assertThat(storage.accounts().findByPni(record.pni())).contains(record);
      assertThat(storage.accounts().findByNumber(record.numberHash())).contains(record);
      assertThat(storage.dataKeys().find(new KeyOwner.OfAccount(account(n))))
          .contains(new WrappedKey(n, bytes(n + 60, 40)));
    }
    assertThat(storage.dataKeys().find(KeyOwner.Rest.REST))
        .contains(new WrappedKey(1, bytes(70, 40)));
  }

  private static void assertInboxes(Storage storage) {
    assertQueued(storage, 11, 2, 3);
    assertQueued(storage, 12, 1, 2, 3, 4);
    assertQueued(storage, 21, 1, 2, 3);
    assertThat(storage.inboxes().abandoned(9)).containsExactly(inbox(22));
    assertThat(storage.inboxes().claim(inbox(11))).isEqualTo(new Claim(new Epoch(3), 0));
    assertThat(storage.inboxes().claim(inbox(12))).isEqualTo(new Claim(new Epoch(1), 2));
    assertThat(storage.inboxes().totals()).isEqualTo(new InboxTotals(13, 1, 0, 0, 2));
    InboxEntry next = new InboxEntry(inbox(11), new EnvelopeId(uuid(1)), Bytes.EMPTY, LATER, true);
    assertThat(storage.inboxes().append(account(1), DevicesVersion.FIRST, List.of(next)))
        .isInstanceOfSatisfying(
            AppendOutcome.Stored.class,
            stored ->
                assertThat(stored.placed().getFirst().position()).isGreaterThan(new Position(13)));
  }

  private static void assertQueued(Storage storage, int device, int... envelopes) {
    List<QueuedEnvelope> queued =
        storage.inboxes().read(inbox(device), Position.START, 9, 10_000).envelopes();
    assertThat(queued)
        .extracting(QueuedEnvelope::id)
        .containsExactlyElementsOf(
            Arrays.stream(envelopes)
                .mapToObj(i -> new EnvelopeId(uuid(device * 100 + i)))
                .toList());
    assertThat(queued)
        .extracting(QueuedEnvelope::sealed)
        .containsExactlyElementsOf(
            Arrays.stream(envelopes).mapToObj(i -> bytes(device + i, 30 + i)).toList());
  }

  private static void assertPreKeysAndProfiles(Storage storage) {
    PreKeyOwner owner = new PreKeyOwner(inbox(11), IdentityType.ACI);
    assertThat(storage.preKeys().count(owner)).isEqualTo(new PreKeyCount(2, 0));
    assertThat(storage.preKeys().repeatedUse(owner))
        .contains(new RepeatedUseKeys(bytes(11, 10), bytes(111, 11)));
    assertThat(storage.preKeys().take(List.of(owner)).getFirst().ecOneTime())
        .contains(new SealedPreKey(2, bytes(2, 9)));
    assertThat(storage.preKeys().repeatedUse(new PreKeyOwner(inbox(21), IdentityType.PNI)))
        .contains(new RepeatedUseKeys(bytes(22, 10), bytes(122, 11)));
    assertThat(storage.preKeys().repeatedUse(new PreKeyOwner(inbox(22), IdentityType.PNI)))
        .isEmpty();
    assertThat(storage.profiles().find(account(1), bytes(80, 32))).contains(bytes(81, 25));
    assertThat(storage.profiles().find(account(1), bytes(82, 32))).contains(bytes(83, 25));
  }

  private static void assertRegistrations(Storage storage) {
    Instant then = Instant.parse("2026-11-23T09:00:00Z");
    assertThat(storage.registrations().invite(bytes(90, 32), then))
        .contains(new InviteRecord(bytes(90, 32), bytes(91, 32), LATER, 1));
    assertThat(storage.registrations().session(bytes(92, 32), then))
        .contains(new SessionRecord(bytes(92, 32), bytes(93, 32), then, LATER, 1, bytes(94, 15)));
  }

  private static void assertWhatIsNew(Storage storage) {
    AuditEntry entry = new AuditEntry(uuid(7), bytes(7, 7));
    assertThat(storage.audit().size()).isZero();
    storage.audit().add(List.of(entry));
    assertThat(storage.audit().pending(9)).containsExactly(entry);
    assertThat(storage.dataKeys().oldestGeneration()).isEqualTo(1);
    assertThat(storage.dataKeys().wrappedBefore(2, 9)).hasSize(2);
    MediaOwner owner = new MediaOwner(bytes(8, MediaOwner.BYTES));
    MediaRecord row =
        new MediaRecord(new MediaId(bytes(9, MediaId.BYTES)), owner, 5, LATER, 1, bytes(9, 9));
    assertThat(storage.media().due(MediaRecord.NEVER, 9)).isEmpty();
    assertThat(storage.media().create(row, new MediaQuota(5, 1))).isEqualTo(MediaOutcome.WRITTEN);
    assertThat(storage.media().use(owner)).isEqualTo(new MediaUse(5, 1));
  }

  /// The files as a kill leaves them before each commit of a migration.
  @Test
  void whoeverIsKilledDuringAMigrationGoesOnFromTheLastWholeStep() throws Exception {
    for (Optional<String> before : List.of(Optional.of(version1()), Optional.<String>empty())) {
      Path migrating = Files.createTempDirectory(folder, "migrating").resolve("a.db");
      if (before.isPresent()) {
        execute(migrating, before.get());
      }
      for (Path killed : killedBeforeEachCommit(migrating)) {
        assertThat(version(killed)).isLessThan(Migration.NEWEST);
        try (Storage storage = SqliteStorage.open(SqliteConfig.forTests(killed))) {
          assertThat(storage.accounts().find(account(1)).isPresent()).isEqualTo(before.isPresent());
          assertThat(storage.audit().size()).isZero();
        }
        assertThat(version(killed)).isEqualTo(Migration.NEWEST);
      }
    }
  }

  private List<Path> killedBeforeEachCommit(Path migrating) throws Exception {
    List<Path> killed = new ArrayList<>();
    try (Sql sql = new Database(migrating, Synchronous.OFF).openWriter()) {
      new Schema(migrating, sql)
          .migrate(() -> {
            Path copy = folder.resolve("killed-" + killed.size() + "-" + migrating.hashCode());
            copy(migrating, copy, "");
            copy(migrating, copy, "-wal");
            killed.add(copy);
          });
    }
    assertThat(killed).isNotEmpty();
    return killed;
  }

  private static void copy(Path from, Path to, String suffix) {
    try {
      Files.copy(
          from.resolveSibling(from.getFileName() + suffix),
          to.resolveSibling(to.getFileName() + suffix));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aNewerDatabaseIsRefusedAndLeftAsItIs() throws Exception {
    execute(file, "pragma user_version = " + (Migration.NEWEST + 1));
    byte[] before = Files.readAllBytes(file);
    assertThatThrownBy(() -> SqliteStorage.open(SqliteConfig.forTests(file)))
        .isInstanceOf(StorageRefused.class)
        .hasMessageContaining("has schema version " + (Migration.NEWEST + 1))
        .hasMessageContaining("this program knows " + Migration.NEWEST);
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }
}
