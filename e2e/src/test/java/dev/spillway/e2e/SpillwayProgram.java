package dev.spillway.e2e;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The real program, as a user starts it in a folder.
 *
 * @param prefix a command that starts the one behind it with other rights or elsewhere
 */
public record SpillwayProgram(Path folder, Map<String, String> environment, List<String> prefix) {
  /** Making the first keys starts many programs, which take their time on a busy machine. */
  private static final int LIMIT_SECONDS = 180;

  public record Result(int exit, String out, String err) {}

  public SpillwayProgram(Path folder, Map<String, String> environment) {
    this(folder, environment, List.of());
  }

  /** Runs a command that ends by itself. */
  public Result call(String... arguments) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "out-", ".txt");
    Path err = Files.createTempFile(folder, "err-", ".txt");
    Process process = start(out.toFile(), err.toFile(), arguments);
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("spillway " + List.of(arguments) + " does not end");
    }
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** Starts one that runs until it is ended; its output goes to the file. */
  public Process start(Path log, String... arguments) throws IOException {
    return start(log.toFile(), log.toFile(), arguments);
  }

  private Process start(File out, File err, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("dev.spillway.cli.Main");
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(environment);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(out));
    builder.redirectError(ProcessBuilder.Redirect.appendTo(err));
    return builder.start();
  }
}
