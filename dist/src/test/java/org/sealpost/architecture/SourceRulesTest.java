package org.sealpost.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the sources of every module promise to their reader, read as text: also for modules that
/// are not on this one's class path.
class SourceRulesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern VAGUE =
      Pattern.compile(".*(Manager|Helper|Util|Utils|Impl|Common|Misc)\\.java");
  private static final Pattern UNFINISHED =
      Pattern.compile("\\b(TODO|FIXME|XXX)\\b|UnsupportedOperationException");
  private static final Pattern SLEEP = Pattern.compile("\\bThread\\s*\\.\\s*sleep\\s*\\(");

  /// Files fit a few screens.
  private static final int LINES = 450;

  @Test
  void everyPackageSaysWhatItIsForAndIsNullMarked() throws IOException {
    Set<Path> missing = new TreeSet<>();
    for (Path file : sources("main")) {
      Path about = file.resolveSibling("package-info.java");
      if (!Files.exists(about)) {
        missing.add(ROOT.relativize(about));
        continue;
      }
      String text = read(about);
      if (!text.startsWith("///") || !text.contains("@NullMarked")) {
        missing.add(ROOT.relativize(about));
      }
    }

    assertThat(missing).as("package-info.java with a /// comment and @NullMarked").isEmpty();
  }

  @Test
  void namesSayWhatAThingIs() throws IOException {
    assertThat(sources("main", "test"))
        .extracting(file -> file.getFileName().toString())
        .noneMatch(name -> VAGUE.matcher(name).matches());
  }

  @Test
  void nothingIsLeftUnfinished() throws IOException {
    assertThat(sources("main"))
        .allSatisfy(file -> assertThat(read(file)).doesNotContainPattern(UNFINISHED));
  }

  @Test
  void testsWaitForConditionsAndNotForTime() throws IOException {
    assertThat(sources("test"))
        .allSatisfy(file -> assertThat(read(file)).doesNotContainPattern(SLEEP));
  }

  @Test
  void filesFitAFewScreens() throws IOException {
    assertThat(sources("main", "test"))
        .allSatisfy(file -> assertThat(read(file).lines().count()).isLessThanOrEqualTo(LINES));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(file.toString(), e);
    }
  }

  /// All Java files of all modules below `src/<part>/java`.
  private static List<Path> sources(String... parts) throws IOException {
    List<Path> modules;
    try (Stream<Path> children = Files.list(ROOT)) {
      modules = children.filter(child -> Files.exists(child.resolve("pom.xml"))).sorted().toList();
    }
    assertThat(modules).as("modules below " + ROOT).isNotEmpty();
    Stream.Builder<Path> found = Stream.builder();
    for (Path module : modules) {
      for (String part : parts) {
        Path folder = module.resolve("src").resolve(part).resolve("java");
        if (Files.isDirectory(folder)) {
          try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(found);
          }
        }
      }
    }
    return found.build().toList();
  }
}
