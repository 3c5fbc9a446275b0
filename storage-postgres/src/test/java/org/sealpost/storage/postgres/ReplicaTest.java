package org.sealpost.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.IdentityType;
import org.sealpost.storage.Storage;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.UpdateOutcome;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.audit.SequenceOutcome;
import org.sealpost.storage.audit.SequencedEntry;
import org.sealpost.storage.datakeys.KeyOwner;
import org.sealpost.storage.datakeys.WrappedKey;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.prekeys.PreKeyOwner;
import org.sealpost.storage.prekeys.PreKeyUpload;
import org.sealpost.storage.prekeys.SealedPreKey;
import org.sealpost.storage.registration.InviteRecord;
import org.sealpost.storage.registration.SessionRecord;
import org.sealpost.testing.postgres.PostgresServer;

/// A replica that stopped following: what may lag comes from it, and nothing that decides does.
@Timeout(180)
class ReplicaTest {
  private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

  @TempDir private Path folder;
  private PostgresServer primary;
  private PostgresServer replica;
  private TestDatabase database;
  private Storage storage;

  @BeforeEach
  void start() {
    primary = PostgresServer.create(folder.resolve("primary"));
    primary.start(Map.of());
    database = TestDatabase.create(primary);
    PostgresStorage.open(database.config()).close();
    replica = primary.standby("replica", folder.resolve("replica"));
    replica.start(Map.of());
    storage =
        PostgresStorage.open(
            database.config().withReplicaUrl(Optional.of(replica.url(database.name()))));
  }

  @AfterEach
  void stop() {
    storage.close();
    replica.kill();
    primary.kill();
  }

  private void awaitCaughtUp() {
    String caughtUp =
        "select bool_and(replay_lsn >= pg_current_wal_lsn())::text from pg_stat_replication";
    while (!primary.ask(caughtUp).contains("true")) {
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  private static List<AuditEntry> entries(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new AuditEntry(UUID.randomUUID(), bytes(i)))
        .toList();
  }

  private static Bytes bytes(int value) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) value;
    return Bytes.wrap(bytes);
  }

  private void sequence(List<AuditEntry> entries) {
    storage.audit().add(entries);
    assertThat(
            storage
                .audit()
                .sequence(storage.audit().size(), entries.stream().map(AuditEntry::id).toList()))
        .isEqualTo(SequenceOutcome.SEQUENCED);
  }

  @Test
  void whatDecidesIsNeverAskedOfTheReplica() {
    Sample sample = Sample.create(storage);
    PreKeyOwner owner = new PreKeyOwner(sample.inbox(), IdentityType.ACI);
    List<AuditEntry> audit = entries(5);
    sequence(audit.subList(0, 2));
    sample.append(storage, Sample.id());
    awaitCaughtUp();
    replica.execute("select pg_wal_replay_pause()");

    // Everything that decides shows what came after the pause.
    var queued = Sample.id();
    sample.append(storage, queued);
    assertThat(sample.queued(storage)).hasSize(2).endsWith(queued);
    assertThat(storage.inboxes().claim(sample.inbox()).epoch())
        .isEqualTo(storage.inboxes().read(sample.inbox(), Position.START, 1, 1).epoch());
    AccountRecord account = storage.accounts().find(sample.account()).orElseThrow();
    AccountRecord next =
        new AccountRecord(
            account.aci(),
            account.pni(),
            account.numberHash(),
            2,
            account.devicesVersion(),
            bytes(2));
    assertThat(
            storage
                .accounts()
                .update(
                    next,
                    List.of(sample.inbox()),
                    new DeviceChanges(List.of(), List.of(), false),
                    audit.subList(2, 4)))
        .isEqualTo(UpdateOutcome.UPDATED);
    assertThat(storage.accounts().find(account.aci())).contains(next);
    assertThat(storage.accounts().findByPni(account.pni())).contains(next);
    assertThat(storage.accounts().findByNumber(account.numberHash())).contains(next);
    WrappedKey key = new WrappedKey(1, bytes(3));
    assertThat(storage.dataKeys().putIfAbsent(KeyOwner.Rest.REST, key)).isEqualTo(key);
    assertThat(storage.dataKeys().find(KeyOwner.Rest.REST)).contains(key);
    assertThat(storage.dataKeys().wrappedBefore(2, 10)).hasSize(2);
    assertThat(storage.dataKeys().retireBefore(1, List.of())).isTrue();
    assertThat(storage.dataKeys().oldestGeneration()).isEqualTo(1);
    assertThat(
            storage
                .preKeys()
                .publish(
                    owner,
                    new PreKeyUpload(
                        List.of(new SealedPreKey(1, bytes(4))),
                        Optional.of(bytes(5)),
                        List.of(),
                        Optional.empty())))
        .isTrue();
    assertThat(storage.preKeys().count(owner).ec()).isEqualTo(1);
    assertThat(storage.preKeys().repeatedUse(owner).orElseThrow().signedPreKey())
        .isEqualTo(bytes(5));
    assertThat(storage.profiles().put(account.aci(), sample.inbox(), bytes(6), bytes(7), 4))
        .isTrue();
    assertThat(storage.profiles().find(account.aci(), bytes(6))).contains(bytes(7));
    InviteRecord invite = new InviteRecord(bytes(8), bytes(9), NOW.plusSeconds(60), 0);
    storage.registrations().putInvite(invite, List.of());
    assertThat(storage.registrations().invite(bytes(8), NOW)).contains(invite);
    SessionRecord session =
        new SessionRecord(bytes(10), bytes(11), NOW, NOW.plusSeconds(60), 1, bytes(12));
    storage.registrations().openSession(session, 10, 10, NOW);
    assertThat(storage.registrations().session(bytes(10), NOW)).contains(session);
    assertThat(storage.audit().pending(10)).isEqualTo(audit.subList(2, 4));
    sequence(audit.subList(4, 5));
    assertThat(storage.audit().size()).isEqualTo(3);
    assertThat(storage.inboxes().abandoned(10)).isEmpty();

    // The log comes from the replica as far as it goes; the totals are its.
    assertThat(storage.audit().read(0, 10))
        .extracting(SequencedEntry::entry)
        .containsExactly(audit.get(0), audit.get(1), audit.get(4));
    assertThat(storage.inboxes().totals().accepted()).isEqualTo(1);
    assertThat(askedOfTheReplica())
        .isSubsetOf("audit_entry", "counter", "counted")
        .contains("audit_entry", "counter");
  }

  /// The tables of ours that it has looked into, once its sessions have told all they did.
  private List<String> askedOfTheReplica() {
    storage.close();
    String sessions =
        "select count(*) from pg_stat_activity where application_name like 'sealpost%'";
    while (!replica.ask(sessions).contains("0")) {
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
    return database
        .on(replica)
        .ask(
            """
            select relname from pg_stat_user_tables
              where schemaname = 'sealpost' and coalesce(seq_scan, 0) + coalesce(idx_scan, 0) > 0
            """);
  }

  @Test
  void whileTheReplicaIsAwayThePrimaryAnswers() {
    Sample sample = Sample.create(storage);
    sample.append(storage, Sample.id());
    List<AuditEntry> audit = entries(3);
    sequence(audit);
    replica.kill();
    assertThat(storage.inboxes().totals().accepted()).isEqualTo(1);
    assertThat(storage.audit().read(1, 10))
        .extracting(SequencedEntry::entry)
        .isEqualTo(audit.subList(1, 3));
    PostgresStorage.open(
            database.config().withReplicaUrl(Optional.of(replica.url(database.name()))))
        .close();
  }
}
