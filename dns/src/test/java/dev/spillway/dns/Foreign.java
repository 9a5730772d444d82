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
public final class Foreign {
  private static final long MOST_SECONDS = 60;

  private Foreign() {}

  /** A program that goes on until it is closed; what it says is kept for failures. */
  public static final class Daemon implements AutoCloseable {
    private final Process process;
    private final Path said;

    private Daemon(Process process, Path said) {
      this.process = process;
      this.said = said;
    }

    /** All that it printed so far. */
    public String said() throws IOException {
      return Files.readString(said, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
      process.destroy();
      try {
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Starts a program in the foreground of a folder of its own. */
  public static Daemon start(Path folder, List<String> command) throws IOException {
    Path said = folder.resolve("said.txt");
    return new Daemon(
        new ProcessBuilder(new ArrayList<>(command))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start(),
        said);
  }

  /** Skips the test when the program is missing. */
  public static void require(String program) {
    boolean found =
        List.of((System.getenv().getOrDefault("PATH", "") + ":/usr/sbin").split(":")).stream()
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    Assumptions.assumeTrue(found, "needs the program " + program);
  }

  /** Runs it to its end and gives all that it printed. */
  public static String run(List<String> command) throws IOException, InterruptedException {
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
