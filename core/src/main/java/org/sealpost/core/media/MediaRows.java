package org.sealpost.core.media;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AccountDirectory;
import org.sealpost.core.atrest.Keyring;
import org.sealpost.core.stored.proto.ObjectState;
import org.sealpost.core.stored.proto.StoredObjectRow;
import org.sealpost.crypto.AssociatedData;
import org.sealpost.crypto.LookupHashes;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MediaKey;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.Uuids;
import org.sealpost.storage.StorageCorrupt;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.blobs.BlobStore;
import org.sealpost.storage.media.MediaId;
import org.sealpost.storage.media.MediaOutcome;
import org.sealpost.storage.media.MediaOwner;
import org.sealpost.storage.media.MediaRecord;
import org.sealpost.storage.media.MediaStore;

/// Rows of objects: found by a hash of the key, sealed under the key of what belongs to no account,
/// since they must be readable when their account is gone. Safe for any number of threads.
public final class MediaRows {
  /// Each failed attempt means that somebody else's change was written.
  private static final int ATTEMPTS = 20;

  final MediaStore store;
  final MediaRules rules;
  final MediaTotals totals;
  private final AccountDirectory accounts;
  private final Keyring keyring;
  private final LookupHashes hashes;
  private final Clock clock;

  public MediaRows(
      MediaStore store,
      AccountDirectory accounts,
      Keyring keyring,
      LookupHashes hashes,
      MediaRules rules,
      MediaTotals totals,
      Clock clock) {
    this.store = store;
    this.accounts = accounts;
    this.keyring = keyring;
    this.hashes = hashes;
    this.rules = rules;
    this.totals = totals;
    this.clock = clock;
  }

  Instant now() {
    return clock.instant();
  }

  static MediaId id(MediaKey key) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(key.path().getBytes(StandardCharsets.US_ASCII));
      return new MediaId(Bytes.wrap(hash).slice(0, MediaId.BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the JDK has no SHA-256", e);
    }
  }

  /// The row of an object that may be written from now on.
  ///
  /// @param account the pseudonym of the owner's account
  static StoredObjectRow.Builder granted(MediaKey key, Aci owner, Bytes account, Instant ends) {
    return StoredObjectRow.newBuilder()
        .setPath(key.path())
        .setOwner(UnsafeByteOperations.unsafeWrap(owner.toBinary()))
        .setAccount(UnsafeByteOperations.unsafeWrap(account.unsafeArray()))
        .setState(ObjectState.OBJECT_STATE_GRANTED)
        .setGrantEndsMillis(ends.toEpochMilli());
  }

  /// The key of the manifest of a sticker's pack.
  static Optional<MediaKey> manifestOf(MediaKey sticker) {
    int slash = sticker.path().indexOf('/', sticker.path().indexOf('/') + 1);
    return MediaKey.parse(sticker.path().substring(0, slash + 1) + "manifest.proto");
  }

  MediaOwner owner(Aci aci) {
    return new MediaOwner(hashes.mediaOwner(aci).slice(0, MediaOwner.BYTES));
  }

  /// A row as it is.
  Optional<MediaRow> find(MediaKey key) {
    return store.find(id(key)).map(this::open);
  }

  /// A row whose object may be had or written: its account is there, its time is not over.
  Optional<MediaRow> findLive(MediaKey key) {
    return find(key).filter(row -> !row.isOver(now()) && belongs(row, accounts.find(row.owner())));
  }

  /// Whether the account that it was granted to is gone; asked of the store itself.
  boolean isAbandoned(MediaRow row) {
    return !belongs(row, accounts.refresh(row.owner()));
  }

  private static boolean belongs(MediaRow row, Optional<Account> account) {
    return account.filter(is -> is.pseudonym().bytes().equals(row.account())).isPresent();
  }

  /// Writes a new row, due when its grant is settled.
  ///
  /// @param bytes that it takes of the quota until more is known
  /// @param maxBytes that may come
  MediaOutcome create(StoredObjectRow row, long bytes, long maxBytes) {
    MediaKey key = key(row);
    MediaId id = id(key);
    Instant due =
        rules.settledBy(Instant.ofEpochMilli(row.getGrantEndsMillis()), Math.max(bytes, maxBytes));
    return store.create(
        new MediaRecord(id, owner(aci(row)), bytes, due, 1, seal(id, row)), rules.quota());
  }

  /// Writes what becomes of a row. One that is due stays due: who made it so wants it looked at.
  MediaOutcome update(MediaRow row, StoredObjectRow next, long bytes, Instant due) {
    MediaRecord record = row.record();
    return store.update(
        new MediaRecord(
            record.id(),
            record.owner(),
            bytes,
            record.isDue(now()) ? record.dueAt() : due,
            record.revision() + 1,
            seal(record.id(), next)),
        rules.quota());
  }

  /// The object is whole and there: says so in its row. Empty when the row is gone or was to go;
  /// then the object was removed again.
  Optional<MediaRow> stored(MediaRow known, long size, BlobStore blobs) {
    MediaRow row = known;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (row.state() == ObjectState.OBJECT_STATE_STORED) {
        return Optional.of(row);
      }
      if (row.state() != ObjectState.OBJECT_STATE_ENDED && writeStored(row, size)) {
        totals.count(MediaTotals.What.STORED);
        return find(row.key());
      }
      Optional<MediaRow> present =
          find(row.key()).filter(now -> now.state() != ObjectState.OBJECT_STATE_ENDED);
      if (present.isEmpty()) {
        blobs.delete(known.key());
        return Optional.empty();
      }
      row = present.get();
    }
    throw new StorageUnavailable("the row of an object changes too often");
  }

  private boolean writeStored(MediaRow row, long size) {
    StoredObjectRow next =
        row.stored().toBuilder()
            .setState(ObjectState.OBJECT_STATE_STORED)
            .setLength(size)
            .clearUpload()
            .build();
    return update(row, next, size, nextLook(row)) == MediaOutcome.WRITTEN;
  }

  /// What can come at most by the grant of a row.
  long largest(MediaRow row) {
    return row.length().orElse(Math.max(row.record().bytes(), rules.maxAttachmentBytes()));
  }

  /// When the sweep looks at an object next that is there.
  Instant nextLook(MediaRow row) {
    Instant again = now().plus(MediaRules.LOOK_AGAIN);
    return row.until().filter(end -> end.isBefore(again)).orElse(again);
  }

  /// Takes an object out of use; the sweep removes it.
  void end(MediaKey key) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<MediaRow> row = find(key);
      if (row.isEmpty() || row.get().state() == ObjectState.OBJECT_STATE_ENDED) {
        return;
      }
      StoredObjectRow next =
          row.get().stored().toBuilder().setState(ObjectState.OBJECT_STATE_ENDED).build();
      if (update(row.get(), next, row.get().record().bytes(), now()) == MediaOutcome.WRITTEN) {
        return;
      }
    }
    throw new StorageUnavailable("the row of an object changes too often");
  }

  /// Opens a row.
  ///
  /// @throws StorageCorrupt when it is none
  MediaRow open(MediaRecord record) {
    try {
      StoredObjectRow stored =
          StoredObjectRow.parseFrom(keyring.ofRest().open(context(record.id()), record.sealed()));
      return new MediaRow(record, key(stored), aci(stored), stored);
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new StorageCorrupt("the row of an object is none");
    }
  }

  private Bytes seal(MediaId id, StoredObjectRow row) {
    return keyring.ofRest().seal(context(id), row.toByteArray());
  }

  private static AssociatedData context(MediaId id) {
    return new AssociatedData("rest", HexFormat.of().formatHex(id.hash().unsafeArray()), "media");
  }

  private static MediaKey key(StoredObjectRow row) {
    return MediaKey.parse(row.getPath())
        .orElseThrow(() -> new StorageCorrupt("the row of an object has no key"));
  }

  private static Aci aci(StoredObjectRow row) {
    return new Aci(Uuids.fromBytes(row.getOwner().toByteArray()));
  }
}
