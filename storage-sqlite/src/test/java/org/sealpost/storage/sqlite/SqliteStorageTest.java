package org.sealpost.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
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
      RepeatedUseKeys keys = new RepeatedUseKeys(Bytes.EMPTY, Bytes.EMPTY);
      assertThat(
              storage
                  .accounts()
                  .create(
                      new AccountRecord(
                          account,
                          new Pni(UUID.randomUUID()),
                          Bytes.wrap(new byte[32]),
                          1,
                          DevicesVersion.FIRST,
                          Bytes.wrap(new byte[] {7})),
                      new WrappedKey(1, Bytes.EMPTY),
                      new DeviceChanges(
                          List.of(new OpenedDevice(inbox, keys, keys)), List.of(), false)))
          .isEqualTo(CreateOutcome.CREATED);
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
}
