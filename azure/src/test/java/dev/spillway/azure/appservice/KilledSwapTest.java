package dev.spillway.azure.appservice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.fake.Faults.Cut;
import dev.spillway.azure.fake.Request;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Endpoint;
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
 * A controller that ends at its n-th change of the cloud while a new release is swapped in, or the
 * old one back, before or after the cloud has carried it out. The next one on the same folder
 * brings it to its end, and no request is lost meanwhile. For every n until there is no n-th
 * change.
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
    while (cutOnTheWayIn(steps + 1, when)) {
      steps++;
    }
    assertThat(steps).as("plan, slot, settings, package, restart, swap, stop").isGreaterThan(6);
  }

  @ParameterizedTest
  @EnumSource(Cut.class)
  void theNextOneEndsTheWayBackToo(Cut when) throws Exception {
    int steps = 0;
    while (cutOnTheWayBack(steps + 1, when)) {
      steps++;
    }
    assertThat(steps).as("plan, start, settings, swap, stop").isGreaterThan(4);
  }

  private static boolean changes(Request r) {
    boolean reads = r.method().equals("GET") || r.path().endsWith("/list");
    return !reads && !r.path().contains("oauth2");
  }

  /**
   * @return false when there was no such step
   */
  private boolean cutOnTheWayIn(int step, Cut when) throws Exception {
    Path state = folder.resolve("in-" + when + "-" + step);
    try (AppServiceWorld world = new AppServiceWorld(Kind.PUBLIC)) {
      Endpoint at = oneRuns(world, state);
      return cutAt(world, state, at, step, when, "azure-2", TestJar.release(newer), 2);
    }
  }

  private boolean cutOnTheWayBack(int step, Cut when) throws Exception {
    Path state = folder.resolve("back-" + when + "-" + step);
    try (AppServiceWorld world = new AppServiceWorld(Kind.PUBLIC)) {
      Endpoint at = oneRuns(world, state);
      Release next = TestJar.release(newer);
      platform.apply(new PlatformChange.Start("azure-2", next, SETTINGS));
      Await.until("both run the next one", platform::instances, a -> run(a, next, 2));
      Await.until("the slot rests", world.service::slotsRest, rests -> rests);
      return cutAt(world, state, at, step, when, "azure-3", TestJar.release(jar), 3);
    }
  }

  private Endpoint oneRuns(AppServiceWorld world, Path state) throws Exception {
    platform = world.platform(state);
    Release old = TestJar.release(jar);
    platform.apply(new PlatformChange.Stage(old, jar));
    platform.apply(new PlatformChange.Stage(TestJar.release(newer), newer));
    platform.apply(new PlatformChange.Start("azure-1", old, SETTINGS));
    return Await.until("runs", platform::instances, a -> run(a, old, 1)).getFirst().endpoint();
  }

  private boolean cutAt(
      AppServiceWorld world,
      Path state,
      Endpoint at,
      int step,
      Cut when,
      String id,
      Release wanted,
      int count)
      throws Exception {
    AtomicReference<Platform> killed = new AtomicReference<>();
    cut(world, step, when, killed);
    try (Visitor visitor = new Visitor(at)) {
      Await.until(
          "all run it",
          () -> {
            successor(world, state, killed);
            ask(id, wanted);
            return platform.instances();
          },
          a -> run(a, wanted, count));
      Await.until(
          "the slot rests",
          () -> {
            successor(world, state, killed);
            platform.instances();
            return world.service.slotsRest();
          },
          rests -> rests);
      assertThat(visitor.lost()).as("step " + step + " " + visitor.why()).isZero();
      assertThat(visitor.answered()).isPositive();
    }
    platform.close();
    return killed.get() != null;
  }

  private void successor(AppServiceWorld world, Path state, AtomicReference<Platform> killed)
      throws Exception {
    if (killed.get() == platform) {
      platform = world.platform(state);
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
  private void ask(String id, Release wanted) throws Exception {
    List<Instance> all = platform.instances();
    try {
      if (all.stream().noneMatch(i -> i.id().equals(id))) {
        platform.apply(new PlatformChange.Start(id, wanted, SETTINGS));
      } else if (all.getLast().state() == State.FAILED) {
        platform.apply(new PlatformChange.Stop(id, Duration.ZERO));
      }
    } catch (AdapterException.Transient killedMeanwhile) {
      // the next round has a successor, which asks again
    }
  }
}
