package dev.spillway.e2e.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.azure.fake.FakeDns;
import dev.spillway.azure.fake.FakeTrafficManager;
import dev.spillway.azure.fake.Judge;
import dev.spillway.core.Digest;
import dev.spillway.demo.world.Waiting;
import dev.spillway.e2e.FreePort;
import dev.spillway.e2e.SpillwayProgram;
import dev.spillway.platforms.TestJar;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * From nothing public to nothing public, with real requests: home on a fake Azure Stack Hub, the
 * burst on a fake App Service whose workers are processes, by each way that shares get to clients.
 */
class AzureBurstTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final double CALM = 6;

  /** Twice what home carries. */
  private static final double BURST = 45;

  /**
   * A worker is counted from the second tick after it was given at the latest, and until the second
   * after it was taken back: one tick asks, one counts the answer, and calls take their time. What
   * is missing at the beginning of a worker makes up for what is too much at its end, so the most
   * for each worker is one of both.
   */
  private static final double SECONDS_FOR_EACH_WORKER =
      2 * TwoClouds.TICK.toMillis() / 1000.0 + 0.5;

  @TempDir Path folder;

  @AfterAll
  static void tell() {
    System.out.println(Judge.judged() + " calls were as Azure describes them");
  }

  @Test
  @Timeout(600)
  void byTrafficManager() throws Exception {
    FakeTrafficManager profile =
        new FakeTrafficManager("shop", 5)
            .endpoint("externalEndpoints", "hq", TwoClouds.HOME, true, 1000)
            .endpoint("externalEndpoints", "azure", TwoClouds.CLOUD_NAME, false, 1);
    try (TwoClouds world = new TwoClouds(folder)) {
      world.azure.with(profile);
      world.start(
          "{ type: traffic-manager, ttl: 5s, resource-group: shop, profile: shop, "
              + TwoClouds.access(world.azure)
              + " }",
          "");
      burst(world, "Traffic Manager", new Names.Weights(profile, new Random(1), world::resolve));
      assertThat(profile.everNobody()).isFalse();
      assertThat(profile.state()).isEqualTo("hq 1000, azure off");
    }
  }

  @Test
  @Timeout(600)
  void byAzureDns() throws Exception {
    FakeDns zone = new FakeDns("example.com");
    try (TwoClouds world = new TwoClouds(folder)) {
      world.azure.with(zone);
      world.start(
          "{ type: azure-dns, ttl: 5s, resource-group: shop, zone: example.com, "
              + TwoClouds.access(world.azure)
              + " }",
          "");
      burst(world, "Azure DNS", new Names.Records(zone, "shop", new Random(1)));
      assertThat(zone.everEmpty()).isFalse();
      assertThat(zone.state()).startsWith("A/shop [" + TwoClouds.HOME + "] hq");
    }
  }

  @Test
  @Timeout(600)
  void byTheBuiltInDns() throws Exception {
    int dns = FreePort.take();
    try (TwoClouds world = new TwoClouds(folder)) {
      world.start(
          "{ type: dns, ttl: 5s }",
          """
          zones: [{ name: example.com, name-servers: [{ name: ns1.example.com, addresses: [127.0.0.1] }] }]
          dns: { listen: ["127.0.0.1:%d"] }
          """
              .formatted(dns));
      burst(world, "built-in DNS", new Names.Server(dns, TwoClouds.HOST));
    }
  }

  private void burst(TwoClouds world, String steering, Names names) throws Exception {
    Path jar = TestJar.build(folder.resolve("release"), "the release");
    Digest digest = Digest.of(jar);
    until(world, "the API", () -> !world.status().path("sites").isEmpty());
    SpillwayProgram.Result asked = world.spillway("check", "--online");
    assertThat(asked.exit()).as(asked.toString()).isZero();
    assertThat(asked.out())
        .contains("shop, hq, platform (azure-app-service):")
        .contains("the name shop-azure is free")
        .contains("No cloud says that anything stands in the way.");
    assertThat(world.cloud.resources()).isEmpty();
    SpillwayProgram.Result deployed = world.spillway("deploy", jar.toString());
    assertThat(deployed.exit()).as(deployed + world.log()).isZero();
    until(world, "home alone", () -> atHome(world, names));
    double before = world.cloud.bill.seconds();
    AtomicInteger most = new AtomicInteger();
    Set<String> digests = new TreeSet<>();
    try (Crowd crowd =
        new Crowd(
            names,
            world.port,
            TwoClouds.HOST,
            a -> world.home.running(a, digest) + world.cloud.running(a, digest))) {
      crowd.rate(CALM);
      until(world, "the demand to be known", () -> world.status().path("demand").asDouble(0) > 3);
      assertThat(crowd.sentToOthersThan(TwoClouds.HOME)).isZero();
      crowd.rate(BURST);
      until(
          world,
          "100 requests at the cloud",
          () -> {
            look(world, digests, most);
            return crowd.sentToOthersThan(TwoClouds.HOME) > 100;
          });
      assertThat(names.tellsOthersThan(TwoClouds.HOME)).isTrue();
      double share = world.site("azure").path("share").asDouble();
      assertThat(share).isGreaterThan(0);
      crowd.rate(CALM);
      until(
          world,
          "all to be home and nothing to be left",
          () -> {
            look(world, digests, most);
            return atHome(world, names) && !world.status().at("/cost/billing").asBoolean(true);
          });
      long there = crowd.sentToOthersThan(TwoClouds.HOME);
      assertThat(world.cloud.resources()).isEmpty();
      assertThat(world.cloud.bill.workers()).isZero();
      assertThat(crowd.wrong()).isEmpty();
      assertThat(digests).as("of all instances that were ready").containsExactly(digest.hex());
      assertThat(world.home.resources()).contains("site shop-hq");
      bill(world, steering, before, most.get(), share, there);
    }
  }

  /** What the cloud counted and what Spillway says that it cost. */
  private static void bill(
      TwoClouds world, String steering, double before, int most, double share, long there) {
    double ledger = world.cloud.bill.seconds();
    double report = world.status().at("/cost/month").asDouble(-1);
    int workers = world.cloud.bill.changes() / 2;
    double tolerance = workers * SECONDS_FOR_EACH_WORKER;
    System.out.printf(
        Locale.ROOT,
        "%s: share %.0f %%, %d instances, %d requests at the cloud; worker seconds by the cloud's"
            + " ledger %.2f (before the burst %.2f), by Spillway's cost report %.2f, difference %.2f"
            + " (%.1f %%) of %.1f allowed for %d workers%n",
        steering,
        share * 100,
        most,
        there,
        ledger,
        before,
        report,
        report - ledger,
        100 * (report - ledger) / ledger,
        tolerance,
        workers);
    assertThat(report).isCloseTo(ledger, within(tolerance));
  }

  private static void look(TwoClouds world, Set<String> digests, AtomicInteger most) {
    int count = 0;
    for (JsonNode one : world.site("azure").path("instances")) {
      if (one.path("state").asString("").equals("READY")) {
        count++;
        digests.add(one.path("digest").asString("none"));
        assertThat(one.path("proof").asString()).isEqualTo("measured");
      }
    }
    most.accumulateAndGet(count, Math::max);
  }

  private static boolean atHome(TwoClouds world, Names names) {
    JsonNode azure = world.site("azure");
    JsonNode hq = world.site("hq");
    try {
      return hq.path("share").asDouble() == 1
          && azure.path("share").asDouble(1) == 0
          && azure.path("instances").isEmpty()
          && azure.path("leftovers").isEmpty()
          && !names.tellsOthersThan(TwoClouds.HOME);
    } catch (IOException e) {
      return false;
    }
  }

  private static void until(TwoClouds world, String what, BooleanSupplier reached) {
    if (!Waiting.within(PATIENCE, reached)) {
      throw new AssertionError(
          "waited in vain for %s; now %s%n%s".formatted(what, world.status(), world.log()));
    }
  }
}
