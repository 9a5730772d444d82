package dev.spillway.dns.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Jazzer as a process of its own: its agent has to be there before the classes that it follows. It
 * ends by itself after its time, and is killed when it does not.
 */
final class Fuzzer {
  private static final int HEAP_MEGABYTES = 384;

  /** Of the whole process: heap, code, counters and the library underneath. */
  private static final int MOST_MEGABYTES = 1_536;

  /** An input that takes longer is a finding. */
  private static final int MOST_SECONDS_AN_INPUT = 20;

  /** For the start, and to look at the seeds, on a busy machine. */
  private static final Duration GRACE = Duration.ofMinutes(3);

  private final Path folder;
  private final Path corpus;
  private final Path artifacts;

  Fuzzer(Path folder) throws IOException {
    this.folder = folder;
    this.corpus = Files.createDirectory(folder.resolve("corpus"));
    this.artifacts = Files.createDirectory(folder.resolve("artifacts"));
    // what the program logs about odd bytes would be most of what is said
    Files.writeString(folder.resolve("logging.properties"), ".level=OFF\n");
  }

  /**
   * @param bounds libFuzzer's, such as {@code -runs=1000}
   * @param time that they allow at most
   */
  FuzzRun run(
      Class<?> target, String followed, List<byte[]> seeds, List<String> bounds, Duration time)
      throws IOException, InterruptedException {
    for (int i = 0; i < seeds.size(); i++) {
      Files.write(corpus.resolve("seed-" + i), seeds.get(i));
    }
    List<String> command = new ArrayList<>(java());
    command.add("--target_class=" + target.getName());
    command.add("--instrumentation_includes=" + followed);
    command.add("--reproducer_path=" + folder);
    command.add("-artifact_prefix=" + artifacts + "/");
    command.add("-rss_limit_mb=" + MOST_MEGABYTES);
    command.add("-timeout=" + MOST_SECONDS_AN_INPUT);
    command.addAll(bounds);
    command.add(corpus.toString());
    Path said = folder.resolve("said.txt");
    return FuzzRun.of(exitOf(command, said, time), FuzzRun.read(said), artifacts, corpus);
  }

  private List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx" + HEAP_MEGABYTES + "m",
        "-XX:+UseSerialGC",
        "-XX:+EnableDynamicAgentLoading",
        "--enable-native-access=ALL-UNNAMED",
        "-Djava.io.tmpdir=" + folder,
        "-Djava.util.logging.config.file=" + folder.resolve("logging.properties"),
        "-cp",
        System.getProperty("java.class.path"),
        "com.code_intelligence.jazzer.Jazzer");
  }

  private int exitOf(List<String> command, Path said, Duration time)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      Duration most = time.plus(GRACE);
      if (!process.waitFor(most.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("still runs after " + most + "; it said:\n" + FuzzRun.read(said));
      }
      return process.exitValue();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
