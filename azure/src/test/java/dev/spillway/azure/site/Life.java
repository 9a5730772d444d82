package dev.spillway.azure.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.AdapterException;
import dev.spillway.core.Instance;
import dev.spillway.core.Instance.State;
import dev.spillway.core.Platform;
import dev.spillway.core.PlatformChange;
import dev.spillway.core.Release;
import dev.spillway.platforms.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * A controller's way with one instance: it asks for it until it runs, and then until it is gone.
 */
final class Life {
  static final String ID = "azure-1";

  private final SiteWorld world;
  private final Release release;
  private final Callable<Platform> platform;

  /**
   * @param platform the one that is there now
   */
  Life(SiteWorld world, Release release, Callable<Platform> platform) {
    this.world = world;
    this.release = release;
    this.platform = platform;
  }

  /** From nothing to nothing, which is looked at. */
  void whole(Path artifact, String what) throws Exception {
    platform.call().apply(new PlatformChange.Stage(release, artifact));
    runs();
    gone(what);
  }

  void runs() throws Exception {
    Await.until(
        "runs",
        () -> {
          List<Instance> all = seen();
          if (all.isEmpty()) {
            tryToStart();
          } else if (all.getFirst().state() == State.FAILED) {
            platform.call().apply(new PlatformChange.Stop(ID, Duration.ZERO));
          }
          return seen();
        },
        all -> all.size() == 1 && all.getFirst().state() == State.RUNNING);
  }

  /** What is said to run has the release, and something is held and billed for it. */
  private List<Instance> seen() throws Exception {
    List<Instance> all = platform.call().instances();
    for (Instance one : all) {
      if (one.state() == State.RUNNING) {
        assertThat(one.digest()).isEqualTo(release.digest());
        assertThat(world.bill().workers()).as("billed while it runs").isPositive();
      }
    }
    return all;
  }

  private void tryToStart() throws Exception {
    try {
      platform.call().apply(new PlatformChange.Start(ID, release, Map.of("SECRET", "s3cret")));
    } catch (AdapterException.Transient notNow) {
      // the next round asks again
    }
  }

  void gone(String what) throws Exception {
    platform.call().apply(new PlatformChange.Stop(ID, Duration.ZERO));
    Await.until("gone", () -> platform.call().instances(), List::isEmpty);
    nothingIsLeft(what);
  }

  void nothingIsLeft(String what) throws Exception {
    assertThat(platform.call().leftovers()).as(what).isEmpty();
    assertThat(world.resources()).as(what).isEmpty();
    assertThat(world.bill().workers()).as(what).isZero();
  }
}
