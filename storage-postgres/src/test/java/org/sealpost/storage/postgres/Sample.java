package org.sealpost.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
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
import org.sealpost.storage.inboxes.Placed;
import org.sealpost.storage.inboxes.Position;
import org.sealpost.storage.inboxes.QueuedEnvelope;
import org.sealpost.storage.prekeys.RepeatedUseKeys;

/// An account with one device, and what is sent to it.
record Sample(Aci account, InboxId inbox) {
  private static final Instant FAR = Instant.parse("2100-01-01T00:00:00Z");

  static Sample create(Storage storage) {
    Sample sample = new Sample(new Aci(UUID.randomUUID()), new InboxId(UUID.randomUUID()));
    RepeatedUseKeys keys = new RepeatedUseKeys(Bytes.EMPTY, Bytes.EMPTY);
    byte[] numberHash = new byte[32];
    numberHash[0] = (byte) sample.account.uuid().hashCode();
    numberHash[1] = (byte) (sample.account.uuid().hashCode() >> 8);
    AccountRecord record =
        new AccountRecord(
            sample.account,
            new Pni(UUID.randomUUID()),
            Bytes.wrap(numberHash),
            1,
            DevicesVersion.FIRST,
            Bytes.EMPTY);
    assertThat(
            storage
                .accounts()
                .create(
                    record,
                    new WrappedKey(1, Bytes.EMPTY),
                    new DeviceChanges(
                        List.of(new OpenedDevice(sample.inbox, keys, keys)), List.of(), false),
                    List.of()))
        .isEqualTo(CreateOutcome.CREATED);
    return sample;
  }

  static EnvelopeId id() {
    return new EnvelopeId(UUID.randomUUID());
  }

  Placed append(Storage storage, EnvelopeId id) {
    return append(storage, id, DevicesVersion.FIRST);
  }

  Placed append(Storage storage, EnvelopeId id, DevicesVersion checked) {
    AppendOutcome outcome =
        storage
            .inboxes()
            .append(
                account,
                checked,
                List.of(new InboxEntry(inbox, id, Bytes.wrap(new byte[100]), FAR, true)));
    assertThat(outcome).isInstanceOf(AppendOutcome.Stored.class);
    return ((AppendOutcome.Stored) outcome).placed().getFirst();
  }

  List<EnvelopeId> queued(Storage storage) {
    return storage.inboxes().read(inbox, Position.START, 1_000, 1 << 20).envelopes().stream()
        .map(QueuedEnvelope::id)
        .toList();
  }
}
