package org.sealpost.storage.tck;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.ServiceId.Pni;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.DeviceChanges.OpenedDevice;
import org.sealpost.storage.accounts.DevicesVersion;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.datakeys.WrappedKey;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.media.MediaId;
import org.sealpost.storage.media.MediaOwner;
import org.sealpost.storage.prekeys.RepeatedUseKeys;
import org.sealpost.storage.prekeys.SealedPreKey;

/// Values that differ from one another, where a case does not care which they are.
final class Samples {
  private Samples() {}

  static Bytes bytes(int size) {
    byte[] bytes = new byte[size];
    ThreadLocalRandom.current().nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  /// A keyed hash.
  static Bytes hash() {
    return bytes(32);
  }

  static Aci aci() {
    return new Aci(UUID.randomUUID());
  }

  static InboxId inbox() {
    return new InboxId(UUID.randomUUID());
  }

  static EnvelopeId id() {
    return new EnvelopeId(UUID.randomUUID());
  }

  static List<EnvelopeId> ids(int count) {
    return IntStream.range(0, count).mapToObj(_ -> id()).toList();
  }

  static MediaId mediaId() {
    return new MediaId(bytes(MediaId.BYTES));
  }

  static MediaOwner mediaOwner() {
    return new MediaOwner(bytes(MediaOwner.BYTES));
  }

  static RepeatedUseKeys repeatedUse() {
    return new RepeatedUseKeys(bytes(60), bytes(120));
  }

  static OpenedDevice device() {
    return new OpenedDevice(inbox(), repeatedUse(), repeatedUse());
  }

  static WrappedKey wrappedKey() {
    return new WrappedKey(1, bytes(60));
  }

  static AuditEntry auditEntry() {
    return new AuditEntry(UUID.randomUUID(), bytes(90));
  }

  static List<AuditEntry> audit(int count) {
    return IntStream.range(0, count).mapToObj(_ -> auditEntry()).toList();
  }

  static Pni pni() {
    return new Pni(UUID.randomUUID());
  }

  static AccountRecord account() {
    return new AccountRecord(aci(), pni(), hash(), 1, DevicesVersion.FIRST, bytes(100));
  }

  static List<SealedPreKey> preKeys(int count) {
    return IntStream.range(0, count)
        .mapToObj(_ -> new SealedPreKey(ThreadLocalRandom.current().nextLong(), bytes(50)))
        .toList();
  }
}
