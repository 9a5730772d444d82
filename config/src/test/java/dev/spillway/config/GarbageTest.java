package dev.spillway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** Whatever stands in a file, the answer is an app or a list of problems. */
class GarbageTest {
  private static final Schema APP = new Schema(Schemas.appTree(TestTypes.ALL));
  private static final Schema CONTROLLER = new Schema(Schemas.controllerTree());
  private static final String GOOD = read("every-key.yaml");

  @Property(tries = 400, shrinking = ShrinkingMode.OFF)
  void anyBytes(@ForAll byte[] bytes) {
    judge(bytes);
  }

  @Property(tries = 400, shrinking = ShrinkingMode.OFF)
  void anyYamlLikeText(@ForAll("pieces") String text) {
    judge(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A good file with a piece cut out and something else put there. */
  @Property(tries = 500, shrinking = ShrinkingMode.OFF)
  void aGoodFileWithAWound(
      @ForAll("pieces") String piece, @ForAll("places") int from, @ForAll("lengths") int length) {
    int to = Math.min(GOOD.length(), from + length);
    judge((GOOD.substring(0, from) + piece + GOOD.substring(to)).getBytes(StandardCharsets.UTF_8));
  }

  @Property(tries = 1)
  void deepAndLongThings() {
    for (String piece :
        List.of("[", "{a: ", "- ", "? ", "&a [*a, ", "'", "!!", "%", "\0", "\ud800")) {
      judge(piece.repeat(20_000).getBytes(StandardCharsets.UTF_8));
    }
    judge(("health: { rise: 1" + "0".repeat(5000) + " }").getBytes(StandardCharsets.UTF_8));
    judge(("budget: " + "9".repeat(5000) + " USD/month").getBytes(StandardCharsets.UTF_8));
  }

  private static void judge(byte[] bytes) {
    Problems problems = new Problems();
    YamlText.decode("x.yaml", bytes, problems)
        .flatMap(text -> YamlParser.parse("x.yaml", text, problems))
        .ifPresent(d -> {
          Steps.check(d, APP, problems);
          new AppChecks(d, problems).run();
          Steps.check(d, CONTROLLER, new Problems());
          new ControllerChecks(d, new Problems()).run();
          if (problems.isEmpty()) {
            assertThat(AppMapping.app(d).sites()).isNotEmpty();
          }
        });
    problems.list().forEach(p -> assertThat(p.line()).isPositive());
    problems.list().forEach(p -> assertThat(p.found()).isNotBlank());
  }

  @Provide
  Arbitrary<String> pieces() {
    Arbitrary<String> words =
        Arbitraries.of(
            "app",
            "sites",
            "hq",
            "role",
            "private",
            "public",
            "capacity",
            "400/s",
            "instance",
            "policy",
            "type",
            "ssh",
            "null",
            "~",
            "true",
            "1e999",
            ".inf",
            "-0",
            "0x1F",
            "0o17",
            "${env:",
            "${service:db}",
            "}",
            "&a",
            "*a",
            "<<",
            "!!int",
            "|",
            ">",
            "#",
            "'",
            "\"");
    Arbitrary<String> marks =
        Arbitraries.of(": ", "\n", "\n  ", "- ", "[", "]", "{", "}", ",", "\t");
    Arbitrary<String> any = Arbitraries.strings().ofMaxLength(3);
    return Arbitraries.oneOf(words, marks, marks, any)
        .list()
        .ofMaxSize(30)
        .map(l -> String.join("", l));
  }

  @Provide
  Arbitrary<Integer> places() {
    return Arbitraries.integers().between(0, GOOD.length());
  }

  @Provide
  Arbitrary<Integer> lengths() {
    return Arbitraries.integers().between(0, 40);
  }

  private static String read(String name) {
    try {
      return Files.readString(Path.of("src/test/resources/dev/spillway/config", name));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
