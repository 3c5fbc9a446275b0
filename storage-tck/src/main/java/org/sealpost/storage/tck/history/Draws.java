package org.sealpost.storage.tck.history;

import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.sealpost.protocol.Bytes;
import org.sealpost.storage.accounts.DeviceChanges.OpenedDevice;
import org.sealpost.storage.audit.AuditEntry;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.prekeys.RepeatedUseKeys;
import org.sealpost.storage.prekeys.SealedPreKey;

/// Everything that a history draws: the same seed and the same questions give the same answers.
final class Draws {
  private final Random random;

  Draws(long seed) {
    this.random = new Random(seed);
  }

  Random random() {
    return random;
  }

  boolean chance(double share) {
    return random.nextDouble() < share;
  }

  /// Both bounds included.
  int between(int low, int high) {
    return low + random.nextInt(high - low + 1);
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  Bytes bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  /// A keyed hash.
  Bytes hash() {
    return bytes(32);
  }

  List<Bytes> hashes(int count) {
    return IntStream.range(0, count).mapToObj(_ -> hash()).toList();
  }

  UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  /// None, mostly.
  List<AuditEntry> audit() {
    int count = chance(0.7) ? 0 : between(1, 2);
    return IntStream.range(0, count).mapToObj(_ -> auditEntry()).toList();
  }

  AuditEntry auditEntry() {
    return new AuditEntry(uuid(), bytes(between(0, 200)));
  }

  OpenedDevice device() {
    return new OpenedDevice(new InboxId(uuid()), repeatedUse(), repeatedUse());
  }

  RepeatedUseKeys repeatedUse() {
    return new RepeatedUseKeys(bytes(40), bytes(60));
  }

  List<SealedPreKey> preKeys(int count) {
    return IntStream.range(0, count)
        .mapToObj(_ -> new SealedPreKey(random.nextLong(), bytes(30)))
        .toList();
  }
}
