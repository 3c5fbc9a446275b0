package org.sealpost.dist;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Lets `java -jar sealpost.jar` find `lib/native` without flags.
///
/// libsignal loads its library by name, and the JVM reads `java.library.path` once, before `main`:
/// a manifest cannot give it and a program cannot change it. So a JVM that was started without it
/// replaces itself by one that has it (`execv`: the same process id, terminal and environment),
/// with the flags of `jvm.options` and, when there is one, the AOT cache. `./sealpost` passes all
/// of these itself and nothing is replaced.
final class Relaunch {
  private static final String LIBRARY_PATH = "java.library.path";

  private Relaunch() {}

  /// Returns at once when the libraries can be found, or when there is no distribution around this
  /// class (an IDE, a test); otherwise does not return unless the replacement fails.
  static void withNativeLibraries() {
    Optional<Path> home = home();
    if (home.isEmpty()) {
      return;
    }
    Path natives = natives(home.get());
    if (System.getProperty("org.sqlite.lib.path") == null) {
      System.setProperty("org.sqlite.lib.path", natives.toString());
    }
    String libraryPath = System.getProperty(LIBRARY_PATH, "");
    if (List.of(libraryPath.split(File.pathSeparator, -1)).contains(natives.toString())) {
      return;
    }
    ProcessHandle.Info self = ProcessHandle.current().info();
    if (self.command().isPresent() && self.arguments().isPresent()) {
      List<String> command = new ArrayList<>();
      command.add(self.command().get());
      command.addAll(flags(home.get()));
      command.addAll(List.of(self.arguments().get()));
      replaceProcess(command);
    }
    System.err.println(
        "sealpost: start it with java -D" + LIBRARY_PATH + "=" + natives + " -jar sealpost.jar");
    System.exit(1);
  }

  /// The folder of the distribution that this class was loaded from.
  private static Optional<Path> home() {
    CodeSource source = Relaunch.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      return Optional.empty();
    }
    try {
      Path folder = Path.of(source.getLocation().toURI()).getParent();
      return Optional.ofNullable(folder).filter(f -> Files.isDirectory(natives(f)));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static Path natives(Path home) {
    return home.resolve("lib").resolve("native");
  }

  private static List<String> flags(Path home) {
    List<String> flags = new ArrayList<>();
    try {
      Files.readAllLines(home.resolve("jvm.options")).stream()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .forEach(flags::add);
    } catch (IOException e) {
      // The flags make it smaller and quieter; it runs without them.
    }
    Path cache = home.resolve("sealpost.aot");
    if (Files.exists(cache)) {
      flags.add("-XX:AOTCache=" + cache);
    }
    flags.add("-D" + LIBRARY_PATH + "=" + natives(home));
    return flags;
  }

  /// Returns only when it failed.
  @SuppressWarnings("restricted") // the manifest of the jar grants native access
  private static void replaceProcess(List<String> command) {
    Linker linker = Linker.nativeLinker();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment arguments =
          arena.allocate(MemoryLayout.sequenceLayout(command.size() + 1L, ADDRESS));
      for (int i = 0; i < command.size(); i++) {
        arguments.setAtIndex(ADDRESS, i, arena.allocateFrom(command.get(i)));
      }
      int ignored =
          (int)
              linker
                  .downcallHandle(
                      linker.defaultLookup().findOrThrow("execv"),
                      FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS))
                  .invokeExact(arguments.getAtIndex(ADDRESS, 0), arguments);
    } catch (Throwable e) {
      // A platform without execv: the caller says what to do.
    }
  }
}
