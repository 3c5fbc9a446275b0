package org.sealpost.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.storage.groupcommit.Limits;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.registration.SessionRecord;

/// What a commit writes, and what the writer counts without asking.
class SqliteCommitTest {
  private static final Limits IMPATIENT =
      new Limits(Limits.DEFAULT.queued(), Limits.DEFAULT.batch(), Duration.ofMillis(5));
  private static final Bytes ADDRESS = Bytes.wrap(new byte[32]);

  @TempDir Path folder;
  private SqliteStorage storage;
  private OneInbox inbox;

  @BeforeEach
  void open() {
    storage =
        SqliteStorage.open(
            SqliteConfig.forTests(folder.resolve("sealpost.db")).withCommits(IMPATIENT));
    inbox = OneInbox.in(storage);
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private byte[] log() throws IOException {
    return Files.readAllBytes(folder.resolve("sealpost.db-wal"));
  }

  @Test
  void anAcknowledgementOfNothingWritesNothing() throws Exception {
    List<EnvelopeId> ids = OneInbox.ids(2);
    inbox.append(ids, 100);
    inbox.acknowledge(ids);
    byte[] before = log();

    assertThat(inbox.acknowledge(ids)).isZero();

    assertThat(log()).isEqualTo(before);
  }

  @Test
  void aRepeatWritesNothing() throws Exception {
    List<EnvelopeId> ids = OneInbox.ids(2);
    inbox.append(ids, 100);
    byte[] before = log();

    assertThat(inbox.append(ids, 100)).isInstanceOf(AppendOutcome.Stored.class);

    assertThat(log()).isEqualTo(before);
  }

  @Test
  void sessionsAreBoundedAfterEveryStep() {
    for (int i = 0; i < 3; i++) {
      openSession(i);
    }
    openSession(3);
    assertOldest(1);
    assertThatThrownBy(() -> openSession(3)).isInstanceOf(IllegalArgumentException.class);
    openSession(4);
    assertOldest(2);
    close();
    open();
    openSession(5);
    assertOldest(3);
  }

  private void assertOldest(int oldest) {
    for (int i = 0; i <= oldest; i++) {
      assertThat(storage.registrations().session(hash(i), Instant.EPOCH).isPresent())
          .isEqualTo(i == oldest);
    }
  }

  private void openSession(int number) {
    SessionRecord session =
        new SessionRecord(
            hash(number), ADDRESS, Instant.EPOCH, Instant.EPOCH.plusSeconds(9), 1, Bytes.EMPTY);
    storage.registrations().openSession(session, 10, 3, Instant.EPOCH);
  }

  private static Bytes hash(int number) {
    byte[] hash = new byte[32];
    hash[0] = (byte) number;
    return Bytes.wrap(hash);
  }
}
