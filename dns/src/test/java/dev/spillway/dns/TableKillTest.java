package dev.spillway.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.AdapterException;
import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeredHost.SiteAnswer;
import dev.spillway.dns.answer.World;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A child process writes the table in a loop and is killed at no particular moment. */
class TableKillTest {
  private static final int KILLS = 8;
  private static final int ADDRESSES = 400;

  @TempDir Path folder = Path.of("");

  /** The child: applies version after version and says which ones are on disk. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws AdapterException {
      SteeringTable table = SteeringTable.open(Path.of(arguments[0]));
      for (int i = (int) table.version() + 1; i < 60_000; i++) {
        table.apply(row(i));
        System.out.println(i);
      }
    }
  }

  /** All of the row tells its number, so that a mixture would show. */
  private static SteeredHost row(int number) {
    String address = "10.0." + number / 250 + "." + number % 250;
    return World.row(
        World.HOST,
        new SiteAnswer("hq", Share.of(0.5), java.util.Collections.nCopies(ADDRESSES, address)),
        new SiteAnswer("azure", Share.of(0.5), List.of(address)));
  }

  @Test
  void afterAKillTheTableIsTheLastSavedOneOrTheOneThatWasBeingSaved() throws Exception {
    Random random = new Random();
    for (int kill = 0; kill < KILLS; kill++) {
      int said = runAndKill(20 + random.nextInt(60), random.nextInt(5_000_000));
      SteeringTable table = SteeringTable.open(folder);
      int version = (int) table.version();
      assertThat(version).isBetween(said, said + 1);
      assertThat(table.current(World.HOST)).contains(row(version));
    }
  }

  /** The last number that the child said before it was killed. */
  private int runAndKill(int lines, long thenNanos) throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
      int said = 0;
      for (int i = 0; i < lines; i++) {
        said = Integer.parseInt(java.util.Objects.requireNonNull(out.readLine()));
      }
      long until = System.nanoTime() + thenNanos;
      while (System.nanoTime() < until) {
        Thread.onSpinWait();
      }
      child.toHandle().destroyForcibly(); // unlike the process object it leaves the pipe open
      assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        said = Integer.parseInt(line);
      }
      return said;
    } finally {
      child.destroyForcibly();
    }
  }
}
