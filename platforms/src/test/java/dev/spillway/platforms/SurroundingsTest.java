package dev.spillway.platforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.Instance;
import dev.spillway.core.Instance.State;
import dev.spillway.core.PlatformChange;
import dev.spillway.core.Release;
import dev.spillway.core.Ticker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Network namespaces, users and CPU ceilings: as root only, with real processes. */
class SurroundingsTest {
  @TempDir Path folder;
  private Path script;

  /** A "release" that is a shell script: the word java stands nowhere. */
  @BeforeEach
  void script() throws Exception {
    script = folder.resolve("wait.sh");
    Files.writeString(script, "#!/bin/sh\nid -u\nwhile :; do sleep 1; done\n");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private LocalPlatform make(Map<String, Object> more) throws AdapterException {
    Map<String, Object> settings = new HashMap<>();
    settings.put("command", List.of("sh", "${artifact}"));
    settings.put("port", 18081);
    settings.putAll(more);
    return new LocalPlatform(
        new AdapterSpec("local", settings), Contexts.of(folder, List.of()), Ticker.system());
  }

  private void running(LocalPlatform platform) throws Exception {
    Release release = TestJar.release(script);
    platform.apply(new PlatformChange.Stage(release, script));
    platform.apply(new PlatformChange.Start("a-1", release, Map.of()));
    Instance one =
        Await.until("running", platform::instances, a -> a.getFirst().state() != State.STARTING)
            .getFirst();
    assertThat(one.state()).as(one.detail()).isEqualTo(State.RUNNING);
    assertThat(one.digest()).isEqualTo(release.digest());
  }

  private static void stop(LocalPlatform platform) throws Exception {
    platform.apply(new PlatformChange.Stop("a-1", Duration.ofMillis(100)));
    Await.until("gone", platform::instances, List::isEmpty);
    assertThat(platform.leftovers()).isEmpty();
  }

  private long pid() throws Exception {
    return Long.parseLong(IntentFiles.read(folder, "a-1").getProperty("pid"));
  }

  @Test
  void anInstanceRunsInTheNamespaceThatItsSiteNames() throws Exception {
    assumeTrue(Users.root(), "needs root");
    String name = "spt-" + ProcessHandle.current().pid();
    run("ip", "netns", "add", name);
    try (LocalPlatform platform = make(Map.of("namespace", name))) {
      running(platform);
      assertThat(Files.readSymbolicLink(Proc.folder(pid()).resolve("ns/net")))
          .isNotEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/net")));
      stop(platform);
    } finally {
      run("ip", "netns", "del", name);
    }
    assertThatThrownBy(() -> make(Map.of("namespace", name)))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("there is no network namespace '" + name + "'")
        .hasMessageContaining("ip netns add " + name);
  }

  @Test
  void anInstanceRunsAsTheUserThatItsSiteNames() throws Exception {
    assumeTrue(Users.root(), "needs root");
    try (LocalPlatform platform = make(Map.of("user", "nobody"))) {
      running(platform);
      assertThat(Files.getOwner(Proc.folder(pid())).getName()).isEqualTo("nobody");
      stop(platform);
    }
    assertThatThrownBy(() -> make(Map.of("user", "no-such-user")))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("there is no user 'no-such-user'");
  }

  @Test
  void aSiteHasItsCeilingOrSaysThatItHasNone() throws Exception {
    assumeTrue(Users.root(), "needs root");
    try (LocalPlatform platform = make(Map.of("cpus", 0.25))) {
      running(platform);
      String detail = platform.instances().getFirst().detail();
      String groups = Files.readString(Proc.folder(pid()).resolve("cgroup"));
      if (!detail.isEmpty()) {
        assertThat(detail).contains("without the ceiling of 0.25 CPUs");
      } else {
        assertThat(ceiling(groups)).isEqualTo("25000 100000");
      }
      stop(platform);
    }
  }

  /** Quota and period in microseconds of the group that the process is in. */
  private static String ceiling(String groups) throws Exception {
    Matcher group = Pattern.compile("(/spillway-test-controller-shop-hq-\\w+)").matcher(groups);
    assertThat(group.find()).as(groups).isTrue();
    CpuQuota.Hierarchy tree =
        CpuQuota.hierarchies(Files.readAllLines(Path.of("/proc/mounts"))).getFirst();
    Path folder = Path.of(tree.mount() + group.group(1));
    return tree.v2()
        ? Files.readString(folder.resolve("cpu.max")).strip()
        : Files.readString(folder.resolve("cpu.cfs_quota_us")).strip() + " 100000";
  }

  @Test
  void withoutRootANamespaceOrUserIsRefusedClearly() {
    assertThatThrownBy(() -> Launch.Surroundings.of("any", "", false))
        .hasMessageContaining("namespace: any needs root");
    assertThatThrownBy(() -> Launch.Surroundings.of("", "nobody", false))
        .hasMessageContaining("user: nobody needs root");
  }

  private static void run(String... command) throws Exception {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
