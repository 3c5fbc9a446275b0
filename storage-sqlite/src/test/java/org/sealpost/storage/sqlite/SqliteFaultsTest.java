package org.sealpost.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.groupcommit.Limits;
import org.sealpost.storage.inboxes.Position;

/// What the writer does when SQLite cannot, and that it goes on afterwards.
class SqliteFaultsTest {
  private static final Aci ACCOUNT = new Aci(UUID.randomUUID());

  @TempDir Path folder;
  private Sql sql;
  private Writer writer;

  @BeforeEach
  void open() throws Exception {
    sql = new Database(file(), Synchronous.OFF).openWriter();
    new Schema(file(), sql).migrate(() -> {});
    writer =
        new Writer(
            sql,
            new Transactions(sql, WriteAccess.over(sql, new AccountCache(1_000)), () -> {}),
            new Checkpoints(sql, Duration.ofHours(1)),
            new DiskRoom(() -> Long.MAX_VALUE, 0),
            Limits.DEFAULT);
  }

  @AfterEach
  void close() {
    writer.close();
  }

  private Path file() {
    return folder.resolve("sealpost.db");
  }

  @Test
  void aFullDiskIsForgottenWhenThereIsRoomAgain() {
    set("pragma max_page_count = 1");
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> putProfile(new byte[400_000]))
          .isInstanceOf(StorageUnavailable.class)
          .hasRootCauseMessage(
              "[SQLITE_FULL] Insertion failed because database is full"
                  + " (database or disk is full)");
    }
    set("pragma max_page_count = 1000000");

    putProfile(new byte[400_000]);

    assertThat(
            writer.<Boolean>write(
                access -> access.tables().profiles().find(ACCOUNT, Bytes.EMPTY).isPresent()))
        .isTrue();
  }

  @Test
  void anErrorInAnOperationIsItsCallersAlone() {
    assertThatThrownBy(() ->
            writer.<Boolean>write(access -> {
              throw new StackOverflowError();
            }))
        .isInstanceOf(StorageUnavailable.class);

    putProfile(new byte[1]);
  }

  @Test
  void whatWasRolledBackIsNotCounted() {
    assertThatThrownBy(() ->
            writer.<Boolean>write(access -> {
              long none = access.sessionCount().get();
              access.sessionCount().changed((int) none + 5);
              access.counters().placed(access.counters().nextPosition());
              throw new IllegalArgumentException("refused");
            }))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(writer.<Long>write(access -> access.sessionCount().get())).isZero();
    assertThat(writer.<Position>write(access -> access.counters().nextPosition()))
        .isEqualTo(new Position(1));
  }

  /// The system's temporary folder is not ours to keep deleted rows in.
  @Test
  void nothingSpillsIntoTheTemporaryFolder() {
    assertThat(ask("pragma temp_store")).isEqualTo("2");
  }

  @Test
  void aSyncReachesTheDiskOnMacOsToo() {
    assertThat(ask("pragma fullfsync")).isEqualTo("1");
    assertThat(ask("pragma checkpoint_fullfsync")).isEqualTo("1");
  }

  /// A foreign reader, such as a backup, kept the writer for the whole of SQLite's busy timeout, at
  /// every attempt.
  @Test
  @Timeout(15)
  void aLongReaderDoesNotHoldTheWriterUp() throws Exception {
    putProfile(new byte[1]);
    try (Connection foreign = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = foreign.createStatement()) {
      statement.execute("begin");
      statement.executeQuery("select count(*) from profile").close();
      putProfile(new byte[2]);
      for (int i = 0; i < 6; i++) {
        assertThat(emptied()).isFalse();
      }
      statement.execute("rollback");
    }
    assertThat(emptied()).isTrue();
    assertThat(ask("pragma busy_timeout")).isEqualTo("5000");
  }

  /// The writer sleeps meanwhile: nobody writes, and its own checkpoint is an hour away.
  private boolean emptied() {
    Checkpoints checkpoints = new Checkpoints(sql, Duration.ofHours(1));
    checkpoints.run();
    return !checkpoints.due().isOver(System.nanoTime() + Duration.ofMinutes(1).toNanos());
  }

  private void putProfile(byte[] sealed) {
    boolean _ =
        writer.write(access -> {
          access.tables().profiles().put(ACCOUNT, Bytes.EMPTY, Bytes.wrap(sealed));
          return true;
        });
  }

  private void set(String pragma) {
    assertThat(ask(pragma)).isNotEmpty();
  }

  private String ask(String question) {
    return writer.write(_ -> sql.first(question, row -> row.getString(1)).orElse(""));
  }
}
