package org.sealpost.blobs.disk;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.sealpost.storage.blobs.BlobPage;

/// Goes through the folder of objects in the order of its names, one leaf folder in memory at a
/// time. The place between two pages is the path of the last object: `ab/cd/<hex>`.
final class Listing {
  private static final Pattern FAN = Pattern.compile("[0-9a-f]{2}");
  private static final Pattern PLACE = Pattern.compile("([0-9a-f]{2})/([0-9a-f]{2})/([0-9a-f]+)");

  private final Path objects;

  Listing(Path objects) {
    this.objects = objects;
  }

  BlobPage page(Optional<String> after, int max) {
    if (max < 1 || !after.map(place -> PLACE.matcher(place).matches()).orElse(true)) {
      throw new IllegalArgumentException("no page");
    }
    String[] from = after.map(place -> place.split("/", -1)).orElse(new String[] {"", "", ""});
    List<BlobPage.Found> found = new ArrayList<>();
    try {
      for (String first : names(objects, from[0])) {
        boolean sameFirst = first.equals(from[0]);
        if (!FAN.matcher(first).matches()) {
          continue;
        }
        for (String second : names(objects.resolve(first), sameFirst ? from[1] : "")) {
          boolean sameSecond = sameFirst && second.equals(from[1]);
          if (!FAN.matcher(second).matches()) {
            continue;
          }
          Path leaf = objects.resolve(first).resolve(second);
          for (String name : names(leaf, sameSecond ? from[2] : "")) {
            if (sameSecond && name.equals(from[2])) {
              continue;
            }
            object(leaf.resolve(name)).ifPresent(found::add);
            if (found.size() == max) {
              return new BlobPage(found, Optional.of(first + "/" + second + "/" + name));
            }
          }
        }
      }
    } catch (IOException e) {
      throw Faults.of("listing", e);
    }
    return new BlobPage(found, Optional.empty());
  }

  /// The names in a folder from this one on, in order; none when there is no such folder.
  private static Iterable<String> names(Path folder, String from) throws IOException {
    TreeSet<String> names = new TreeSet<>();
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return names;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (name.compareTo(from) >= 0) {
          names.add(name);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      names.clear();
    } catch (DirectoryIteratorException e) {
      throw new IOException(e);
    }
    return names;
  }

  private static Optional<BlobPage.Found> object(Path file) throws IOException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return attributes.isRegularFile()
          ? Names.key(file.getFileName().toString())
              .map(key ->
                  new BlobPage.Found(
                      key, attributes.size(), attributes.lastModifiedTime().toInstant()))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
