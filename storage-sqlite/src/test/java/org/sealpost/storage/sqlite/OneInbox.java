package org.sealpost.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
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
import org.sealpost.storage.prekeys.RepeatedUseKeys;

/// A new account with one device.
record OneInbox(Storage storage, Aci account, InboxId inbox) {
  private static final Instant LATE = Instant.parse("2100-01-01T00:00:00Z");

  static OneInbox in(Storage storage) {
    OneInbox one =
        new OneInbox(storage, new Aci(UUID.randomUUID()), new InboxId(UUID.randomUUID()));
    RepeatedUseKeys keys = new RepeatedUseKeys(Bytes.EMPTY, Bytes.EMPTY);
    UUID number = UUID.randomUUID();
    AccountRecord record =
        new AccountRecord(
            one.account,
            new Pni(UUID.randomUUID()),
            Bytes.wrap(Arrays.copyOf(number.toString().getBytes(StandardCharsets.UTF_8), 32)),
            1,
            DevicesVersion.FIRST,
            Bytes.EMPTY);
    DeviceChanges opened =
        new DeviceChanges(List.of(new OpenedDevice(one.inbox, keys, keys)), List.of(), false);
    assertThat(storage.accounts().create(record, new WrappedKey(1, Bytes.EMPTY), opened, List.of()))
        .isEqualTo(CreateOutcome.CREATED);
    return one;
  }

  static List<EnvelopeId> ids(int count) {
    return Stream.generate(() -> new EnvelopeId(UUID.randomUUID())).limit(count).toList();
  }

  AppendOutcome append(List<EnvelopeId> ids, int size) {
    List<InboxEntry> entries =
        ids.stream()
            .map(id -> new InboxEntry(inbox, id, Bytes.wrap(new byte[size]), LATE, true))
            .toList();
    return storage.inboxes().append(account, DevicesVersion.FIRST, entries);
  }

  int acknowledge(List<EnvelopeId> ids) {
    return storage.inboxes().acknowledge(inbox, ids);
  }
}
