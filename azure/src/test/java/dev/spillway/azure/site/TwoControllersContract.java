package dev.spillway.azure.site;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.azure.fake.Exchange;
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
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two controllers with one name, as after a copied machine or a lease that was lost. */
public abstract class TwoControllersContract {
  @TempDir static Path build;
  static Path jar;

  @TempDir Path folder;
  protected SiteWorld world;
  private Platform one;
  private Platform two;
  private Release release;

  /** A cloud with nothing in it. */
  protected abstract SiteWorld make();

  /** This call makes what is billed. */
  protected abstract boolean makesIt(Request request);

  /**
   * What a look that finds nothing asks for last, as a pattern of its path: it asked twice before,
   * to take over what there is and to see whether it may remove.
   */
  protected abstract String looksFor();

  @BeforeAll
  static void compile() throws Exception {
    jar = TestJar.build(build, "the release");
  }

  @BeforeEach
  void open() throws Exception {
    world = make();
    release = TestJar.release(jar);
    one = made("one");
    two = made("two");
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
    world.close();
  }

  private Platform made(String state) throws Exception {
    Platform made = world.platform(folder.resolve(state));
    made.apply(new PlatformChange.Stage(release, jar));
    return made;
  }

  private void start(Platform platform, String id) throws Exception {
    platform.apply(new PlatformChange.Start(id, release, Map.of("SECRET", "s3cret")));
  }

  private static void stop(Platform platform, String id) throws Exception {
    platform.apply(new PlatformChange.Stop(id, Duration.ZERO));
  }

  private static List<Instance> runs(Platform platform, int count) throws Exception {
    return Await.until(
        count + " running",
        platform::instances,
        all -> all.size() == count && all.stream().allMatch(i -> i.state() == State.RUNNING));
  }

  private static void gone(Platform platform) throws Exception {
    Await.until("gone", platform::instances, List::isEmpty);
  }

  /** Both have seen that nothing is there. */
  private void bothIdle() throws Exception {
    Await.until("both have looked", this::looks, n -> n == 2);
    assertThat(one.instances()).isEmpty();
    assertThat(two.instances()).isEmpty();
  }

  /**
   * How many of the two have looked to the end; each signs in by itself and so has a token of its
   * own.
   */
  private long looks() throws Exception {
    one.instances();
    two.instances();
    return world.cloud().exchanges().stream()
        .map(Exchange::request)
        .filter(r -> r.is("GET", looksFor()))
        .collect(groupingBy(r -> r.header("authorization"), counting()))
        .values()
        .stream()
        .filter(asked -> asked == 3)
        .count();
  }

  @Test
  void whoStartsSecondIsRefusedAndTakesNothingAway() throws Exception {
    bothIdle();
    start(one, "azure-1");
    runs(one, 1);
    assertThatThrownBy(() -> start(two, "azure-1"))
        .isInstanceOf(AdapterException.Refused.class)
        .hasMessageContaining("another controller of this name is at work here (write ")
        .hasMessageContaining("start this one again to let it take over");
    gone(two);
    assertThat(two.leftovers()).as("it is told what there is").isNotEmpty();
    assertThat(world.bill().workers()).isEqualTo(1);
    start(one, "azure-2");
    runs(one, 2);
    stop(one, "azure-1");
    stop(one, "azure-2");
    gone(one);
    assertThat(world.resources()).isEmpty();
    start(two, "azure-1");
    runs(two, 1);
  }

  @Test
  void ofTwoThatMakeItAtTheSameTimeOneGoesOn() throws Exception {
    bothIdle();
    CompletableFuture<Void> second = new CompletableFuture<>();
    world
        .cloud()
        .before(
            this::makesIt,
            () -> {
              try {
                start(two, "azure-1");
                second.complete(null);
              } catch (Exception e) {
                second.completeExceptionally(e);
              }
            });
    start(one, "azure-1"); // its plan is written over the one that was made meanwhile
    second.join();
    runs(one, 1);
    List<Instance> lost =
        Await.until(
            "the other has found out",
            two::instances,
            all -> all.size() == 1 && all.getFirst().state() == State.FAILED);
    assertThat(lost.getFirst().detail()).contains("another controller of this name is at work");
    stop(two, "azure-1");
    gone(two);
    assertThat(runs(one, 1).getFirst().digest()).isEqualTo(release.digest());
    assertThat(world.bill().workers()).isEqualTo(1);
  }

  @Test
  void theLastToBeginTakesOverAndTheOneBeforeChangesNothing() throws Exception {
    start(one, "azure-1");
    start(one, "azure-2");
    runs(one, 2);
    Platform next = made("next");
    try {
      runs(next, 2);
      stop(one, "azure-2");
      Await.until(
          "the first has found out",
          one::instances,
          all -> all.stream().anyMatch(i -> i.detail().contains("another controller")));
      assertThat(runs(next, 2)).isNotEmpty();
      assertThat(world.bill().workers()).isEqualTo(2);
      stop(one, "azure-1");
      gone(one);
      assertThat(world.bill().workers()).as("of the one that took over").isEqualTo(2);
      next.instances().forEach(i -> stopQuietly(next, i.id()));
      gone(next);
      assertThat(world.resources()).isEmpty();
    } finally {
      next.close();
    }
  }

  private static void stopQuietly(Platform platform, String id) {
    try {
      stop(platform, id);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
