package org.sealpost.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The built distribution, started as a person would: runs after `package`.
class DistributionTest {
  private static final Path HOME = Path.of("target/sealpost").toAbsolutePath();
  private static final Path JAR = HOME.resolve("sealpost.jar");

  private record Run(int status, String out, String err) {}

  @Test
  void helpNeedsNoFlags() throws Exception {
    Run run = java("-jar", JAR.toString(), "help");

    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.out()).contains("Usage: sealpost");
  }

  @Test
  void statusOfTheCommandIsTheStatusOfTheProcess() throws Exception {
    Run run = java("-jar", JAR.toString(), "no-such-command");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("no-such-command").doesNotContain("\tat ");
  }

  @Test
  void librariesAreLoadedFromTheDistributionWithoutFlags() throws Exception {
    Run run =
        java(
            "-cp",
            JAR + File.pathSeparator + probeClasses(),
            "--enable-native-access=ALL-UNNAMED",
            LibrariesProbe.class.getName());

    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains("opened", "zkgroup public parameters: ", "SQLite 3.")
        .contains("loaded " + HOME.resolve("lib/native/libsignal_jni.so"))
        .contains("loaded " + HOME.resolve("lib/native/libsqlitejdbc.so"));
  }

  @Test
  void everyJarOfTheClassPathIsThereAndNoOther() throws Exception {
    try (JarFile jar = new JarFile(JAR.toFile());
        Stream<Path> lib = Files.list(HOME.resolve("lib"))) {
      String classPath = jar.getManifest().getMainAttributes().getValue("Class-Path");

      assertThat(classPath.split(" "))
          .containsExactlyInAnyOrderElementsOf(
              lib.filter(Files::isRegularFile).map(file -> "lib/" + file.getFileName()).toList());
      assertThat(jar.getManifest().getMainAttributes().getValue("Enable-Native-Access"))
          .isEqualTo("ALL-UNNAMED");
    }
  }

  @Test
  void itIsSmallAndCarriesNoForeignNatives() throws Exception {
    List<Path> files;
    try (Stream<Path> all = Files.walk(HOME)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    long bytes = 0;
    for (Path file : files) {
      if (!file.toString().endsWith(".aot")) {
        bytes += Files.size(file);
      }
    }

    assertThat(bytes).isLessThan(100_000_000L);
    assertThat(files)
        .extracting(file -> file.getFileName().toString())
        .noneMatch(name -> name.endsWith(".dll") || name.contains("testing"));
  }

  private static Path probeClasses() throws Exception {
    // A folder on the class path would switch an AOT cache off; a probe does not care.
    return Path.of(
        LibrariesProbe.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static Run java(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile("sealpost", ".out");
    Path err = Files.createTempFile("sealpost", ".err");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      if (!process.waitFor(120, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command + " did not end");
      }
      return new Run(
          process.exitValue(),
          Files.readString(out, StandardCharsets.UTF_8),
          Files.readString(err, StandardCharsets.UTF_8));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }
}
