package org.sealpost.blobs.disk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MediaKey;
import org.sealpost.storage.StorageRefused;
import org.sealpost.storage.blobs.AppendOutcome;
import org.sealpost.storage.blobs.BlobPage;
import org.sealpost.storage.blobs.BlobStore;
import org.sealpost.storage.blobs.BlobsUnavailable;
import org.sealpost.storage.blobs.WriteOutcome;

/// Keeps objects as files of one folder, which is this store's alone. A call holds one piece of 64
/// KiB; files are synced while they grow, so that the last sync of a large one is short.
public final class DiskBlobs implements BlobStore {
  private final Folder folder;
  private final Room room;
  private final Writing writing;

  /// Uploads that some thread is appending to.
  private final Set<String> busy = ConcurrentHashMap.newKeySet();

  DiskBlobs(Folder folder, Disk disk, long minFreeBytes) {
    this.folder = folder;
    this.room = new Room(disk, minFreeBytes);
    this.writing = new Writing(disk);
  }

  /// Opens the store, and makes its folder where there is none.
  ///
  /// @param minFreeBytes what stays free on the disk: a write that would leave less is refused
  /// @throws StorageRefused when the folder cannot be made or is somebody else's
  public static DiskBlobs open(Path folder, long minFreeBytes) {
    if (minFreeBytes < 0) {
      throw new IllegalArgumentException("a reserve is no less than nothing");
    }
    Path root = OwnFolder.take(folder);
    try {
      Disk disk = new Disk(root);
      return new DiskBlobs(new Folder(root, disk), disk, minFreeBytes);
    } catch (IOException e) {
      throw new StorageRefused("The media folder %s cannot be used.".formatted(folder));
    }
  }

  @Override
  public WriteOutcome write(MediaKey key, long length, Optional<Bytes> sha256, InputStream bytes)
      throws IOException {
    if (length < 1) {
      throw new IllegalArgumentException("an object has at least one byte");
    }
    if (folder.size(key).isPresent()) {
      return WriteOutcome.EXISTS;
    }
    Path file = folder.newWhole();
    try (Room.Place place = room.take(length)) {
      Optional<Bytes> hash = writing.whole(file, length, bytes, place);
      if (hash.isEmpty()) {
        return WriteOutcome.TOO_SHORT;
      }
      if (sha256.isPresent() && !sha256.get().equals(hash.get())) {
        return WriteOutcome.OTHER_DIGEST;
      }
      return folder.publish(file, key) ? WriteOutcome.WRITTEN : WriteOutcome.EXISTS;
    } finally {
      folder.forget(file);
    }
  }

  @Override
  public String begin(MediaKey key) {
    // Refused now rather than when the first byte comes.
    room.take(1).close();
    return folder.newPart(key);
  }

  @Override
  public Optional<Long> offset(MediaKey key, String upload) {
    return switch (folder.state(key, upload)) {
      case Folder.State.None() -> Optional.empty();
      case Folder.State.Open(Path _, long length) -> Optional.of(length);
      case Folder.State.Published(long length) -> Optional.of(length);
    };
  }

  @Override
  public AppendOutcome append(
      MediaKey key, String upload, long offset, long total, InputStream bytes) throws IOException {
    if (total < 1 || offset < 0 || offset > total) {
      throw new IllegalArgumentException("an offset is within the total");
    }
    // The same upload by another name of the key cannot be: its file is the key's.
    if (!busy.add(upload)) {
      throw new BlobsUnavailable("somebody else is appending to this upload");
    }
    try {
      return switch (folder.state(key, upload)) {
        case Folder.State.None() -> new AppendOutcome.Unknown();
        case Folder.State.Published(long length) ->
            length == offset
                ? new AppendOutcome.Published()
                : new AppendOutcome.OtherOffset(length);
        case Folder.State.Open(Path file, long length) ->
            length == offset
                ? append(key, file, offset, total, bytes)
                : new AppendOutcome.OtherOffset(length);
      };
    } finally {
      busy.remove(upload);
    }
  }

  private AppendOutcome append(MediaKey key, Path file, long offset, long total, InputStream bytes)
      throws IOException {
    long reached;
    try (Room.Place place = room.take(total - offset)) {
      reached = offset + writing.more(file, total - offset, bytes, place);
    }
    if (reached < total) {
      return new AppendOutcome.Kept(reached);
    }
    if (!folder.publish(file, key)) {
      return new AppendOutcome.Unknown();
    }
    folder.forget(file);
    return new AppendOutcome.Published();
  }

  @Override
  public void abandon(MediaKey key, String upload) {
    switch (folder.state(key, upload)) {
      case Folder.State.None(), Folder.State.Published _ -> {}
      case Folder.State.Open(Path file, long _) -> folder.forget(file);
    }
  }

  @Override
  public Optional<Long> size(MediaKey key) {
    return folder.size(key);
  }

  @Override
  public Optional<InputStream> read(MediaKey key, long first, long length) {
    return Reading.open(folder.file(key), first, length);
  }

  @Override
  public void delete(MediaKey key) {
    folder.delete(key);
  }

  @Override
  public BlobPage list(Optional<String> after, int max) {
    return new Listing(folder.objects()).page(after, max);
  }

  @Override
  public int sweepUnfinished(Instant before, int max) {
    return folder.sweep(before, max, busy);
  }

  @Override
  public Optional<String> trouble() {
    return folder
        .trouble()
        .or(() -> {
          try {
            return room.left() < 0
                ? Optional.of(
                    "the disk of the media folder "
                        + folder.root()
                        + " has only its reserve left; uploads are refused until there is more room")
                : Optional.empty();
          } catch (BlobsUnavailable e) {
            return Optional.of(
                "the disk of the media folder " + folder.root() + " does not answer");
          }
        });
  }

  @Override
  public void close() {
    // No file is open between calls.
  }
}
