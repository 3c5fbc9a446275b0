package org.sealpost.storage.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.IdentityType;
import org.sealpost.storage.groupcommit.Size;
import org.sealpost.storage.groupcommit.Urgency;
import org.sealpost.storage.prekeys.PreKeyCount;
import org.sealpost.storage.prekeys.PreKeyOwner;
import org.sealpost.storage.prekeys.PreKeyStore;
import org.sealpost.storage.prekeys.PreKeyUpload;
import org.sealpost.storage.prekeys.RepeatedUseKeys;
import org.sealpost.storage.prekeys.SealedPreKey;
import org.sealpost.storage.prekeys.TakenKeys;

/// Prekeys. Taking is a write: a one-time key is gone before its answer leaves (promise 8).
final class SqlitePreKeyStore implements PreKeyStore {
  /// Rows that one owner's fetch touches.
  private static final long TAKE_ROWS = 2;

  private final Writer writer;
  private final Readers readers;

  SqlitePreKeyStore(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public boolean publish(PreKeyOwner owner, PreKeyUpload upload) {
    return writer.write(
        Urgency.PROMPT, sizeOf(upload), access -> publish(access.tables(), owner, upload));
  }

  /// The number of the device's inbox, where these are its keys.
  private static Optional<Long> device(Tables tables, PreKeyOwner owner) throws SQLException {
    Optional<Long> inbox = tables.inboxes().living(owner.device());
    return inbox.isPresent() && tables.preKeys().isOf(inbox.get(), owner.identity(), owner.keySet())
        ? inbox
        : Optional.empty();
  }

  private static boolean publish(Tables tables, PreKeyOwner owner, PreKeyUpload upload)
      throws SQLException {
    Optional<Long> device = device(tables, owner);
    if (device.isEmpty()) {
      return false;
    }
    long inbox = device.get();
    IdentityType identity = owner.identity();
    PreKeyTable keys = tables.preKeys();
    if (!upload.ecOneTime().isEmpty()) {
      keys.replaceOneTime(inbox, identity, PreKeyTable.Kind.EC, upload.ecOneTime());
    }
    if (upload.signedPreKey().isPresent()) {
      keys.setSigned(inbox, identity, upload.signedPreKey().get());
    }
    if (!upload.kyberOneTime().isEmpty()) {
      keys.replaceOneTime(inbox, identity, PreKeyTable.Kind.KYBER, upload.kyberOneTime());
    }
    if (upload.lastResortKey().isPresent()) {
      keys.setLastResort(inbox, identity, upload.lastResortKey().get());
    }
    return true;
  }

  private static Size sizeOf(PreKeyUpload upload) {
    long bytes =
        (long) upload.signedPreKey().map(Bytes::size).orElse(0)
            + upload.lastResortKey().map(Bytes::size).orElse(0);
    for (SealedPreKey key : upload.ecOneTime()) {
      bytes += key.sealed().size();
    }
    for (SealedPreKey key : upload.kyberOneTime()) {
      bytes += key.sealed().size();
    }
    return new Size(2 + upload.ecOneTime().size() + upload.kyberOneTime().size(), bytes);
  }

  @Override
  public List<TakenKeys> take(List<PreKeyOwner> owners) {
    List<PreKeyOwner> copy = List.copyOf(owners);
    return writer.write(
        Urgency.PROMPT,
        new Size(TAKE_ROWS * copy.size(), 0),
        access -> {
          List<TakenKeys> taken = new ArrayList<>(copy.size());
          for (PreKeyOwner owner : copy) {
            take(access.tables(), owner).ifPresent(taken::add);
          }
          return taken;
        });
  }

  private static Optional<TakenKeys> take(Tables tables, PreKeyOwner owner) throws SQLException {
    Optional<Long> device = device(tables, owner);
    if (device.isEmpty()) {
      return Optional.empty();
    }
    long inbox = device.get();
    IdentityType identity = owner.identity();
    PreKeyTable keys = tables.preKeys();
    return Optional.of(
        new TakenKeys(
            owner,
            keys.repeatedUse(inbox, identity).orElseThrow(),
            keys.takeOneTime(inbox, identity, PreKeyTable.Kind.EC),
            keys.takeOneTime(inbox, identity, PreKeyTable.Kind.KYBER)));
  }

  @Override
  public PreKeyCount count(PreKeyOwner owner) {
    return readers.read(tables -> {
      Optional<Long> device = device(tables, owner);
      if (device.isEmpty()) {
        return new PreKeyCount(0, 0);
      }
      PreKeyTable keys = tables.preKeys();
      return new PreKeyCount(
          keys.countOneTime(device.get(), owner.identity(), PreKeyTable.Kind.EC),
          keys.countOneTime(device.get(), owner.identity(), PreKeyTable.Kind.KYBER));
    });
  }

  @Override
  public Optional<RepeatedUseKeys> repeatedUse(PreKeyOwner owner) {
    return readers.read(tables -> {
      Optional<Long> device = device(tables, owner);
      return device.isEmpty()
          ? Optional.empty()
          : tables.preKeys().repeatedUse(device.get(), owner.identity());
    });
  }
}
