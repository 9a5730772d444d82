package dev.spillway.azure.appservice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.azure.fake.FakeAzure.Kind;
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

/** On the fake, which runs the packages that it gets. */
abstract class AppServiceContract extends PlatformContract {
  @TempDir static Path build;
  static Path jar;
  static Path newer;

  AppServiceWorld world;

  abstract Kind kind();

  @BeforeAll
  static void compile() throws Exception {
    jar = TestJar.build(build.resolve("one"), "the release");
    newer = TestJar.build(build.resolve("two"), "the next release");
  }

  @Override
  protected Platform make() throws Exception {
    world = new AppServiceWorld(kind());
    return world.platform(folder.resolve("state"));
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
    world.close();
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
    assertThat(world.service.bill.workers()).isEqualTo(2);
    platform.apply(new PlatformChange.Stop("azure-2", GRACE));
    awaitInstances("one left", all -> all.size() == 1);
    assertThat(world.service.bill.workers()).isEqualTo(1);
    platform.apply(new PlatformChange.Stop("azure-1", GRACE));
    awaitInstances("none left", List::isEmpty);
    assertThat(world.service.resources()).isEmpty();
    assertThat(world.service.bill.workers()).isZero();
    assertThat(platform.leftovers()).isEmpty();
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

  @Test
  void anotherReleaseReplacesWhatAllInstancesRun() throws Exception {
    stage();
    start("azure-1");
    awaitInstances("running", all -> running(all) == 1);
    Release next = TestJar.release(newer);
    platform.apply(new PlatformChange.Stage(next, newer));
    platform.apply(new PlatformChange.Start("azure-2", next, settings()));
    List<Instance> both =
        awaitInstances(
            "both run the next one",
            all ->
                running(all) == 2 && all.stream().allMatch(i -> next.digest().equals(i.digest())));
    assertThat(both).hasSize(2);
    assertThat(world.service.deployments).isEqualTo(2);
  }

  @Test
  void whatOthersSetStaysAndWhatIsNoLongerSetGoes() throws Exception {
    stage();
    start("azure-1");
    awaitInstances("running", all -> running(all) == 1);
    world.service.foreignSetting("FOREIGN", "kept");
    platform.apply(new PlatformChange.Start("azure-2", release, Map.of("OTHER", "x")));
    awaitInstances("2 running", all -> running(all) == 2);
    assertThat(world.service.settings())
        .containsEntry("FOREIGN", "kept")
        .containsEntry("OTHER", "x")
        .doesNotContainKey("SECRET");
  }

  @Test
  void aFullRegionMeansTheNextOneAndNoneAtAllIsARefusal() throws Exception {
    world.service.free.put("westeurope", 0);
    world.service.free.put("northeurope", 1);
    stage();
    start("azure-1");
    awaitInstances("running", all -> running(all) == 1);
    assertThatThrownBy(() -> start("azure-2"))
        .isInstanceOf(AdapterException.Refused.class)
        .hasMessageContaining("No available instances");
    List<Instance> still = awaitInstances("one runs on", all -> running(all) == 1);
    assertThat(still).extracting(Instance::id).containsExactly("azure-1");
    platform.apply(new PlatformChange.Stop("azure-1", GRACE));
    awaitInstances("gone", List::isEmpty);
    world.service.free.put("northeurope", 0);
    assertThatThrownBy(() -> start("azure-1"))
        .isInstanceOf(AdapterException.Refused.class)
        .hasMessageContaining("westeurope P1v3")
        .hasMessageContaining("northeurope S1");
    assertThat(platform.instances()).isEmpty();
    Await.until("nothing left", world.service::resources, List::isEmpty);
  }

  @Test
  void aWrongByteOnTheWayIsSeenAndSentAgain() throws Exception {
    world.service.corrupts = 1;
    stage();
    start("azure-1");
    List<Instance> all = awaitInstances("running", a -> running(a) == 1);
    assertThat(all.getFirst().digest()).isEqualTo(release.digest());
    assertThat(world.service.deployments).isEqualTo(2);
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
    assertThat(world.service.resources()).isEmpty();
  }

  @Test
  void aWorkerThatGoesOnWithTheOldPackageNeverShowsTheNewDigest() throws Exception {
    platform.close();
    platform = world.platform(folder.resolve("in-place"), "here", Map.of("slots", false));
    stage();
    start("azure-1");
    awaitInstances("running", all -> running(all) == 1);
    world.service.stale = true;
    Release next = TestJar.release(newer);
    platform.apply(new PlatformChange.Stage(next, newer));
    int before = world.service.deployments;
    platform.apply(new PlatformChange.Start("azure-2", next, settings()));
    Await.until("sent", () -> world.service.deployments, n -> n > before);
    List<Instance> all = awaitInstances("looked at", a -> running(a) == 2);
    assertThat(all).extracting(Instance::digest).contains(release.digest());
    world.service.stale = false;
    awaitInstances(
        "restarted until it is right",
        a -> running(a) == 2 && a.stream().allMatch(i -> next.digest().equals(i.digest())));
  }

  @Test
  void aPackageThatTheSiteCannotTakeFailsTheInstance() throws Exception {
    world.service.deploymentsFail = true;
    stage();
    start("azure-1");
    List<Instance> all =
        awaitInstances("failed", a -> a.size() == 1 && a.getFirst().state() == State.FAILED);
    assertThat(all.getFirst().detail()).contains("could not take the package");
  }

  @Test
  void aHostWithoutProofIsNeverServedAndTheProofIsNamed() throws Exception {
    world.service.unproved.add(AppServiceWorld.HOST);
    stage();
    start("azure-1");
    List<Instance> all =
        awaitInstances("failed", a -> a.size() == 1 && a.getFirst().state() == State.FAILED);
    assertThat(all.getFirst().detail()).contains("asuid.shop.example.com").contains("TXT");
    world.service.unproved.clear();
    awaitInstances("running", a -> running(a) == 1);
  }

  @Test
  void aNameThatIsTakenIsSaid() throws Exception {
    world.service.taken.add("shop-azure");
    stage();
    start("azure-1");
    List<Instance> all =
        awaitInstances("failed", a -> a.size() == 1 && a.getFirst().state() == State.FAILED);
    assertThat(all.getFirst().detail()).contains("taken by somebody else");
  }

  @Test
  void anotherControllersSiteIsLeftAlone() throws Exception {
    stage();
    start("azure-1");
    awaitInstances("running", all -> running(all) == 1);
    try (Platform other = world.platform(folder.resolve("other"), "there", Map.of())) {
      assertThat(other.instances()).isEmpty();
      other.apply(new PlatformChange.Stage(release, artifact));
      assertThatThrownBy(
              () -> other.apply(new PlatformChange.Start("azure-1", release, settings())))
          .isInstanceOf(AdapterException.Invalid.class)
          .hasMessageContaining("not this controller's");
      Await.until("it has looked", other::instances, List::isEmpty);
    }
    assertThat(running(platform.instances())).isEqualTo(1);
    assertThat(world.service.resources()).hasSize(2);
  }

  @Test
  void aStateFolderThatWasLostFindsWhatRuns() throws Exception {
    stage();
    start("azure-1");
    start("azure-2");
    awaitInstances("running", all -> running(all) == 2);
    platform.close();
    platform = world.platform(folder.resolve("fresh"));
    List<Instance> found = awaitInstances("found", all -> running(all) == 2);
    assertThat(found).extracting(Instance::digest).containsOnly(release.digest());
  }

  @Test
  void aWorkerThatTheCloudReplacesIsMeasuredAnew() throws Exception {
    stage();
    start("azure-1");
    start("azure-2");
    awaitInstances("running", all -> running(all) == 2);
    int before = world.service.deployments;
    world.service.replaceFirstWorker();
    awaitInstances("running again", all -> running(all) == 2);
    assertThat(world.service.deployments).isEqualTo(before);
  }

  @Test
  void throttlingDelaysAndNothingMore() throws Exception {
    world
        .cloud
        .faults()
        .answer(
            6,
            r -> r.path().contains("Microsoft.Web"),
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
}
