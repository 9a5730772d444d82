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

  /** Below this the second compiler costs more than it earns. */
  private static final Duration WORTH_COMPILING = Duration.ofMinutes(1);

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
    List<String> command = command(target, followed, time);
    command.addAll(bounds);
    command.add(corpus.toString());
    return wait(command, time, corpus);
  }

  /** After a run: as few of its inputs as take the same branches. */
  FuzzRun reduce(Class<?> target, String followed, int mostBytes)
      throws IOException, InterruptedException {
    Path few = Files.createDirectory(folder.resolve("few"));
    List<String> command = command(target, followed, Duration.ZERO);
    command.addAll(List.of("-merge=1", "-max_len=" + mostBytes, few.toString(), corpus.toString()));
    return wait(command, Duration.ZERO, few);
  }

  private List<String> command(Class<?> target, String followed, Duration time) {
    List<String> command = new ArrayList<>(java(time));
    command.add("--target_class=" + target.getName());
    command.add("--instrumentation_includes=" + followed);
    command.add("--reproducer_path=" + folder);
    command.add("-artifact_prefix=" + artifacts + "/");
    command.add("-rss_limit_mb=" + MOST_MEGABYTES);
    command.add("-timeout=" + MOST_SECONDS_AN_INPUT);
    return command;
  }

  private List<String> java(Duration time) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx" + HEAP_MEGABYTES + "m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=" + (time.compareTo(WORTH_COMPILING) < 0 ? 1 : 4),
        "-XX:+EnableDynamicAgentLoading",
        "--enable-native-access=ALL-UNNAMED",
        "-Djava.io.tmpdir=" + folder,
        "-Djava.util.logging.config.file=" + folder.resolve("logging.properties"),
        "-cp",
        System.getProperty("java.class.path"),
        "com.code_intelligence.jazzer.Jazzer");
  }

  /**
   * @param kept the folder of the inputs that it leaves
   */
  private FuzzRun wait(List<String> command, Duration time, Path kept)
      throws IOException, InterruptedException {
    Path said = folder.resolve("said.txt");
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
      return FuzzRun.of(process.exitValue(), FuzzRun.read(said), artifacts, kept);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly); // a merge has children
      process.destroyForcibly().waitFor();
    }
  }
}
