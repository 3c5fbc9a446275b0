package org.sealpost.blobs.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.protocol.MediaKey;
import org.sealpost.storage.StorageRefused;
import org.sealpost.storage.blobs.BlobsUnavailable;
import org.sealpost.storage.tck.blobs.SeededContent;

/// The folder is the store's alone, its files are its owner's alone, and nothing leads out of it.
class OwnFolderTest {
  private static final MediaKey KEY =
      MediaKey.parse("attachments/ABCDEFGHIJ-_56789012").orElseThrow();

  @TempDir private Path folder;

  private DiskBlobs open() {
    return DiskBlobs.open(folder.resolve("media"), 0);
  }

  private Path write(DiskBlobs store) throws IOException {
    store.write(KEY, 10, Optional.empty(), new SeededContent(1, 10).stream());
    return Names.place(folder.resolve("media/objects"), KEY).file();
  }

  @Test
  void everythingIsItsOwnersAlone() throws Exception {
    try (DiskBlobs store = open()) {
      write(store);
      store.begin(KEY);
      Path root = folder.resolve("media");
      try (Stream<Path> all = Files.walk(root)) {
        for (Path path : all.filter(p -> !p.endsWith("sealpost-blobs")).toList()) {
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
              .as(path.toString())
              .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
        }
      }
    }
  }

  @Test
  void namesAreHexadecimalAndGiveTheKeyBack() throws Exception {
    try (DiskBlobs store = open()) {
      Path file = write(store);
      assertThat(file).isRegularFile();
      assertThat(folder.resolve("media/objects").relativize(file).toString())
          .matches("[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]+");
      assertThat(Names.key(file.getFileName().toString())).contains(KEY);
    }
    assertThat(Stream.of("", "0", "zz", "6162", "2e2e2f", "61".repeat(500)).map(Names::key))
        .allMatch(Optional::isEmpty);
  }

  @Test
  void anUploadIsNoPath() throws Exception {
    try (DiskBlobs store = open()) {
      for (String upload :
          List.of("", "../objects", "a".repeat(33), "/etc/passwd", "A".repeat(32), "..")) {
        assertThat(store.offset(KEY, upload)).isEmpty();
        store.abandon(KEY, upload);
      }
    }
  }

  @Test
  void strangersFilesAreLeftAlone() throws Exception {
    Path mine = folder.resolve("mine");
    Files.createDirectory(mine);
    Files.writeString(mine.resolve("letter"), "dear");
    assertThat(catchThrowable(() -> DiskBlobs.open(mine, 0)))
        .isInstanceOf(StorageRefused.class)
        .hasMessageContaining("not the server's");
    assertThat(mine).isDirectoryContaining("glob:**letter");
    Files.delete(mine.resolve("letter"));
    Files.createDirectory(mine.resolve("lost+found"));
    DiskBlobs.open(mine, 0).close();
    DiskBlobs.open(mine, 0).close();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(mine)))
        .isEqualTo("rwx------");

    Files.writeString(folder.resolve("file"), "");
    assertThat(catchThrowable(() -> DiskBlobs.open(folder.resolve("file"), 0)))
        .isInstanceOf(StorageRefused.class);
    Files.writeString(mine.resolve("sealpost-blobs"), "2\n");
    assertThat(catchThrowable(() -> DiskBlobs.open(mine, 0)))
        .isInstanceOf(StorageRefused.class)
        .hasMessageContaining("newer");
    Files.writeString(mine.resolve("sealpost-blobs"), "");
    DiskBlobs.open(mine, 0).close();
    Files.setPosixFilePermissions(mine, PosixFilePermissions.fromString("rwxrwx---"));
    assertThat(catchThrowable(() -> DiskBlobs.open(mine, 0)))
        .isInstanceOf(StorageRefused.class)
        .hasMessageContaining("chmod 700");
  }

  @Test
  void noLinkLeadsOut() throws Exception {
    Path outside = folder.resolve("outside");
    try (DiskBlobs store = open()) {
      Path file = write(store);
      Files.delete(file);
      Files.writeString(outside, "secret");
      Files.createSymbolicLink(file, outside);
      assertThat(catchThrowable(() -> store.read(KEY, 0, 1))).isInstanceOf(BlobsUnavailable.class);
      assertThat(catchThrowable(() -> store.size(KEY))).isInstanceOf(BlobsUnavailable.class);
      assertThat(store.list(Optional.empty(), 10).objects()).isEmpty();
      Files.delete(file);

      Path leaf = file.getParent();
      Files.delete(leaf);
      Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
      Files.createSymbolicLink(leaf, elsewhere);
      assertThat(catchThrowable(() -> write(store))).isInstanceOf(BlobsUnavailable.class);
      assertThat(elsewhere).isEmptyDirectory();
      assertThat(catchThrowable(() -> store.delete(KEY))).isInstanceOf(BlobsUnavailable.class);
    }
    Path unfinished = folder.resolve("media/unfinished");
    Files.delete(unfinished);
    Files.createSymbolicLink(unfinished, Files.createDirectory(folder.resolve("away")));
    assertThat(catchThrowable(this::open)).isInstanceOf(StorageRefused.class);
  }

  @Test
  void aFolderThatIsGoneIsTrouble() throws Exception {
    try (DiskBlobs store = open()) {
      assertThat(store.trouble()).isEmpty();
      Files.delete(folder.resolve("media/unfinished"));
      assertThat(store.trouble().orElseThrow()).contains("gone");
      assertThat(catchThrowable(() -> write(store)))
          .isInstanceOf(BlobsUnavailable.class)
          .hasNoCause();
    }
  }
}
