package org.sealpost.client.terminal;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/// What a file is called here that somebody else named. Nothing of theirs is a path: only letters,
/// digits and a few signs are left, none of them first that would hide the file.
final class SafeName {
  private static final int MAX_CHARS = 80;
  private static final int MAX_EXTENSION = 12;
  private static final int TRIES = 10_000;

  /// Devices, on a system that reads them in any folder.
  private static final Set<String> DEVICES =
      Set.of(
          "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7",
          "com8", "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9");

  private SafeName() {}

  static String of(String told) {
    String last = told.substring(Math.max(told.lastIndexOf('/'), told.lastIndexOf('\\')) + 1);
    String plain =
        last.replaceAll("[^A-Za-z0-9._-]+", "_")
            .replaceAll("^[._-]+", "")
            .replaceAll("[._-]+$", "");
    int dot = plain.lastIndexOf('.');
    String extension = dot > 0 && plain.length() - dot <= MAX_EXTENSION ? plain.substring(dot) : "";
    String stem = plain.substring(0, plain.length() - extension.length());
    String shortStem = stem.substring(0, Math.min(stem.length(), MAX_CHARS - extension.length()));
    String first = shortStem.split("\\.", 2)[0].toLowerCase(Locale.ROOT);
    if (shortStem.isEmpty() || DEVICES.contains(first)) {
      return "file" + (shortStem.isEmpty() ? "" : "-" + shortStem) + extension;
    }
    return shortStem + extension;
  }

  /// An empty file of that name, or of that name with a number, that was not there before.
  static Path reserve(Path folder, String name) throws IOException {
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    String extension = dot > 0 ? name.substring(dot) : "";
    for (int number = 1; number <= TRIES; number++) {
      Path path = folder.resolve(number == 1 ? name : stem + "-" + number + extension);
      try {
        return Files.createFile(path);
      } catch (FileAlreadyExistsException e) {
        // The next number.
      }
    }
    throw new IOException("the folder has too many files of that name");
  }
}
