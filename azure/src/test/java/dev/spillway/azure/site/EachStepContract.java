package dev.spillway.azure.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.azure.fake.Faults.Cut;
import dev.spillway.azure.fake.Request;
import dev.spillway.azure.fake.Response;
import dev.spillway.core.Platform;
import dev.spillway.platforms.TestJar;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Something goes wrong at the n-th change of the cloud, while the controller goes on; for every n
 * until a whole start and stop has no n-th change. The next pass mends it.
 */
public abstract class EachStepContract {
  /** More than one call is tried again before it is given up. */
  private static final int MANY = 30;

  /** What goes wrong. */
  enum Wrong {
    /** Nothing reaches the cloud any more, nor its sign-in, for many requests. */
    NETWORK_GONE,
    /** The cloud did it, and its answer is lost. */
    ANSWER_LOST,
    /** Something else is being done to it: for this answer and the next. */
    BUSY
  }

  @TempDir static Path build;
  static Path jar;

  @TempDir Path folder;

  /** A cloud with nothing in it. */
  protected abstract SiteWorld open();

  /** How many changes a whole life has at least. */
  protected abstract int steps();

  @BeforeAll
  static void compile() throws Exception {
    jar = TestJar.build(build, "the release");
  }

  @ParameterizedTest
  @EnumSource(Wrong.class)
  void theNextPassMends(Wrong wrong) throws Exception {
    int steps = 0;
    while (wrongAt(steps + 1, wrong)) {
      steps++;
    }
    assertThat(steps).as("steps that went wrong").isGreaterThanOrEqualTo(steps());
  }

  /**
   * @return false when there was no such step
   */
  private boolean wrongAt(int step, Wrong wrong) throws Exception {
    try (SiteWorld world = open();
        Platform platform = world.platform(folder.resolve(wrong + "-" + step))) {
      AtomicInteger seen = new AtomicInteger();
      Predicate<Request> nth = r -> r.changes() && seen.incrementAndGet() == step;
      Predicate<Request> fromThere = r -> seen.get() >= step || nth.test(r);
      var faults = world.cloud().faults();
      switch (wrong) {
        case NETWORK_GONE -> faults.cut(MANY, fromThere, Cut.BEFORE);
        case ANSWER_LOST -> faults.cut(1, nth, Cut.AFTER);
        case BUSY ->
            faults.answer(
                2,
                r -> r.changes() && seen.incrementAndGet() >= step,
                r -> Response.error(409, "Conflict", "Another operation is in progress."));
      }
      new Life(world, TestJar.release(jar), () -> platform).whole(jar, wrong + " at step " + step);
      return seen.get() >= step;
    }
  }
}
