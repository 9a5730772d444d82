package dev.spillway.platforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.AdapterException;
import dev.spillway.core.Digest;
import dev.spillway.core.Instance;
import dev.spillway.core.Platform;
import dev.spillway.core.PlatformChange;
import dev.spillway.core.Release;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every platform keeps, whatever it is made of. A new adapter's test extends it. */
public abstract class PlatformContract {
  protected static final Duration GRACE = Duration.ofSeconds(5);

  @TempDir protected Path folder;
  protected Platform platform;
  protected Path artifact;
  protected Release release;

  /** A platform with nothing on it that has at least three addresses. */
  protected abstract Platform make() throws Exception;

  /** An artifact that the platform can run. */
  protected abstract Path artifact() throws Exception;

  /** Lets time pass where the platform has its own. */
  protected void pass() {}

  /** All instances of a site stand behind one address. */
  protected boolean oneFront() {
    return false;
  }

  @BeforeEach
  void begin() throws Exception {
    artifact = artifact();
    release = new Release(Digest.of(artifact), artifact.getFileName().toString());
    platform = make();
  }

  @AfterEach
  void end() throws Exception {
    for (Instance one : platform.instances()) {
      platform.apply(new PlatformChange.Stop(one.id(), Duration.ZERO));
    }
    try {
      awaitInstances("all gone", List::isEmpty);
    } finally {
      platform.close();
      closeWorld();
    }
  }

  /** Ends what stands around the platform. */
  protected void closeWorld() throws Exception {}

  @Test
  void atFirstThereIsNothing() throws Exception {
    assertThat(platform.instances()).isEmpty();
    assertThat(platform.leftovers()).isEmpty();
  }

  @Test
  void anArtifactThatIsNotTheReleaseIsRefusedWithBothDigests() throws Exception {
    Path other = Files.writeString(folder.resolve("other.jar"), "something else");
    assertThatThrownBy(() -> platform.apply(new PlatformChange.Stage(release, other)))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining(release.digest().toString())
        .hasMessageContaining(Digest.of(other).toString());
  }

  @Test
  void aReleaseThatIsNotStagedDoesNotStart() throws Exception {
    assertThatThrownBy(() -> start("a-1"))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("stage it first");
    assertThat(platform.instances()).isEmpty();
  }

  @Test
  void threeInstancesRunTheReleaseEachWithAnAddressUnlessOneFrontHasAll() throws Exception {
    stage();
    start("a-2");
    start("a-1");
    start("a-3");
    start("a-3");
    List<Instance> running = awaitInstances("3 running", all -> running(all) == 3);
    assertThat(running).extracting(Instance::id).containsExactly("a-1", "a-2", "a-3");
    assertThat(running).extracting(Instance::digest).containsOnly(release.digest());
    assertThat(running).extracting(Instance::proof).containsOnly(platform.traits().proof());
    assertThat(running.stream().map(Instance::endpoint).distinct()).hasSize(oneFront() ? 1 : 3);
    assertThat(platform.leftovers()).hasSizeGreaterThanOrEqualTo(oneFront() ? 1 : 3);
  }

  @Test
  void theSameIdTwiceAndTheSameReleaseTwiceChangeNothing() throws Exception {
    stage();
    start("a-1");
    Instance first = awaitInstances("running", all -> running(all) == 1).getFirst();
    stage();
    start("a-1");
    pass();
    assertThat(platform.instances()).containsExactly(first);
  }

  @Test
  void whatIsStoppedGoesAndLeavesNothing() throws Exception {
    stage();
    stage();
    start("a-1");
    awaitInstances("running", all -> running(all) == 1);
    platform.apply(new PlatformChange.Stop("a-1", GRACE));
    platform.apply(new PlatformChange.Stop("a-1", GRACE));
    platform.apply(new PlatformChange.Stop("never-there", GRACE));
    awaitInstances("gone", List::isEmpty);
    assertThat(platform.leftovers()).isEmpty();
  }

  @Test
  void anInstanceThatIsStoppedWhileItStartsGoesToo() throws Exception {
    stage();
    start("a-1");
    platform.apply(new PlatformChange.Stop("a-1", GRACE));
    awaitInstances("gone", List::isEmpty);
    assertThat(platform.leftovers()).isEmpty();
  }

  protected void stage() throws Exception {
    platform.apply(new PlatformChange.Stage(release, artifact));
  }

  protected void start(String id) throws Exception {
    platform.apply(new PlatformChange.Start(id, release, settings()));
  }

  protected Map<String, String> settings() {
    return Map.of();
  }

  protected List<Instance> awaitInstances(String what, java.util.function.Predicate<List<Instance>> fits)
      throws Exception {
    return Await.until(
        what,
        () -> {
          pass();
          return platform.instances();
        },
        fits);
  }

  protected static long running(List<Instance> all) {
    return all.stream().filter(i -> i.state() == Instance.State.RUNNING).count();
  }
}
