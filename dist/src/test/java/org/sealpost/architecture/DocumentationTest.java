package org.sealpost.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The repository's pages point at what is there: links with their anchors, paths and tests that
/// are named, and every module has a page of its own.
class DocumentationTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Set<String> NOT_OURS = Set.of("target", ".git", "sealpost-data");

  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^()\\s]+)\\)");
  private static final Pattern REFERENCE = Pattern.compile("(?m)^\\[[^\\]]+]: (\\S+)");
  private static final Pattern ELSEWHERE = Pattern.compile("(?i)[a-z][a-z0-9+.-]*:.*");
  private static final Pattern FENCE = Pattern.compile("(?ms)^ *(```|~~~).*?^ *\\1[^\\n]*$");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.*?) *#*$");
  private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
  private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)+/?");
  private static final Pattern TEST_NAME =
      Pattern.compile("([A-Z][A-Za-z0-9]*(?<!Under)Test)(?:\\.([a-z][A-Za-z0-9]*))?");

  @Test
  void everyRelativeLinkResolvesWithItsAnchor() throws IOException {
    Set<String> broken = new TreeSet<>();
    int links = 0;
    for (Path page : pages()) {
      String text = withoutCode(read(page));
      for (Pattern form : List.of(LINK, REFERENCE)) {
        Matcher link = form.matcher(text);
        while (link.find()) {
          links++;
          if (!ELSEWHERE.matcher(link.group(1)).matches() && !resolves(page, link.group(1))) {
            broken.add(ROOT.relativize(page) + " -> " + link.group(1));
          }
        }
      }
    }

    assertThat(links).isPositive();
    assertThat(broken).as("links that lead nowhere").isEmpty();
  }

  /// A path in backticks whose first part is one of the repository's. What a build or a server
  /// makes is not there yet.
  @Test
  void everyPathThatIsNamedExists() throws IOException {
    Set<String> missing = new TreeSet<>();
    for (Path page : pages()) {
      Matcher code = CODE.matcher(FENCE.matcher(read(page)).replaceAll(""));
      while (code.find()) {
        String path = code.group(1);
        boolean ours =
            PATH.matcher(path).matches()
                && Files.isDirectory(ROOT.resolve(path.substring(0, path.indexOf('/'))))
                && !("/" + path + "/").contains("/target/");
        if (ours && !Files.exists(ROOT.resolve(path)) && !Files.exists(page.resolveSibling(path))) {
          missing.add(ROOT.relativize(page) + " names " + path);
        }
      }
    }

    assertThat(missing).isEmpty();
  }

  @Test
  void everyTestThatIsNamedExists() throws IOException {
    Map<String, String> tests = new HashMap<>();
    for (Path file : files(".java")) {
      String name = file.getFileName().toString().replace(".java", "");
      if (name.endsWith("Test")) {
        tests.merge(name, read(file), String::concat);
      }
    }
    Set<String> missing = new TreeSet<>();
    for (Path page : pages()) {
      Matcher code = CODE.matcher(read(page));
      while (code.find()) {
        Matcher test = TEST_NAME.matcher(code.group(1));
        if (test.matches()
            && (!tests.containsKey(test.group(1))
                || (test.group(2) != null
                    && !tests.get(test.group(1)).contains(" " + test.group(2) + "(")))) {
          missing.add(ROOT.relativize(page) + " names " + code.group(1));
        }
      }
    }

    assertThat(missing).isEmpty();
  }

  @Test
  void everyModuleSaysWhatItIsForAndHowItIsTested() throws IOException {
    Set<String> without = new TreeSet<>();
    for (Path pom : files("pom.xml")) {
      Path page = pom.resolveSibling("README.md");
      if (!ROOT.equals(pom.getParent()) && (!Files.exists(page) || !read(page).contains("mvn "))) {
        without.add(ROOT.relativize(page).toString());
      }
    }

    assertThat(without).as("a README.md with the command that tests the module").isEmpty();
  }

  private static boolean resolves(Path page, String target) throws IOException {
    int hash = target.indexOf('#');
    String path =
        URLDecoder.decode(hash < 0 ? target : target.substring(0, hash), StandardCharsets.UTF_8);
    Path file = path.isEmpty() ? page : page.resolveSibling(path).normalize();
    if (!file.startsWith(ROOT) || !Files.exists(file)) {
      return false;
    }
    return hash < 0
        || (file.toString().endsWith(".md")
            && anchors(read(file)).contains(target.substring(hash + 1)));
  }

  /// As GitHub makes them of headings.
  private static Set<String> anchors(String page) {
    Map<String, Integer> seen = new TreeMap<>();
    Set<String> anchors = new HashSet<>();
    Matcher heading = HEADING.matcher(FENCE.matcher(page).replaceAll(""));
    while (heading.find()) {
      String slug =
          heading
              .group(1)
              .replaceAll("\\[([^\\]]*)]\\([^)]*\\)", "$1")
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N}_ -]", "")
              .replace(' ', '-');
      int before = seen.merge(slug, 1, Integer::sum) - 1;
      anchors.add(before == 0 ? slug : slug + "-" + before);
    }
    return anchors;
  }

  private static String withoutCode(String page) {
    return CODE.matcher(FENCE.matcher(page).replaceAll("")).replaceAll("code");
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = files(".md");
    assertThat(pages).contains(ROOT.resolve("README.md"));
    return pages;
  }

  private static List<Path> files(String ending) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return NOT_OURS.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(ending)) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return found.stream().sorted().toList();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
