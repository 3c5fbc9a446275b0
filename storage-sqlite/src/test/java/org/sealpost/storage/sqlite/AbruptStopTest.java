package org.sealpost.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.inboxes.QueuedEnvelope;
import org.sealpost.storage.prekeys.RepeatedUseKeys;

/// The files as a process leaves them that never closed: what was answered is in them.
class AbruptStopTest {
  @TempDir Path running;
  @TempDir Path copied;

  private final Aci account = new Aci(UUID.randomUUID());
  private final InboxId inbox = new InboxId(UUID.randomUUID());

  @Test
  void everyAppendThatReturnedIsInTheFiles() throws IOException {
    List<EnvelopeId> answered = new ArrayList<>();
    try (Storage storage = open(running)) {
      createAccount(storage);
      for (int i = 0; i < 50; i++) {
        EnvelopeId id = new EnvelopeId(UUID.randomUUID());
        assertThat(append(storage, id)).isInstanceOf(AppendOutcome.Stored.class);
        answered.add(id);
      }
      copyFiles();
    }
    try (Storage storage = open(copied)) {
      assertThat(storage.inboxes().read(inbox, Position.START, 100, 1 << 20).envelopes())
          .extracting(QueuedEnvelope::id)
          .containsExactlyElementsOf(answered);
    }
  }

  private static Storage open(Path folder) {
    return SqliteStorage.open(SqliteConfig.at(folder.resolve("sealpost.db")));
  }

  private void createAccount(Storage storage) {
    RepeatedUseKeys keys = new RepeatedUseKeys(Bytes.EMPTY, Bytes.EMPTY);
    AccountRecord record =
        new AccountRecord(
            account,
            new Pni(UUID.randomUUID()),
            Bytes.wrap(new byte[32]),
            1,
            DevicesVersion.FIRST,
            Bytes.EMPTY);
    DeviceChanges device =
        new DeviceChanges(List.of(new OpenedDevice(inbox, keys, keys)), List.of(), false);
    assertThat(storage.accounts().create(record, new WrappedKey(1, Bytes.EMPTY), device, List.of()))
        .isEqualTo(CreateOutcome.CREATED);
  }

  private AppendOutcome append(Storage storage, EnvelopeId id) {
    InboxEntry entry =
        new InboxEntry(
            inbox,
            id,
            Bytes.wrap(new byte[100]),
            Clock.systemUTC().instant().plusSeconds(600),
            true);
    return storage.inboxes().append(account, DevicesVersion.FIRST, List.of(entry));
  }

  /// The log still has what no checkpoint copied; the index beside it is made anew.
  private void copyFiles() throws IOException {
    for (String name : List.of("sealpost.db", "sealpost.db-wal")) {
      Files.copy(running.resolve(name), copied.resolve(name));
    }
  }
}
