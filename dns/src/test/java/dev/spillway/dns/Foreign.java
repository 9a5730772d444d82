package dev.spillway.dns;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Programs that other people wrote, as clients. */
final class Foreign {
  private static final long MOST_SECONDS = 60;

  private Foreign() {}

  /** Skips the test when the program is missing. */
  static void require(String program) {
    boolean found =
        List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    Assumptions.assumeTrue(found, "needs the program " + program);
  }

  /** Runs it to its end and gives all that it printed. */
  static String run(List<String> command) throws IOException, InterruptedException {
    Path printed = Files.createTempFile("foreign", ".txt");
    try {
      Process process =
          new ProcessBuilder(new ArrayList<>(command))
              .redirectErrorStream(true)
              .redirectOutput(printed.toFile())
              .start();
      if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        Assertions.fail(command.getFirst() + " took longer than " + MOST_SECONDS + " s");
      }
      return Files.readString(printed, StandardCharsets.UTF_8);
    } finally {
      Files.delete(printed);
    }
  }
}
