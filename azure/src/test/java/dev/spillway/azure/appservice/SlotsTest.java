package dev.spillway.azure.appservice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.fake.Response;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new release for a site that runs, on a plan whose tier has slots and on one whose has none. */
class SlotsTest {
  private static final Map<String, String> SETTINGS = Map.of("SECRET", "s3cret");

  @TempDir static Path build;
  static Path jar;
  static Path newer;

  @TempDir Path folder;
  private AppServiceWorld world;
  private Platform platform;
  private Release old;
  private Release next;

  @BeforeAll
  static void compile() throws Exception {
    jar = TestJar.build(build.resolve("one"), "the release");
    newer = TestJar.build(build.resolve("two"), "the next release");
  }

  @BeforeEach
  void open() throws Exception {
    old = TestJar.release(jar);
    next = TestJar.release(newer);
    world = new AppServiceWorld(Kind.PUBLIC);
    platform = world.platform(folder.resolve("state"));
  }

  @AfterEach
  void close() {
    platform.close();
    world.close();
  }

  private Endpoint oneRuns() throws Exception {
    platform.apply(new PlatformChange.Stage(old, jar));
    platform.apply(new PlatformChange.Stage(next, newer));
    platform.apply(new PlatformChange.Start("azure-1", old, SETTINGS));
    List<Instance> all = await("running", a -> run(a, old, 1));
    return all.getFirst().endpoint();
  }

  private List<Instance> await(String what, java.util.function.Predicate<List<Instance>> reached)
      throws Exception {
    return Await.until(what, platform::instances, reached);
  }

  /** So many run, all of them this release. */
  private static boolean run(List<Instance> all, Release release, int count) {
    return all.size() == count
        && all.stream()
            .allMatch(i -> i.state() == State.RUNNING && release.digest().equals(i.digest()));
  }

  private void start(String id, Release release, Map<String, String> settings) throws Exception {
    platform.apply(new PlatformChange.Start(id, release, settings));
  }

  private void stop(String id) throws Exception {
    platform.apply(new PlatformChange.Stop(id, Duration.ZERO));
  }

  private static void tell(String how, Visitor visitor) {
    System.out.println(
        "A new release "
            + how
            + ": "
            + visitor.lost()
            + " requests lost, "
            + visitor.answered()
            + " answered");
  }

  @Test
  void itIsSwappedInWithoutALostRequestAndBackAgainWithoutBeingSent() throws Exception {
    Endpoint at = oneRuns();
    try (Visitor visitor = new Visitor(at)) {
      start("azure-2", next, SETTINGS);
      await("both run the next one", a -> run(a, next, 2));
      Await.until("the slot rests", world.service::slotsRest, rests -> rests);
      assertThat(world.service.swaps).isEqualTo(1);
      assertThat(world.service.deployments).isEqualTo(2);
      assertThat(world.service.resources()).contains("slot shop-azure/next");
      assertThat(world.service.bill.workers()).as("a slot is not billed apart").isEqualTo(2);
      start("azure-3", old, SETTINGS);
      await("all run the old one", a -> run(a, old, 3));
      assertThat(world.service.swaps).isEqualTo(2);
      assertThat(world.service.deployments).as("nothing is sent again").isEqualTo(2);
      assertThat(visitor.lost()).as(visitor.why()).isZero();
      assertThat(visitor.answered()).isPositive();
      tell("through a slot, there and back", visitor);
    }
    assertThat(platform.leftovers()).contains("slot shop-azure/next");
    for (String id : List.of("azure-1", "azure-2", "azure-3")) {
      stop(id);
    }
    await("gone", List::isEmpty);
    assertThat(world.service.resources()).isEmpty();
    assertThat(platform.leftovers()).isEmpty();
  }

  @Test
  void oneThatDoesNotGetWarmNeverComesBeforeClients() throws Exception {
    Endpoint at = oneRuns();
    try (Visitor visitor = new Visitor(at)) {
      start("azure-2", next, Map.of("MODE", "crash"));
      List<Instance> both =
          await("failed", a -> a.size() == 2 && a.getLast().state() == State.FAILED);
      assertThat(both.getFirst().state()).isEqualTo(State.RUNNING);
      assertThat(both.getFirst().digest()).isEqualTo(old.digest());
      assertThat(both.getLast().detail())
          .contains("was not swapped in, and what runs goes on")
          .contains("must answer /health with 200");
      stop("azure-2");
      start("azure-3", old, SETTINGS);
      await("two run the old one", a -> run(a, old, 2));
      assertThat(world.service.swaps).isZero();
      assertThat(visitor.lost()).as(visitor.why()).isZero();
      assertThat(visitor.answered()).isPositive();
    }
  }

  @Test
  void settingsGoWithTheReleaseExceptThoseThatSomebodyMadeSticky() throws Exception {
    oneRuns();
    world.service.foreignSetting("FOREIGN", "kept");
    world.service.foreignSetting("RING", "production");
    world.service.stick("RING");
    start("azure-2", next, Map.of("COLOUR", "blue"));
    await("both run the next one", a -> run(a, next, 2));
    assertThat(world.service.settings())
        .containsEntry("COLOUR", "blue")
        .containsEntry("FOREIGN", "kept")
        .containsEntry("RING", "production")
        .doesNotContainKey("SECRET");
    assertThat(world.service.slotSettings())
        .containsEntry("SECRET", "s3cret")
        .doesNotContainKey("COLOUR");
  }

  @Test
  void aWrongByteOnTheWayToTheSlotIsSentAgainAndNeverSwapped() throws Exception {
    oneRuns();
    world.service.corrupts = 1;
    start("azure-2", next, SETTINGS);
    await("both run the next one", a -> run(a, next, 2));
    assertThat(world.service.deployments).isEqualTo(3);
    assertThat(world.service.swaps).isEqualTo(1);
  }

  @Test
  void whatSomebodyElseSwappedIsSeenAndSwappedBack() throws Exception {
    oneRuns();
    start("azure-2", next, SETTINGS);
    await("both run the next one", a -> run(a, next, 2));
    world.service.foreignSwap();
    await("swapped back by itself", a -> run(a, next, 2) && world.service.swaps >= 3);
  }

  @Test
  void aRoleFromBeforeThereWereSlotsStillRemovesEverything() throws Exception {
    world
        .cloud
        .faults()
        .answer(
            -1,
            r -> r.path().contains("/slots/"),
            r -> Response.error(403, "AuthorizationFailed", "not allowed"));
    oneRuns();
    start("azure-2", next, SETTINGS);
    List<Instance> both =
        await("failed", a -> a.size() == 2 && a.getLast().state() == State.FAILED);
    assertThat(both.getLast().detail()).contains("needs the right Microsoft.Web/sites/slots/read");
    assertThat(both.getFirst().state()).isEqualTo(State.RUNNING);
    stop("azure-1");
    stop("azure-2");
    await("gone", List::isEmpty);
    assertThat(world.service.resources()).isEmpty();
  }

  @Test
  void aTierWithoutSlotsGetsItInPlace() throws Exception {
    platform.close();
    platform = world.platform(folder.resolve("basic"), "here", Map.of("skus", List.of("B1")));
    Endpoint at = oneRuns();
    try (Visitor visitor = new Visitor(at)) {
      start("azure-2", next, SETTINGS);
      await("both run the next one", a -> run(a, next, 2));
      Await.until("answers", () -> Visitor.get(at), a -> a.startsWith("HTTP/1.1 200"));
      assertThat(visitor.lost()).as("there is a gap").isPositive();
      tell("in place", visitor);
    }
    assertThat(world.service.swaps).isZero();
    assertThat(world.cloud.exchanges())
        .filteredOn(e -> !e.request().method().matches("GET|DELETE"))
        .noneMatch(e -> e.request().path().contains("/slots"));
  }
}
