package dev.spillway.azure.appservice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.fake.Faults.Cut;
import dev.spillway.azure.fake.Request;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Instance;
import dev.spillway.core.Instance.State;
import dev.spillway.core.Platform;
import dev.spillway.core.PlatformChange;
import dev.spillway.core.Release;
import dev.spillway.platforms.Await;
import dev.spillway.platforms.TestJar;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A controller that ends at its n-th change of the cloud while a new release is swapped in, before
 * or after the cloud has carried it out. The next one on the same folder brings the release to its
 * end, and no request is lost meanwhile. For every n until a deployment has no n-th change.
 */
class KilledSwapTest {
  private static final Map<String, String> SETTINGS = Map.of("SECRET", "s3cret");

  @TempDir static Path build;
  static Path jar;
  static Path newer;

  @TempDir Path folder;
  private Platform platform;

  @BeforeAll
  static void compile() throws Exception {
    jar = TestJar.build(build.resolve("one"), "the release");
    newer = TestJar.build(build.resolve("two"), "the next release");
  }

  @ParameterizedTest
  @EnumSource(Cut.class)
  void theNextOneEndsWhatWasBegun(Cut when) throws Exception {
    int steps = 0;
    while (cutAt(steps + 1, when)) {
      steps++;
    }
    assertThat(steps).as("plan, slot, settings, package, restart, swap, stop").isGreaterThan(6);
  }

  private static boolean changes(Request r) {
    boolean reads = r.method().equals("GET") || r.path().endsWith("/list");
    return !reads && !r.path().contains("oauth2");
  }

  /**
   * @return false when there was no such step
   */
  private boolean cutAt(int step, Cut when) throws Exception {
    Path state = folder.resolve(when + "-" + step);
    try (AppServiceWorld world = new AppServiceWorld(Kind.PUBLIC)) {
      platform = world.platform(state);
      Release old = TestJar.release(jar);
      Release next = TestJar.release(newer);
      platform.apply(new PlatformChange.Stage(old, jar));
      platform.apply(new PlatformChange.Stage(next, newer));
      platform.apply(new PlatformChange.Start("azure-1", old, SETTINGS));
      List<Instance> one = Await.until("runs", platform::instances, a -> run(a, old, 1));
      AtomicReference<Platform> killed = new AtomicReference<>();
      cut(world, step, when, killed);
      try (Visitor visitor = new Visitor(one.getFirst().endpoint())) {
        Await.until(
            "both run the next one",
            () -> {
              if (killed.get() == platform) {
                platform = world.platform(state);
              }
              ask(next);
              return platform.instances();
            },
            a -> run(a, next, 2));
        Await.until(
            "the slot rests",
            () -> {
              if (killed.get() == platform) {
                platform = world.platform(state);
                platform.instances();
              }
              return world.service.runningInSlots();
            },
            n -> n == 0);
        assertThat(visitor.lost()).as("step " + step + " " + visitor.why()).isZero();
        assertThat(visitor.answered()).isPositive();
      }
      platform.close();
      return killed.get() != null;
    }
  }

  private void cut(AppServiceWorld world, int step, Cut when, AtomicReference<Platform> killed) {
    AtomicInteger seen = new AtomicInteger();
    Platform first = platform;
    world
        .cloud
        .faults()
        .cut(
            1,
            r -> {
              boolean now = changes(r) && seen.incrementAndGet() == step;
              if (now) {
                first.close();
                killed.set(first);
              }
              return now;
            },
            when);
  }

  private static boolean run(List<Instance> all, Release release, int count) {
    return all.size() == count
        && all.stream()
            .allMatch(i -> i.state() == State.RUNNING && release.digest().equals(i.digest()));
  }

  /** As a controller does it: what failed is stopped, what is missing is asked for. */
  private void ask(Release next) throws Exception {
    List<Instance> all = platform.instances();
    try {
      if (all.stream().noneMatch(i -> i.id().equals("azure-2"))) {
        platform.apply(new PlatformChange.Start("azure-2", next, SETTINGS));
      } else if (all.getLast().state() == State.FAILED) {
        platform.apply(new PlatformChange.Stop("azure-2", Duration.ZERO));
      }
    } catch (AdapterException.Transient killedMeanwhile) {
      // the next round has a successor, which asks again
    }
  }
}
