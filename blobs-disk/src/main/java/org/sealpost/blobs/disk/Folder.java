package org.sealpost.blobs.disk;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.sealpost.protocol.MediaKey;
import org.sealpost.storage.blobs.BlobsUnavailable;

/// The files of the store: which there are, and how one becomes an object. See the package for what
/// lies where. Safe for any thread.
final class Folder {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path root;
  private final Path objects;
  private final Path unfinished;
  private final Disk disk;

  /// What an upload is.
  sealed interface State {
    record None() implements State {}

    record Open(Path file, long length) implements State {}

    record Published(long length) implements State {}
  }

  /// A folder that was checked: see [OwnFolder].
  Folder(Path root, Disk disk) {
    this.root = root;
    this.objects = root.resolve(OwnFolder.OBJECTS);
    this.unfinished = root.resolve(OwnFolder.UNFINISHED);
    this.disk = disk;
  }

  Path root() {
    return root;
  }

  Path objects() {
    return objects;
  }

  /// A name that no file has.
  Path newWhole() {
    return unfinished.resolve(random() + ".whole");
  }

  /// Makes the empty file of an upload; durable.
  String newPart(MediaKey key) {
    String upload = random();
    Path file = unfinished.resolve(Names.part(key, upload).orElseThrow());
    try {
      disk.create(file).close();
      disk.syncFolder(unfinished);
    } catch (IOException e) {
      throw Faults.of("beginning an upload", e);
    }
    return upload;
  }

  private static String random() {
    byte[] name = new byte[16];
    RANDOM.nextBytes(name);
    return HexFormat.of().formatHex(name);
  }

  State state(MediaKey key, String upload) {
    Optional<Path> file = Names.part(key, upload).map(unfinished::resolve);
    if (file.isEmpty()) {
      return new State.None();
    }
    Optional<Long> part = lengthOf(file.get());
    Optional<Long> object = size(key);
    if (object.isEmpty()) {
      return part.<State>map(length -> new State.Open(file.get(), length))
          .orElseGet(State.None::new);
    }
    // The name of before may have outlived a crash.
    return part.isEmpty() || same(file.get(), file(key))
        ? new State.Published(object.get())
        : new State.None();
  }

  private static boolean same(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException e) {
      return false;
    }
  }

  Optional<Long> size(MediaKey key) {
    return lengthOf(file(key));
  }

  private static Optional<Long> lengthOf(Path file) {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!attributes.isRegularFile()) {
        throw new BlobsUnavailable("the media folder has something else where a file should be");
      }
      return Optional.of(attributes.size());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw Faults.of("looking at a file", e);
    }
  }

  /// Where the object is or would be.
  Path file(MediaKey key) {
    return place(key).file();
  }

  /// No folder on the way there is a link to elsewhere.
  private Names.Place place(MediaKey key) {
    Names.Place place = Names.place(objects, key);
    if (Files.isSymbolicLink(place.first()) || Files.isSymbolicLink(place.leaf())) {
      throw new BlobsUnavailable("the media folder has a symbolic link in it");
    }
    return place;
  }

  /// Publishes a file that was synced; whether it is the key's first. Durable on return.
  boolean publish(Path file, MediaKey key) {
    Names.Place place = place(key);
    try {
      createFolder(place.first(), objects);
      createFolder(place.leaf(), place.first());
      disk.publish(file, place.file());
      disk.syncFolder(place.leaf());
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw Faults.of("publishing", e);
    }
  }

  private void createFolder(Path folder, Path parent) throws IOException {
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      disk.createFolder(folder);
    } catch (FileAlreadyExistsException e) {
      // another thread was first; it may not have synced yet
    }
    disk.syncFolder(parent);
  }

  /// Removes what is not needed any more; a crash may bring it back, and the sweep finds it.
  void forget(Path file) {
    try {
      boolean _ = disk.delete(file);
    } catch (IOException e) {
      throw Faults.of("removing a file", e);
    }
  }

  void delete(MediaKey key) {
    Names.Place place = place(key);
    try {
      if (disk.delete(place.file())) {
        disk.syncFolder(place.leaf());
      }
    } catch (IOException e) {
      throw Faults.of("deleting", e);
    }
  }

  int sweep(Instant before, int max, Set<String> busy) {
    int swept = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(unfinished)) {
      for (Path file : files) {
        if (swept == max) {
          break;
        }
        if (!busy.contains(Names.upload(file)) && isOld(file, before) && disk.delete(file)) {
          swept++;
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw Faults.of("sweeping", e);
    }
    return swept;
  }

  private static boolean isOld(Path file, Instant before) throws IOException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return attributes.isRegularFile()
          && attributes.lastModifiedTime().toInstant().isBefore(before);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  Optional<String> trouble() {
    for (Path needed : new Path[] {objects, unfinished}) {
      if (!Files.isDirectory(needed, LinkOption.NOFOLLOW_LINKS) || !Files.isWritable(needed)) {
        return Optional.of(
            "the media folder "
                + needed
                + " is gone or cannot be written to; is its disk there, and mounted for writing?");
      }
    }
    return Optional.empty();
  }
}
