package org.sealpost.storage.tck.rates;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
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

/// The inbox of an account with one device, filled with random envelopes of 1 KiB.
record MeasuredInbox(Storage storage, Aci account, InboxId inbox) {
  /// What every backend takes in one append.
  static final int MOST_AT_ONCE = 20;

  private static final int BODY_BYTES = 1_024;

  static MeasuredInbox create(Storage storage) {
    MeasuredInbox made =
        new MeasuredInbox(storage, new Aci(UUID.randomUUID()), new InboxId(UUID.randomUUID()));
    RepeatedUseKeys keys = new RepeatedUseKeys(random(64), random(1_600));
    CreateOutcome outcome =
        storage
            .accounts()
            .create(
                new AccountRecord(
                    made.account(),
                    new Pni(UUID.randomUUID()),
                    random(32),
                    1,
                    DevicesVersion.FIRST,
                    random(1_500)),
                new WrappedKey(1, random(60)),
                new DeviceChanges(
                    List.of(new OpenedDevice(made.inbox(), keys, keys)), List.of(), false),
                List.of());
    if (outcome != CreateOutcome.CREATED) {
      throw new IllegalStateException("an account of random ids is taken");
    }
    return made;
  }

  /// One request of so many envelopes.
  void append(int envelopes) {
    AppendOutcome outcome =
        storage
            .inboxes()
            .append(
                account,
                DevicesVersion.FIRST,
                Stream.generate(this::entry).limit(envelopes).toList());
    if (!(outcome instanceof AppendOutcome.Stored)) {
      throw new IllegalStateException("an append was refused");
    }
  }

  private InboxEntry entry() {
    return new InboxEntry(
        inbox,
        new EnvelopeId(UUID.randomUUID()),
        random(BODY_BYTES),
        Instant.now().plus(Duration.ofDays(30)),
        true);
  }

  private static Bytes random(int size) {
    byte[] bytes = new byte[size];
    ThreadLocalRandom.current().nextBytes(bytes);
    return Bytes.wrap(bytes);
  }
}
