package org.sealpost.storage.tck.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.ServiceId.Pni;
import org.sealpost.storage.Storage;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.CreateOutcome;
import org.sealpost.storage.accounts.DeleteOutcome;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.accounts.FormerAccount;
import org.sealpost.storage.accounts.UpdateOutcome;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.datakeys.WrappedKey;
import org.sealpost.storage.media.MediaId;
import org.sealpost.storage.media.MediaOutcome;
import org.sealpost.storage.media.MediaOwner;
import org.sealpost.storage.media.MediaQuota;
import org.sealpost.storage.media.MediaRecord;

/// What a history need not leave behind, and a copy has to carry: so that each section has some.
final class LeftByAHistory {
  private static final int OBJECTS = 30;

  private LeftByAHistory() {}

  private static Bytes hash() {
    byte[] bytes = new byte[32];
    ThreadLocalRandom.current().nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  static void of(Storage storage, Instant now) {
    Bytes event = Bytes.wrap("pending".getBytes(StandardCharsets.UTF_8));
    storage.audit().add(List.of(new AuditEntry(UUID.randomUUID(), event)));
    reserve(storage, now);
    remember(storage, now);
    keepMedia(storage, now);
  }

  private static AccountRecord account() {
    return new AccountRecord(
        new Aci(UUID.randomUUID()),
        new Pni(UUID.randomUUID()),
        hash(),
        1,
        DevicesVersion.FIRST,
        hash());
  }

  private static void create(Storage storage, AccountRecord record) {
    WrappedKey key = new WrappedKey(storage.dataKeys().oldestGeneration(), hash());
    assertThat(storage.accounts().create(record, key, DeviceChanges.NONE, List.of()))
        .isEqualTo(CreateOutcome.CREATED);
  }

  private static void reserve(Storage storage, Instant now) {
    AccountRecord record = account();
    Aci account = record.aci();
    create(storage, record);
    AccountRecord named =
        new AccountRecord(
            account,
            record.pni(),
            record.numberHash(),
            Optional.of(hash()),
            Optional.of(hash()),
            2,
            DevicesVersion.FIRST,
            hash());
    assertThat(storage.accounts().confirmUsername(named, now, List.of()))
        .isEqualTo(UpdateOutcome.UPDATED);
    assertThat(storage.reservations().reserve(account, List.of(hash()), now, now.plusSeconds(300)))
        .isPresent();
  }

  /// So many of one owner that they come in several pages: what the owner has is their sum.
  static void keepMedia(Storage storage, Instant now) {
    MediaOwner owner = new MediaOwner(hash().slice(0, MediaOwner.BYTES));
    MediaQuota quota = new MediaQuota(1_000, 100);
    for (int i = 0; i < OBJECTS; i++) {
      MediaId id = new MediaId(hash().slice(0, MediaId.BYTES));
      MediaRecord row = new MediaRecord(id, owner, i, now.plusSeconds(i), 1, hash());
      assertThat(storage.media().create(row, quota)).isEqualTo(MediaOutcome.WRITTEN);
      if (i == 0) {
        assertThat(storage.media().update(row.dueAt(MediaRecord.NEVER), quota))
            .isEqualTo(MediaOutcome.WRITTEN);
      }
    }
  }

  private static void remember(Storage storage, Instant now) {
    AccountRecord record = account();
    create(storage, record);
    FormerAccount former = new FormerAccount(record.numberHash(), hash(), now.plusSeconds(300));
    assertThat(
            storage.accounts().delete(record.aci(), 1, List.of(), Optional.of(former), List.of()))
        .isEqualTo(DeleteOutcome.DELETED);
  }
}
