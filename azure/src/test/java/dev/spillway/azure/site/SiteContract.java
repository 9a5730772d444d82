package dev.spillway.azure.site;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.azure.fake.Response;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Endpoint;
import dev.spillway.core.Instance;
import dev.spillway.core.Instance.State;
import dev.spillway.core.Platform;
import dev.spillway.core.PlatformChange;
import dev.spillway.core.Release;
import dev.spillway.platforms.Await;
import dev.spillway.platforms.PlatformContract;
import dev.spillway.platforms.TestJar;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each platform of Azure keeps that runs all instances behind one address. */
public abstract class SiteContract extends PlatformContract {
  @TempDir static Path build;
  protected static Path jar;
  protected static Path newer;

  protected SiteWorld site;

  /** A cloud with nothing in it. */
  protected abstract SiteWorld open();

  @BeforeAll
  static void compile() throws Exception {
    jar = TestJar.build(build.resolve("one"), "the release");
    newer = TestJar.build(build.resolve("two"), "the next release");
  }

  @Override
  protected Platform make() throws Exception {
    site = open();
    return site.platform(folder.resolve("state"));
  }

  @Override
  protected Path artifact() {
    return jar;
  }

  @Override
  protected boolean oneFront() {
    return true;
  }

  @Override
  protected Map<String, String> settings() {
    return Map.of("SECRET", "s3cret-of-the-app");
  }

  @Override
  protected void closeWorld() {
    site.close();
  }

  @Test
  void theNextReleaseReplacesWhatAllInstancesRun() throws Exception {
    stage();
    start("azure-1");
    awaitInstances("running", all -> running(all) == 1);
    Release next = TestJar.release(newer);
    platform.apply(new PlatformChange.Stage(next, newer));
    platform.apply(new PlatformChange.Start("azure-2", next, settings()));
    awaitInstances(
        "both run the next one",
        all -> running(all) == 2 && all.stream().allMatch(i -> next.digest().equals(i.digest())));
  }

  @Test
  void oneThatTheCloudReplacesIsLookedAtAnew() throws Exception {
    stage();
    start("azure-1");
    start("azure-2");
    awaitInstances("running", all -> running(all) == 2);
    Await.until("one version", site::settled, settled -> settled);
    site.loseOne();
    awaitInstances("one is left", all -> running(all) == 1);
    site.replaceLost();
    List<Instance> all = awaitInstances("running again", a -> running(a) == 2);
    assertThat(all).extracting(Instance::digest).containsOnly(release.digest());
  }

  @Test
  void whatRunsIsLookedAtAlsoWhileNothingCanBeChanged() throws Exception {
    stage();
    start("azure-1");
    start("azure-2");
    awaitInstances("running", all -> running(all) == 2);
    Await.until("one version", site::settled, settled -> settled);
    site.cloud()
        .faults()
        .answer(
            -1,
            r -> r.changes() && r.path().startsWith("/subscriptions"),
            r -> Response.error(409, "Conflict", "Another operation is in progress."));
    platform.apply(new PlatformChange.Stop("azure-2", GRACE));
    site.loseOne();
    site.loseOne();
    awaitInstances("nothing is said to run", all -> running(all) == 0);
    site.replaceLost();
    awaitInstances("its successor runs", all -> running(all) == 1);
    site.cloud().faults().clear();
    awaitInstances("the other is gone", all -> all.size() == 1 && running(all) == 1);
  }

  @Test
  void theSameReleaseTwiceWritesNothingAnywhere() throws Exception {
    stage();
    start("azure-1");
    awaitInstances("running", all -> running(all) == 1);
    wholePasses(2);
    List<String> before = site.cloud().changes();
    assertThat(before).as("what a first start writes").isNotEmpty();
    stage();
    start("azure-1");
    wholePasses(2);
    assertThat(site.cloud().changes()).isEqualTo(before);
    assertThat(running(platform.instances())).isEqualTo(1);
  }

  /** Lets it compare everything with what is wanted so many times more. */
  private void wholePasses(int more) throws Exception {
    int before = passes();
    Await.until("looked at everything again", this::passes, n -> n >= before + more);
  }

  private int passes() throws Exception {
    platform.instances();
    String one = ".*/(sites|containerApps)/shop-azure";
    return (int) site.cloud().exchanges().stream().filter(e -> e.request().is("GET", one)).count();
  }

  @Test
  void servesTheHostWithItsSettingsAndBillsWhatItHolds() throws Exception {
    stage();
    start("azure-1");
    start("azure-2");
    Instance one = awaitInstances("2 running", all -> running(all) == 2).getFirst();
    String answer =
        Await.until("answers", () -> get(one.endpoint()), a -> a.startsWith("HTTP/1.1 200"));
    assertThat(answer).contains("secret=s3cret-of-the-app");
    Await.until("two are billed", site.bill()::workers, n -> n == 2);
    platform.apply(new PlatformChange.Stop("azure-2", GRACE));
    awaitInstances("one left", all -> all.size() == 1);
    Await.until("one is billed", site.bill()::workers, n -> n == 1);
    platform.apply(new PlatformChange.Stop("azure-1", GRACE));
    awaitInstances("none left", List::isEmpty);
    assertThat(site.resources()).isEmpty();
    assertThat(site.bill().workers()).isZero();
    assertThat(platform.leftovers()).isEmpty();
  }

  @Test
  void whatOthersSetStaysAndWhatIsNoLongerSetGoes() throws Exception {
    stage();
    start("azure-1");
    awaitInstances("running", all -> running(all) == 1);
    site.foreignSetting("FOREIGN", "kept");
    platform.apply(new PlatformChange.Start("azure-2", release, Map.of("OTHER", "x")));
    awaitInstances("2 running", all -> running(all) == 2);
    assertThat(site.settings())
        .containsEntry("FOREIGN", "kept")
        .containsEntry("OTHER", "x")
        .doesNotContainKey("SECRET");
  }

  @Test
  void aStagedFileThatChangedIsNotSent() throws Exception {
    stage();
    Path staged;
    try (Stream<Path> files = Files.walk(folder.resolve("state"))) {
      staged = files.filter(f -> f.toString().endsWith(".jar")).findFirst().orElseThrow();
    }
    Files.write(staged, new byte[] {1});
    assertThatThrownBy(() -> start("azure-1"))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("no longer the release");
    assertThat(site.resources()).isEmpty();
  }

  @Test
  void aHostWithoutProofIsNeverServedAndTheProofIsNamed() throws Exception {
    site.unproved(true);
    stage();
    start("azure-1");
    List<Instance> all =
        awaitInstances("failed", a -> a.size() == 1 && a.getFirst().state() == State.FAILED);
    assertThat(all.getFirst().detail()).contains("asuid.shop.example.com").contains("TXT");
    site.unproved(false);
    awaitInstances("running", a -> running(a) == 1);
  }

  @Test
  void anotherControllersSiteIsLeftAlone() throws Exception {
    stage();
    start("azure-1");
    awaitInstances("running", all -> running(all) == 1);
    List<String> before = site.resources();
    try (Platform other = site.platform(folder.resolve("other"), "there", Map.of())) {
      assertThat(other.instances()).isEmpty();
      other.apply(new PlatformChange.Stage(release, artifact));
      assertThatThrownBy(
              () -> other.apply(new PlatformChange.Start("azure-1", release, settings())))
          .isInstanceOf(AdapterException.Invalid.class)
          .hasMessageContaining("not this controller's");
      Await.until("it has looked", other::instances, List::isEmpty);
    }
    assertThat(running(platform.instances())).isEqualTo(1);
    assertThat(site.resources()).isEqualTo(before);
  }

  @Test
  void aStateFolderThatWasLostFindsWhatRuns() throws Exception {
    stage();
    start("azure-1");
    start("azure-2");
    awaitInstances("running", all -> running(all) == 2);
    platform.close();
    platform = site.platform(folder.resolve("fresh"));
    List<Instance> found = awaitInstances("found", all -> running(all) == 2);
    assertThat(found).extracting(Instance::digest).containsOnly(release.digest());
  }

  @Test
  void throttlingDelaysAndNothingMore() throws Exception {
    site.cloud()
        .faults()
        .answer(
            6,
            r -> r.path().contains("/providers/Microsoft."),
            r -> Response.error(429, "TooManyRequests", "slower").with("Retry-After", "1"));
    stage();
    start("azure-1");
    awaitInstances("running", all -> running(all) == 1);
  }

  @Test
  void secretsAreNowhereOnTheDisk() throws Exception {
    stage();
    start("azure-1");
    awaitInstances("running", all -> running(all) == 1);
    try (Stream<Path> files = Files.walk(folder.resolve("state"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        try (InputStream in = Files.newInputStream(file)) {
          assertThat(new String(in.readAllBytes(), UTF_8))
              .doesNotContain("s3cret")
              .doesNotContain("of-the-fake");
        }
      }
    }
  }

  private static String get(Endpoint at) throws Exception {
    try (Socket socket = new Socket(at.host(), at.port())) {
      socket
          .getOutputStream()
          .write(
              ("GET / HTTP/1.1\r\nHost: shop.example.com\r\nConnection: close\r\n\r\n")
                  .getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }
}
