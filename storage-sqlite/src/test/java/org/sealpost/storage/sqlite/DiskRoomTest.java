package org.sealpost.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.groupcommit.Limits;
import org.sealpost.storage.inboxes.AppendOutcome;

/// An inbox can always be emptied: appends stop before the disk is full.
@Timeout(60)
class DiskRoomTest {
  private static final long MIB = 1 << 20;
  private static final Limits IMPATIENT =
      new Limits(Limits.DEFAULT.queued(), Limits.DEFAULT.batch(), Duration.ofMillis(5));

  @TempDir Path folder;

  @Test
  void appendsStopBeforeAcknowledgementsDo() {
    AtomicLong usable = new AtomicLong(1_000 * MIB);
    SqliteConfig config =
        SqliteConfig.forTests(folder.resolve("sealpost.db")).withCommits(IMPATIENT);
    try (SqliteStorage storage =
        SqliteStorage.open(config, () -> {}, new DiskRoom(usable::get, MIB))) {
      OneInbox inbox = OneInbox.in(storage);
      List<EnvelopeId> queued = OneInbox.ids(60);
      inbox.append(queued, 50_000);
      usable.set(2 * MIB - 1);
      awaitRefusal(inbox);

      assertThat(inbox.acknowledge(queued.subList(0, 10))).isEqualTo(10);
      assertThatThrownBy(() -> inbox.append(OneInbox.ids(1), 10))
          .as("half a MiB is free inside")
          .isInstanceOf(StorageUnavailable.class);
      assertThat(inbox.acknowledge(queued)).isEqualTo(50);

      awaitRoom(inbox); // inside
      usable.set(MIB - 1);
      awaitRefusal(inbox);
      usable.set(1_000 * MIB);
      awaitRoom(inbox);
    }
  }

  /// The disk is asked every few milliseconds, the database after its commits.
  private static void awaitRefusal(OneInbox inbox) {
    while (isAccepted(inbox)) {
      assertThat(Thread.currentThread().isInterrupted()).isFalse(); // by the timeout
    }
  }

  private static void awaitRoom(OneInbox inbox) {
    while (!isAccepted(inbox)) {
      assertThat(Thread.currentThread().isInterrupted()).isFalse(); // by the timeout
    }
  }

  private static boolean isAccepted(OneInbox inbox) {
    try {
      List<EnvelopeId> one = OneInbox.ids(1);
      return inbox.append(one, 10) instanceof AppendOutcome.Stored && inbox.acknowledge(one) >= 0;
    } catch (StorageUnavailable e) {
      return false;
    }
  }
}
