package dev.spillway.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.spillway.demo.ForeignClient;
import dev.spillway.demo.world.Waiting;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * One burst at twice home's capacity in which everything breaks once. The parts of Spillway are
 * processes of their own, in network namespaces; each is ended with signals, never asked.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class FaultsTest {
  /** What is promised for a link that does not come back. */
  private static final Duration LINK_LIMIT = Duration.ofSeconds(12);

  /** The link's grace in this world; a link that is back within it changes nothing. */
  private static final Duration GRACE = Duration.ofSeconds(8);

  /**
   * Platforms are looked at twice a second; a dead process is out of the answers by the next look.
   */
  private static final Duration DEAD_LIMIT = Duration.ofSeconds(3);

  /** Three probes in a row, each a second apart with 0.9 s to answer, and one tick. */
  private static final Duration SILENT_LIMIT = Duration.ofSeconds(8);

  private static final Duration AGAIN_LIMIT = Duration.ofSeconds(45);

  /** Longer than a probe's and shorter than what makes old numbers stale. */
  private static final Duration FROZEN = Duration.ofSeconds(4);

  /** Longer than what a swing would take: a look at the link, its consequence, a tick. */
  private static final Duration QUIET = Duration.ofSeconds(7);

  private final Losses losses = new Losses();
  private Town town;

  @BeforeAll
  void begin() throws IOException {
    List<String> missing = Distribution.missing();
    assumeTrue(missing.isEmpty(), () -> "needs " + String.join("; ", missing));
    town = Town.open();
    town.burst();
    town.steady();
  }

  @AfterAll
  void end() {
    if (town != null) {
      town.close();
    }
  }

  /** A fault whose test failed must not spoil the next one's. */
  @AfterEach
  void mend() {
    town.mend();
  }

  @Test
  @Order(1)
  void dnsGoesOnWithoutTheController() {
    View before = town.steady();
    double from = town.clock();
    long killed = town.controller().process().pid();
    Signals.send("KILL", killed);
    for (int i = 0; i < 3; i++) {
      ForeignClient.Answers answers = town.ask(600);
      assertThat(answers.home() + answers.cloud()).as("answers to 600 questions").isEqualTo(600);
      assertThat(answers.cloudPart()).isBetween(near(before, -0.08), near(before, 0.08));
    }
    assertThat(Signals.alive(killed)).isFalse();
    double down = town.clock() - from;
    long gatewayBefore = Signals.pid("cloud", "gateway");
    town.startController();
    town.until(
        "the controller to see the cloud again",
        LINK_LIMIT.multipliedBy(2),
        () ->
            town.sees(
                v -> v.cloud().settled() && v.cloud().ids().containsAll(before.cloud().ids())));
    View after = watchQuietly(before, QUIET, 0);
    assertThat(after.cloud().ready()).hasSizeGreaterThanOrEqualTo(before.cloud().ready().size());
    assertThat(Signals.pid("cloud", "gateway")).isEqualTo(gatewayBefore);
    over("kill -9 the controller", from, "away %.1f s; DNS answered, nothing moved", down);
  }

  @Test
  @Order(2)
  void anAgentThatIsBackInTimeMovesNothing() {
    View before = town.steady();
    long seq = town.newest();
    double from = town.clock();
    Signals.send("KILL", town.agent().process().pid());
    town.startAgent();
    linkIsBackAndNothingMoved(before, seq, from, "kill -9 the agent, started again");
  }

  @Test
  @Order(3)
  void anAgentThatStaysAwayCostsTheShare() {
    town.steady();
    double from = town.clock();
    Signals.send("KILL", town.agent().process().pid());
    double took = shareIsGone(from);
    town.startAgent();
    shareIsBack(from, took, "kill -9 the agent, stays away");
  }

  @Test
  @Order(4)
  void aGatewayThatIsBackInTimeMovesNothing() {
    View before = town.steady();
    long seq = town.newest();
    double from = town.clock();
    long killed = Signals.pid("cloud", "gateway");
    Signals.send("KILL", killed);
    linkIsBackAndNothingMoved(before, seq, from, "kill -9 the gateway, restarted by Spillway");
    assertThat(Signals.pid("cloud", "gateway")).isNotEqualTo(killed);
  }

  @Test
  @Order(5)
  void aGatewayThatStaysAwayCostsTheShare() throws IOException {
    town.steady();
    Path aside = town.keys().resolveSibling("keys-aside");
    Files.move(town.keys(), aside);
    double from = town.clock();
    double took;
    try {
      Signals.send("KILL", Signals.pid("cloud", "gateway"));
      took = shareIsGone(from);
    } finally {
      Files.move(aside, town.keys());
    }
    shareIsBack(from, took, "kill -9 the gateway, cannot start again");
  }

  @Test
  @Order(6)
  void aDeadInstanceIsReplaced() {
    View.Instance victim = town.steady().cloud().ready().getFirst();
    double from = town.clock();
    Signals.send("KILL", Signals.pid("cloud", victim.id()));
    double took = isReplaced(victim, from, DEAD_LIMIT);
    town.steady();
    over("kill -9 a public instance", from, "out of DNS after %.1f s, replaced", took);
  }

  @Test
  @Order(7)
  void aSilentInstanceIsReplaced() {
    View.Instance victim = town.steady().cloud().ready().getFirst();
    double from = town.clock();
    long pid = Signals.pid("cloud", victim.id());
    Signals.send("STOP", pid);
    double took = isReplaced(victim, from, SILENT_LIMIT);
    town.steady();
    over("SIGSTOP a public instance", from, "out of DNS after %.1f s, replaced", took);
    town.until("the stopped process to be ended", AGAIN_LIMIT, () -> !Signals.alive(pid));
  }

  @Test
  @Order(8)
  void theDatabaseComesBack() {
    View before = town.steady();
    double from = town.clock();
    town.restartDatabase();
    double down = town.clock() - from;
    View after = town.steady();
    assertThat(after.cloud().ready()).isEqualTo(before.cloud().ready());
    over("PostgreSQL restarted", from, "ready after %.1f s; no instance was replaced", down);
  }

  @Test
  @Order(9)
  void otherBytesNeverGetAShare() throws IOException {
    View before = town.steady();
    Path staged = town.stagedInCloud();
    Path other = staged.resolveSibling("other.jar");
    Files.copy(staged, other);
    try (FileSystem jar = FileSystems.newFileSystem(other)) {
      Files.writeString(jar.getPath("/other.txt"), "a jar that runs; it is just another one");
    }
    Files.move(other, staged, StandardCopyOption.ATOMIC_MOVE);
    View.Instance victim = before.cloud().ready().getFirst();
    double from = town.clock();
    // Not killed: after an instance that ended by itself, what is staged is checked anyway.
    Signals.send("STOP", Signals.pid("cloud", victim.id()));
    Set<String> wrong = new TreeSet<>();
    town.until(
        "the instance with other bytes to be reported",
        AGAIN_LIMIT,
        () -> town.sees(v -> !v.cloud().in("WRONG_DIGEST").isEmpty()));
    town.view()
        .ifPresent(v ->
            v.cloud()
                .in("WRONG_DIGEST")
                .forEach(i -> {
                  assertThat(i.digest()).isNotEqualTo(town.digest());
                  wrong.add(i.id());
                  assertThat(town.addresses()).doesNotContain(i.host());
                }));
    town.until(
        "the release to be brought there again",
        AGAIN_LIMIT,
        () -> {
          Set<String> answers = town.addresses();
          return town.sees(v -> {
            v.cloud().in("WRONG_DIGEST").forEach(i -> assertThat(answers).doesNotContain(i.host()));
            return v.cloud().settled();
          });
        });
    town.steady();
    over("an instance with other bytes", from, "%s was WRONG_DIGEST, never in DNS", wrong);
  }

  @Test
  @Order(10)
  void aFrozenControllerWakesAndMovesNothing() {
    View before = town.steady();
    double from = town.clock();
    long pid = town.controller().process().pid();
    long gateway = Signals.pid("cloud", "gateway");
    Signals.send("STOP", pid);
    double cloud;
    try {
      cloud = town.ask(600).cloudPart();
      assertThat(Waiting.within(FROZEN, () -> !Signals.alive(pid))).as("it ended").isFalse();
    } finally {
      Signals.send("CONT", pid);
    }
    assertThat(cloud).as("share in answers").isBetween(near(before, -0.08), near(before, 0.08));
    double frozen = town.clock() - from;
    View after = watchQuietly(before, QUIET, 0);
    assertThat(after.cloud().ready()).containsAll(before.cloud().ready());
    assertThat(Signals.pid("cloud", "gateway")).isEqualTo(gateway);
    over("SIGSTOP the controller", from, "stood for %.1f s; nothing moved", frozen);
  }

  @Test
  @Order(11)
  void everythingComesHomeAndThePlanIsEmpty() throws IOException, InterruptedException {
    losses.tell(town.calmDown(), Path.of(System.getProperty("basedir", "."), "target/faults.json"));
    town.until(
        "everything to be home and nothing public to be left",
        Duration.ofSeconds(90),
        () -> town.sees(v -> v.phase().equals("HOME") && v.cloud().gone()));
    assertThat(Signals.marked("SPILLWAY_INSTANCE=storefront/cloud/gateway")).isEmpty();
    for (int i = 0; i < 2; i++) {
      Town.Said plan = town.spillway("plan", "--output", "json");
      assertThat(plan.code()).isZero();
      assertThat(json(plan).path("steps")).as(plan.out()).isEmpty();
    }
    assertThat(town.ask(500).cloud()).isZero();
  }

  @Test
  @Order(12)
  void everyDecisionIsMadeAgain() throws IOException, InterruptedException {
    town.keepEvents(Path.of(System.getProperty("basedir", "."), "target/faults-events.txt"));
    Town.Said replay = town.spillway("events", "--replay", "--output", "json");
    assertThat(json(replay).path("differences")).as(replay.out()).isEmpty();
    assertThat(replay.code()).isZero();
    int decisions = json(replay).path("decisions").asInt(0);
    assertThat(decisions).isGreaterThan(30);
    town.story().say(decisions + " logged decisions made again, all equal");
  }

  @Test
  @Order(13)
  void nothingIsLeft() {
    town.close();
    assertThat(town.world().leftovers()).isEmpty();
    assertThat(Signals.marked("SPILLWAY_OWNER=demo")).isEmpty();
  }

  private static JsonNode json(Town.Said said) {
    return new ObjectMapper().readTree(said.out());
  }

  private static double near(View view, double by) {
    return view.cloud().share() + by;
  }

  /**
   * For so long no share may move and no instance may go. One more may be asked for: at the edge of
   * what the running ones carry, a second's noise decides that, fault or not.
   */
  private View watchQuietly(View before, Duration length, long seq) {
    boolean moved =
        Waiting.within(
            length,
            () ->
                town.sees(v ->
                    Math.abs(v.cloud().share() - before.cloud().share()) > 0.001
                        || !v.cloud().ids().containsAll(before.cloud().ids())));
    View after = town.view().orElseThrow();
    assertThat(moved)
        .as("moved from " + before + " to " + after + ": " + town.steps(seq))
        .isFalse();
    return after;
  }

  /** The link mends itself, and neither the loss nor what comes after it moves anything. */
  private void linkIsBackAndNothingMoved(View before, long seq, double from, String fault) {
    town.until(
        "the loss of the link to be seen",
        GRACE,
        () -> town.sees(v -> !v.cloud().connected() || !v.cloud().reached()));
    town.until(
        "the link", LINK_LIMIT, () -> town.sees(v -> v.cloud().connected() && v.cloud().reached()));
    double away = town.clock() - from;
    assertThat(away).as("seconds without a link").isLessThan(LINK_LIMIT.toMillis() / 1e3);
    View after = watchQuietly(before, QUIET, seq);
    assertThat(town.steps(seq))
        .as("steps since the fault")
        .noneMatch(s -> s.contains("set shares"));
    over(
        fault,
        from,
        "link away %.1f s; share %.0f %% all the time",
        away,
        100 * after.cloud().share());
  }

  /** Seconds until no answer names the cloud. */
  private double shareIsGone(double from) {
    town.until(
        "no answer to name the cloud",
        LINK_LIMIT,
        () -> town.sees(v -> v.cloud().share() == 0) && town.ask(100).cloud() == 0);
    double took = town.clock() - from;
    assertThat(took).as("seconds until share 0").isLessThan(LINK_LIMIT.toMillis() / 1e3);
    return took;
  }

  private void shareIsBack(double from, double took, String fault) {
    double start = town.clock();
    town.until(
        "the share to rise again by itself",
        AGAIN_LIMIT,
        () -> town.sees(v -> v.cloud().share() >= Town.LEAST_SHARE));
    double again = town.clock() - start;
    town.steady();
    over(
        fault,
        from,
        "share 0 after %.1f s, %.1f s after its return at least %.0f %%",
        took,
        again,
        100 * Town.LEAST_SHARE);
  }

  /** Seconds until no answer names the victim. */
  private double isReplaced(View.Instance victim, double from, Duration limit) {
    town.until(
        victim.host() + " to leave the answers",
        limit,
        () -> !town.addresses().contains(victim.host()));
    double took = town.clock() - from;
    town.until(
        "another instance to be ready",
        AGAIN_LIMIT,
        () -> town.sees(v -> v.cloud().settled() && !v.cloud().ready().contains(victim)));
    return took;
  }

  private void over(String fault, double from, String seen, Object... figures) {
    String text = String.format(Locale.ROOT, seen, figures);
    losses.add(fault, from, town.clock(), text);
    town.story().say(fault + ": " + text);
  }
}
