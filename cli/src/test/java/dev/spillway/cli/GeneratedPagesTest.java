package dev.spillway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Pages and schemas that are made from the code are as the code would make them now. */
class GeneratedPagesTest {
  @TestFactory
  List<DynamicTest> everyGeneratedPageIsFresh() {
    return SchemaCommand.generated().entrySet().stream()
        .map(page ->
            DynamicTest.dynamicTest(
                page.getKey(), () -> fresh(Path.of("../docs", page.getKey()), page.getValue())))
        .toList();
  }

  private static void fresh(Path file, String wanted) throws IOException {
    assertThat(Files.readString(file))
        .as(file + " is stale: run `./spillway schema --write docs` and commit it")
        .isEqualTo(wanted);
  }
}
