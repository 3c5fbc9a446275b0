package org.sealpost.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.IdentityType;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.ServiceId.Pni;
import org.sealpost.storage.Storage;
import org.sealpost.storage.StorageRefused;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.DeleteOutcome;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.DeviceChanges.RekeyedDevice;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.accounts.UpdateOutcome;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.datakeys.WrappedKey;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxPage;
import org.sealpost.storage.inboxes.InboxTotals;
import org.sealpost.storage.inboxes.Placed;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.inboxes.QueuedEnvelope;
import org.sealpost.storage.media.MediaId;
import org.sealpost.storage.media.MediaOutcome;
import org.sealpost.storage.media.MediaOwner;
import org.sealpost.storage.media.MediaQuota;
import org.sealpost.storage.media.MediaRecord;
import org.sealpost.storage.prekeys.PreKeyCount;
import org.sealpost.storage.prekeys.PreKeyOwner;
import org.sealpost.storage.prekeys.RepeatedUseKeys;
import org.sealpost.storage.registration.InviteRecord;
import org.sealpost.storage.registration.SessionRecord;

/// Schemas of released versions, with data that their nodes wrote (`version<N>.sql`), migrated to
/// the present one; and nodes of the version before, which go on beside new ones.
class MigrationTest {
  private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");
  private static final Instant FAR = Instant.ofEpochMilli(4_102_444_800_000L);

  /// The last one that was released.
  private static final int BEFORE = 4;

  private final TestDatabase database = TestDatabase.create();

  @ParameterizedTest
  @ValueSource(ints = 4)
  void whatAReleasedVersionWroteIsThereAfterwards(int version) throws IOException {
    migrateTo(version);
    play(version, "01");
    try (Storage storage = PostgresStorage.open(database.config())) {
      isThere(storage, "01");
      assertThat(storage.inboxes().totals()).isEqualTo(new InboxTotals(4, 1, 0, 0, 0));
      assertThat(storage.dataKeys().oldestGeneration()).isEqualTo(1);
      assertThat(storage.audit().size()).isZero();

      Position shown = page(storage, "01").envelopes().getLast().position();
      Placed next =
          new Sample(aci("01"), inbox("01")).append(storage, Sample.id(), new DevicesVersion(2));
      assertThat(next.position()).isGreaterThan(shown);
      ends(storage, "01");
    }
  }

  @Test
  void whoHoldsATableIsNotWaitedForWithoutEnd() throws SQLException {
    migrateTo(BEFORE);
    PostgresConfig hasty =
        database.config().withTuning(TestDatabase.tuning(2, 8, Duration.ofSeconds(1)));
    try (Connection other = database.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("lock table sealpost.data_key in exclusive mode");
      assertThatThrownBy(() -> PostgresStorage.open(hasty))
          .isInstanceOf(StorageRefused.class)
          .hasMessageContaining("another session holds one of its tables");
      other.rollback();
    }
    PostgresStorage.open(hasty).close();
  }

  /// A rolling upgrade: the first new node migrates, old ones serve until they are stopped.
  @Test
  void nodesOfTheVersionBeforeGoOn() throws IOException {
    try (Storage storage = PostgresStorage.open(database.config())) {
      play(BEFORE, "02");
      isThere(storage, "02");
      ends(storage, "02");
      play(BEFORE, "03");
      isThere(storage, "03");
    }
  }

  /// They know nothing of key sets, and would sell the new keys for those of the old identity key.
  @Test
  void nodesOfTheVersionBeforeGetNoKeysOfADeviceThatWasRekeyed() throws IOException {
    try (Storage storage = PostgresStorage.open(database.config())) {
      play(BEFORE, "05");
      AccountRecord account = storage.accounts().find(aci("05")).orElseThrow();
      AccountRecord next =
          new AccountRecord(
              account.aci(),
              new Pni(id(1, "06")),
              bytes("0601"),
              account.version() + 1,
              account.devicesVersion().next(),
              bytes("d003"));
      RekeyedDevice rekeyed =
          new RekeyedDevice(inbox("05"), 1, new RepeatedUseKeys(bytes("11"), bytes("12")));
      assertThat(
              storage
                  .accounts()
                  .update(
                      next,
                      List.of(inbox("05")),
                      new DeviceChanges(List.of(), List.of(), List.of(rekeyed), false),
                      List.of()))
          .isEqualTo(UpdateOutcome.UPDATED);
      String device = "'" + inbox("05").uuid() + "'";
      assertThat(
              database.ask(
                  "select count(*) from sealpost.take_prekeys(array[%1$s, %1$s]::uuid[], array['ACI', 'PNI'])"
                      .formatted(device)))
          .containsExactly("1");
      assertThat(
              database.ask(
                  "select sealpost.publish_prekeys(%s, 'PNI', '{}', '{}', '\\x99', '{}', '{}', null)"
                      .formatted(device)))
          .containsExactly("f");
      assertThat(storage.preKeys().repeatedUse(new PreKeyOwner(inbox("05"), IdentityType.PNI, 1)))
          .contains(rekeyed.pniKeys());
    }
  }

  @Test
  void nodesOfTheVersionBeforeKeepNoKeyOfARetiredGeneration() throws IOException {
    try (Storage storage = PostgresStorage.open(database.config())) {
      assertThat(storage.dataKeys().retireBefore(2, List.of())).isTrue();
      assertThatThrownBy(() -> play(BEFORE, "04")).rootCause().hasMessageContaining("is retired");
      assertThatThrownBy(() -> database.execute("select sealpost.put_data_key('rest', 1, '\\x04')"))
          .rootCause()
          .hasMessageContaining("is retired");
      assertThat(storage.accounts().find(aci("04"))).isEmpty();
      assertThat(storage.dataKeys().wrappedBefore(2, 10)).isEmpty();
    }
  }

  private void migrateTo(int version) {
    Flyway.configure()
        .dataSource(database.url(), "postgres", "")
        .schemas("sealpost")
        .table("schema_history")
        .locations("classpath:org/sealpost/storage/postgres/migration")
        .target(Integer.toString(version))
        .load()
        .migrate();
    assertThat(database.ask("select max(version::int) from sealpost.schema_history"))
        .containsExactly(Integer.toString(version));
  }

  private void play(int version, String number) throws IOException {
    try (InputStream script =
        Objects.requireNonNull(
            MigrationTest.class.getResourceAsStream("version" + version + ".sql"))) {
      database.execute(
          new String(script.readAllBytes(), StandardCharsets.UTF_8).replace("NN", number));
    }
  }

  private static UUID id(int kind, String number) {
    return UUID.fromString("00000000-0000-4000-800" + kind + "-0000000000" + number);
  }

  private static Aci aci(String number) {
    return new Aci(id(0, number));
  }

  private static InboxId inbox(String number) {
    return new InboxId(id(2, number));
  }

  private static Bytes bytes(String hex) {
    return Bytes.wrap(HexFormat.of().parseHex(hex));
  }

  private static InboxPage page(Storage storage, String number) {
    return storage.inboxes().read(inbox(number), Position.START, 10, 1_000);
  }

  private static void isThere(Storage storage, String number) {
    assertThat(storage.accounts().findByPni(new Pni(id(1, number))))
        .contains(
            new AccountRecord(
                aci(number),
                new Pni(id(1, number)),
                bytes(number + "01"),
                2,
                new DevicesVersion(2),
                bytes("d002")));
    assertThat(storage.accounts().findByNumber(bytes(number + "01"))).isPresent();
    assertThat(storage.dataKeys().find(new KeyOwner.OfAccount(aci(number))))
        .contains(new WrappedKey(1, bytes(number + "02")));
    assertThat(storage.dataKeys().find(KeyOwner.Rest.REST))
        .contains(new WrappedKey(1, bytes("04")));

    assertThat(page(storage, number).envelopes())
        .extracting(QueuedEnvelope::sealed)
        .containsExactly(bytes("e2"), bytes("e3"));
    assertThat(storage.inboxes().abandoned(10)).contains(new InboxId(id(3, number)));

    PreKeyOwner owner = new PreKeyOwner(inbox(number), IdentityType.ACI);
    assertThat(storage.preKeys().count(owner)).isEqualTo(new PreKeyCount(1, 0));
    assertThat(storage.preKeys().repeatedUse(owner))
        .contains(new RepeatedUseKeys(bytes("a1"), bytes("a2")));
    assertThat(storage.profiles().find(aci(number), bytes(number + "03"))).contains(bytes("f1"));

    assertThat(storage.registrations().invite(bytes(number + "05"), NOW))
        .contains(new InviteRecord(bytes(number + "05"), bytes(number + "06"), FAR, 0));
    assertThat(storage.registrations().session(bytes(number + "09"), NOW))
        .map(SessionRecord::version)
        .contains(2L);
  }

  private static void ends(Storage storage, String number) {
    AuditEntry entry = new AuditEntry(UUID.randomUUID(), bytes("ae"));
    assertThat(
            storage
                .accounts()
                .delete(aci(number), 2, List.of(inbox(number)), Optional.empty(), List.of(entry)))
        .isEqualTo(DeleteOutcome.DELETED);
    assertThat(storage.accounts().find(aci(number))).isEmpty();
    assertThat(storage.dataKeys().find(new KeyOwner.OfAccount(aci(number))))
        .isEqualTo(Optional.empty());
    assertThat(page(storage, number).envelopes()).isEmpty();
    assertThat(storage.audit().pending(10)).containsExactly(entry);
    MediaOwner owner = new MediaOwner(bytes(number.repeat(MediaOwner.BYTES)));
    MediaRecord row = new MediaRecord(new MediaId(owner.hash()), owner, 5, NOW, 1, bytes("ed"));
    assertThat(storage.media().create(row, new MediaQuota(5, 1))).isEqualTo(MediaOutcome.WRITTEN);
    assertThat(storage.media().due(NOW, 10)).containsExactly(row);
  }
}
