package dev.spillway.platforms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.Digest;
import dev.spillway.core.Instance;
import dev.spillway.core.Instance.State;
import dev.spillway.core.Platform;
import dev.spillway.core.PlatformChange;
import dev.spillway.core.Ticker;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes on 127.0.2.x. */
class LocalPlatformTest extends PlatformContract {
  @TempDir static Path build;
  static Path jar;
  static int port;

  @BeforeAll
  static void compile() throws Exception {
    jar = TestJar.build(build, "the release");
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
  }

  @Override
  protected Platform make() throws Exception {
    return make(Map.of());
  }

  Platform make(Map<String, Object> more) throws AdapterException {
    Map<String, Object> settings = new HashMap<>();
    settings.put("command", TestJar.command());
    settings.put("addresses", List.of("127.0.2.1-127.0.2.2", "127.0.2.9"));
    settings.put("port", port);
    settings.putAll(more);
    return new LocalPlatform(
        new AdapterSpec("local", settings),
        Contexts.of(folder.resolve("state"), List.of()),
        Ticker.system());
  }

  @Override
  protected Path artifact() {
    return jar;
  }

  @Override
  protected Map<String, String> settings() {
    return settings("serve");
  }

  private static Map<String, String> settings(String mode) {
    return Map.of(
        "ADDRESS", "${instance:address}",
        "PORT", "${instance:port}",
        "ID", "${instance:id}",
        "SECRET", "s3cret",
        "MODE", mode);
  }

  private void start(String id, String mode) throws Exception {
    platform.apply(new PlatformChange.Start(id, release, settings(mode)));
  }

  @Test
  void instancesServeWhereTheyAreListedAndSecretsStayInTheirEnvironment() throws Exception {
    stage();
    start("a-1");
    Instance one = awaitInstances("running", all -> running(all) == 1).getFirst();
    assertThat(one.endpoint()).hasToString("127.0.2.1:" + port);
    assertThat(Await.until("an answer", () -> ask(one), a -> !a.isEmpty()))
        .isEqualTo("id=a-1 secret=s3cret leaked=null");
    assertThat(Proc.commandLine(pid("a-1"))).noneMatch(w -> w.contains("s3cret"));
    try (var files = Files.walk(folder.resolve("state"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".properties")).toList()) {
        assertThat(file).content().doesNotContain("s3cret");
      }
    }
  }

  @Test
  void aCrashedInstanceIsListedWithItsExitStatusAndLastWordsUntilItIsStopped() throws Exception {
    stage();
    start("a-1", "crash");
    Instance failed =
        awaitInstances("failed", all -> all.getFirst().state() == State.FAILED).getFirst();
    assertThat(failed.detail())
        .isEqualTo(
            "ended with exit status 3; last words: hello from shop/hq/a-1"
                + " | cannot reach the database");
    assertThat(platform.instances()).hasSize(1);
    assertThat(platform.leftovers()).isEmpty();
    platform.apply(new PlatformChange.Stop("a-1", GRACE));
    assertThat(platform.instances()).isEmpty();
    start("a-1");
    awaitInstances("running at the second attempt", all -> running(all) == 1);
  }

  @Test
  void aKilledInstanceFailsAndTheOthersGoOn() throws Exception {
    stage();
    start("a-1");
    start("a-2");
    awaitInstances("2 running", all -> running(all) == 2);
    kill("a-1");
    List<Instance> after = awaitInstances("failed", all -> all.getFirst().state() == State.FAILED);
    assertThat(after.getFirst().detail()).contains("exit status 137 (signal 9)");
    assertThat(after.get(1).state()).isEqualTo(State.RUNNING);
  }

  @Test
  void anInstanceThatDoesNotHeedItsEndIsForcedAfterTheGraceWithItsChildren() throws Exception {
    stage();
    start("a-1", "stubborn");
    start("a-2", "family");
    awaitInstances("2 running", all -> running(all) == 2);
    Await.until(
        "both past their first lines",
        () -> words("a-1") + words("a-2"),
        w -> w.split("serving", -1).length == 3);
    platform.apply(new PlatformChange.Stop("a-1", Duration.ofMillis(300)));
    assertThat(platform.instances().getFirst().state()).isEqualTo(State.STOPPING);
    platform.apply(new PlatformChange.Stop("a-2", GRACE));
    awaitInstances("gone", List::isEmpty);
    assertThat(platform.leftovers()).isEmpty();
  }

  @Test
  void aFrozenInstanceCanBeStopped() throws Exception {
    stage();
    start("a-1");
    awaitInstances("running", all -> running(all) == 1);
    new ProcessBuilder("kill", "-STOP", Long.toString(pid("a-1"))).start().waitFor();
    assertThat(platform.instances().getFirst().state()).isEqualTo(State.RUNNING);
    platform.apply(new PlatformChange.Stop("a-1", Duration.ofMillis(200)));
    awaitInstances("gone", List::isEmpty);
  }

  @Test
  void withAllAddressesInUseAStartIsRefusedAndAFreedOneIsUsedAgain() throws Exception {
    stage();
    for (String id : List.of("a-1", "a-2", "a-3")) {
      start(id);
    }
    assertThatThrownBy(() -> start("a-4"))
        .isInstanceOf(AdapterException.Refused.class)
        .hasMessage("all 3 addresses of shop/hq are in use: add some under platform.addresses");
    platform.apply(new PlatformChange.Stop("a-2", GRACE));
    awaitInstances("2 left", all -> all.size() == 2);
    start("a-4");
    assertThat(platform.instances())
        .extracting(i -> i.endpoint().host())
        .containsExactly("127.0.2.1", "127.0.2.9", "127.0.2.2");
  }

  @Test
  void aStagedFileThatWasReplacedDoesNotDeceiveAndOneWrittenToShows() throws Exception {
    stage();
    start("a-1");
    awaitInstances("running", all -> running(all) == 1);
    Await.until("it serves", () -> words("a-1"), w -> w.contains("serving"));
    Path staged =
        folder.resolve("state/releases").resolve(release.digest().hex()).resolve("small.jar");
    Files.copy(staged, staged.resolveSibling("copy"));
    Files.delete(staged);
    Files.writeString(staged, "something else");
    assertThat(platform.instances().getFirst().digest()).isEqualTo(release.digest());

    start("a-2");
    awaitInstances("the wrong file does not run", all -> all.get(1).state() == State.FAILED);
    platform.apply(new PlatformChange.Stop("a-2", GRACE));

    stage();
    start("a-3");
    awaitInstances("running again", all -> running(all) == 2);
    Await.until("it serves", () -> words("a-3"), w -> w.contains("serving"));
    Files.writeString(staged, "appended", StandardOpenOption.APPEND);
    Instance tampered = platform.instances().get(1);
    assertThat(tampered.digest()).isEqualTo(Digest.of(staged)).isNotEqualTo(release.digest());
  }

  @Test
  void aCommandThatDoesNotUseTheArtifactFailsWithWhatToDo() throws Exception {
    platform.close();
    platform = make(Map.of("command", List.of("sleep", "600"), "start-timeout", "300ms"));
    stage();
    start("a-1");
    Instance failed =
        awaitInstances("failed", all -> all.getFirst().state() == State.FAILED).getFirst();
    assertThat(failed.detail()).contains("name ${artifact} in the command");
    assertThat(platform.leftovers()).isEmpty();
  }

  @Test
  void aCommandThatDoesNotExistFailsWithItsName() throws Exception {
    platform.close();
    platform = make(Map.of("command", List.of("no-such-program", "${artifact}")));
    stage();
    start("a-1");
    Instance failed =
        awaitInstances("failed", all -> all.getFirst().state() == State.FAILED).getFirst();
    assertThat(failed.detail()).contains("exit status 127").contains("no-such-program");
  }

  @Test
  void aSecondControllerOnTheSameStateIsRefused() throws Exception {
    platform.instances();
    try (Platform second = make()) {
      assertThatThrownBy(second::instances)
          .isInstanceOf(AdapterException.Invalid.class)
          .hasMessageContaining(
              "in use by another controller (process " + ProcessHandle.current().pid())
          .hasMessageContaining("give this one a state folder of its own");
    }
  }

  private long pid(String id) throws Exception {
    return Long.parseLong(IntentFiles.read(folder.resolve("state"), id).getProperty("pid"));
  }

  private void kill(String id) throws Exception {
    ProcessHandle.of(pid(id)).orElseThrow().destroyForcibly();
  }

  private String words(String id) throws Exception {
    return Files.readString(folder.resolve("state/logs/" + id + ".log"));
  }

  private static String ask(Instance one) {
    try (InputStream in = URI.create("http://" + one.endpoint() + "/").toURL().openStream()) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (java.io.IOException notYet) {
      return "";
    }
  }
}
