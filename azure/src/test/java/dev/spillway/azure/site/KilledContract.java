package dev.spillway.azure.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.azure.fake.Faults.Cut;
import dev.spillway.core.Platform;
import dev.spillway.platforms.TestJar;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A controller that ends at its n-th change of the cloud, before or after the cloud has carried it
 * out; the next one on the same folder finishes what was begun, or what was asked for is asked for
 * again. For every n until a whole start and stop has no n-th change.
 */
public abstract class KilledContract {
  @TempDir static Path build;
  static Path jar;

  @TempDir Path folder;
  private Platform platform;

  /** A cloud with nothing in it. */
  protected abstract SiteWorld open();

  /** How many changes a whole life has at least. */
  protected abstract int steps();

  @BeforeAll
  static void compile() throws Exception {
    jar = TestJar.build(build, "the release");
  }

  @Test
  void beforeTheCloudDidIt() throws Exception {
    assertThat(everyStep(false)).as("steps that were cut").isGreaterThanOrEqualTo(steps());
  }

  @Test
  void afterTheCloudDidIt() throws Exception {
    assertThat(everyStep(true)).as("steps that were cut").isGreaterThanOrEqualTo(steps());
  }

  private int everyStep(boolean after) throws Exception {
    int steps = 0;
    while (cutAt(steps + 1, after)) {
      steps++;
    }
    return steps;
  }

  /**
   * @return false when there was no such step
   */
  private boolean cutAt(int step, boolean after) throws Exception {
    Path state = folder.resolve(after + "-" + step);
    try (SiteWorld world = open()) {
      AtomicInteger seen = new AtomicInteger();
      AtomicReference<Platform> killed = new AtomicReference<>();
      platform = world.platform(state);
      Platform first = platform;
      world
          .cloud()
          .faults()
          .cut(
              1,
              r -> {
                boolean now = r.changes() && seen.incrementAndGet() == step;
                if (now) {
                  first.close();
                  killed.set(first);
                }
                return now;
              },
              after ? Cut.AFTER : Cut.BEFORE);
      new Life(world, TestJar.release(jar), () -> current(world, state, killed))
          .whole(jar, "after a cut at step " + step);
      platform.close();
      return killed.get() != null;
    }
  }

  /** After one that was killed comes another on its folder. */
  private Platform current(SiteWorld world, Path state, AtomicReference<Platform> killed)
      throws Exception {
    if (killed.get() == platform) {
      platform = world.platform(state);
    }
    return platform;
  }
}
