package dev.spillway.demo.world;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A process that the demo started and will end, with its output in a file.
 *
 * @param name for people
 */
public record Program(String name, Process process, Path log) {

  /**
   * @param environment added to the demo's own; secrets go here, never into the command
   */
  public static Program start(
      String name, List<String> command, Map<String, String> environment, Path folder, Path log) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().putAll(environment);
      builder.directory(folder.toFile());
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      return new Program(name, builder.start(), log);
    } catch (IOException e) {
      throw new DemoException(name + " cannot be started: " + e.getMessage(), e);
    }
  }

  public boolean alive() {
    return process.isAlive();
  }

  /** Ends it: asked first, forced after a few seconds. */
  public void stop() {
    Processes.end(List.of(process.toHandle()));
  }

  /** The last lines of its output, for an error text. */
  public String lastWords() {
    try {
      List<String> lines =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
    } catch (IOException e) {
      return "(its log " + log + " cannot be read: " + e.getMessage() + ")";
    }
  }
}
