package dev.spillway.dns.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Changes that coverage leads: an input that takes a new branch is kept and changed further. Each
 * target has a process of its own, one after the other. Time: see {@link FuzzTime}; {@code
 * -Dspillway.fuzz.keep=FOLDER} writes there as few inputs as take all the branches that were met,
 * for {@code src/test/resources/dev/spillway/dns/fuzz}.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class CoverageFuzzTest {
  /** A share of the time below this is bounded by a number of runs: the same ones each time. */
  private static final Duration SHORT = Duration.ofSeconds(2);

  private static final Duration LEAST = Duration.ofSeconds(30);
  private static final int SHORT_RUNS = 5_000;
  private static final int PLANTED_RUNS = 2_000_000;
  private static final String FIXED = "-seed=1";

  @TempDir Path folder = Path.of("");

  @ParameterizedTest
  @EnumSource(Target.class)
  void noInputDoesHarm(Target target) throws Exception {
    Duration share = FuzzTime.led();
    boolean brief = share.compareTo(SHORT) < 0;
    Duration most = brief ? LEAST : share;
    List<String> bounds =
        brief
            ? bounds(target.mostBytes, most, "-runs=" + SHORT_RUNS, FIXED)
            : bounds(target.mostBytes, most);
    Fuzzer fuzzer = new Fuzzer(folder);
    FuzzRun run = fuzzer.run(target.type, target.followed, target.seeds(), bounds, most);
    System.out.printf(
        "%s: %d runs, %d branches (%d at first), %d inputs kept%n",
        target.title(), run.runs(), run.coverage(), run.firstCoverage(), run.inputs().size());
    assertThat(run.finding()).isEmpty();
    assertThat(run.exit()).isZero();
    assertThat(run.runs()).isGreaterThan(target.seeds().size());
    assertThat(run.coverage()).isGreaterThanOrEqualTo(target.leastBranches);
    String keep = System.getProperty("spillway.fuzz.keep");
    if (keep != null) {
      FuzzRun few = fuzzer.reduce(target.type, target.followed, target.mostBytes);
      assertThat(few.inputs()).as(few.finding()).isNotEmpty();
      Path file = Files.createDirectories(Path.of(keep)).resolve(target.title() + ".txt");
      Corpus.write(file, target.title(), few.inputs());
    }
  }

  /** Without this nobody would know whether the others can fail. */
  @Test
  void aPlantedMistakeIsFoundWithItsInput() throws Exception {
    FuzzRun run =
        new Fuzzer(folder)
            .run(
                PlantedTarget.class,
                PlantedTarget.class.getName(),
                List.of(new byte[] {'x'}),
                bounds(16, LEAST, "-runs=" + PLANTED_RUNS, FIXED),
                LEAST);
    assertThat(run.exit()).isNotZero();
    assertThat(run.finding())
        .contains("IllegalStateException: the planted mistake")
        .contains("input 7370696c6c"); // "spill"
    assertThat(run.runs()).isLessThan(PLANTED_RUNS);
    assertThat(run.coverage()).as("led by branches").isGreaterThan(run.firstCoverage());
  }

  private static List<String> bounds(int mostBytes, Duration time, String... others) {
    List<String> all = new ArrayList<>(List.of(others));
    all.add("-max_len=" + mostBytes);
    all.add("-max_total_time=" + time.toSeconds());
    return all;
  }
}
