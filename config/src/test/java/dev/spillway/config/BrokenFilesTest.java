package dev.spillway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each broken file under {@code broken/} has its exact error text beside it. */
class BrokenFilesTest {
  private static final Path FOLDER =
      Path.of("src/test/resources/dev/spillway/config/broken").toAbsolutePath();

  static Stream<String> names() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<String> names =
          files
              .map(f -> f.getFileName().toString())
              .filter(n -> n.endsWith(".yaml"))
              .map(n -> n.substring(0, n.length() - 5))
              .sorted()
              .toList();
      return names.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void saysExactlyThis(String name) throws IOException {
    Path expected = FOLDER.resolve(name + ".txt");
    assertThat(errors(name)).isEqualTo(Files.readString(expected).stripTrailing());
  }

  @Test
  void thereAreAtLeastTwenty() throws IOException {
    assertThat(names()).hasSizeGreaterThanOrEqualTo(20);
  }

  /** A file's name decides what it is: those with "controller" are for the controller. */
  private static String errors(String name) {
    Path file = FOLDER.resolve(name + ".yaml");
    Problems problems = new Problems();
    if (name.contains("controller")) {
      ControllerFile.read("controller.yaml", file, problems);
    } else {
      AppFile.read("shop.yaml", file, new Schema(Schemas.appTree(TestTypes.ALL)), problems);
    }
    try {
      problems.refuse();
      return "no problem";
    } catch (ConfigException e) {
      return e.toString();
    }
  }

  static void write(String name) throws IOException {
    Files.writeString(FOLDER.resolve(name + ".txt"), errors(name) + "\n");
  }
}
