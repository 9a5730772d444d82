package dev.spillway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the guide says is shown by a test is shown by one that exists. */
class NamedTestsTest {
  private static final Path PROJECT = Path.of("..");
  private static final Pattern NAME = Pattern.compile("`([A-Z][A-Za-z0-9]*Test)`");
  private static final Pattern STEP = Pattern.compile("(?m)^\\| (\\d+) \\|.*$");

  @Test
  void everyTestThatAPageNamesExists() throws IOException {
    Set<String> named = new TreeSet<>();
    for (Path page : pages()) {
      Matcher found = NAME.matcher(Files.readString(page));
      while (found.find()) {
        named.add(found.group(1));
      }
    }
    assertThat(named).hasSizeGreaterThan(10);
    assertThat(tests()).containsAll(named);
  }

  @Test
  void everyHandStepIsShownByATestOrOpenOrExplained() throws IOException {
    String page = Files.readString(PROJECT.resolve("docs/guide/azure-hand-steps.md"));
    List<String> steps = STEP.matcher(page).results().map(r -> r.group()).toList();
    assertThat(steps).hasSize(41);
    assertThat(steps).allMatch(s -> !s.split("\\|")[4].isBlank());
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(PROJECT.resolve("docs"))) {
      return files.filter(f -> f.toString().endsWith(".md")).toList();
    }
  }

  private static Set<String> tests() throws IOException {
    try (Stream<Path> modules = Files.list(PROJECT)) {
      List<Path> folders =
          modules.map(m -> m.resolve("src/test/java")).filter(Files::isDirectory).toList();
      Set<String> all = new TreeSet<>();
      for (Path folder : folders) {
        try (Stream<Path> files = Files.walk(folder)) {
          all.addAll(
              files
                  .map(f -> f.getFileName().toString())
                  .filter(f -> f.endsWith("Test.java"))
                  .map(f -> f.replace(".java", ""))
                  .collect(Collectors.toSet()));
        }
      }
      return all;
    }
  }
}
