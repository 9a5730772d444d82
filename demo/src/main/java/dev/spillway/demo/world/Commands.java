package dev.spillway.demo.world;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs short commands to their end. */
final class Commands {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private Commands() {}

  /**
   * @param code exit code
   * @param output standard output and standard error together
   */
  record Result(int code, String output) {}

  /**
   * @throws DemoException when it cannot be started, takes more than 30 s or exits with another
   *     code than 0
   */
  static String must(List<String> command, String input) {
    Result result = run(command, input);
    if (result.code() != 0) {
      throw new DemoException(
          "'%s' failed with exit code %d: %s"
              .formatted(String.join(" ", command), result.code(), result.output().strip()));
    }
    return result.output();
  }

  static String must(List<String> command) {
    return must(command, "");
  }

  static Result run(List<String> command, String input) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      Thread guard = Thread.ofVirtual().start(() -> guard(process));
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      guard.interrupt();
      return new Result(code, output);
    } catch (IOException e) {
      throw new DemoException("'" + command.getFirst() + "' cannot be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoException("interrupted while '" + command.getFirst() + "' ran", e);
    }
  }

  private static void guard(Process process) {
    try {
      if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
