package dev.spillway.e2e.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.azure.fake.FakeDns;
import dev.spillway.azure.fake.Judge;
import dev.spillway.demo.Scenario;
import dev.spillway.demo.clients.Trace;
import dev.spillway.e2e.FreePort;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The burst of {@link AzureBurstTest} by the other ways that shares get to clients. */
class OtherAzureBurstsTest {
  @TempDir Path folder;

  @AfterAll
  static void tell() {
    System.out.println(Judge.judged() + " calls were as Azure describes them");
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
      new Burst(world, new Names.Records(zone, "shop", new Random(1))).story("Azure DNS");
      assertThat(zone.everEmpty()).isFalse();
      assertThat(zone.state()).startsWith("A/shop [" + TwoClouds.HOME + "] hq");
    }
  }

  @Test
  @Timeout(600)
  void byTheBuiltInDns() throws Exception {
    try (TwoClouds world = new TwoClouds(folder)) {
      new Burst(world, ownDns(world)).story("built-in DNS");
    }
  }

  /** The load of the demo, as much above what home carries here. */
  @Test
  @Timeout(900)
  void theDemosEveningByTrafficManager() throws Exception {
    Trace evening = Scenario.of(true).load();
    try (TwoClouds world = new TwoClouds(folder)) {
      Burst burst = new Burst(world, AzureBurstTest.byTrafficManager(world));
      new Evening(world, burst, evening.scaledTo(evening.seconds(), Burst.MANY))
          .story("the demo's evening");
    }
  }

  /**
   * The controller is killed when the cloud has given the first worker and nothing runs on it yet.
   * The next one goes on with what is there.
   */
  @Test
  @Timeout(600)
  void aKilledControllersBurstGoesOn() throws Exception {
    try (TwoClouds world = new TwoClouds(folder)) {
      Burst burst = new Burst(world, AzureBurstTest.byTrafficManager(world));
      burst.deploy();
      int workers = world.cloud.bill.changes();
      int packages = world.cloud.deployments;
      try (Crowd crowd = burst.crowd()) {
        crowd.rate(Burst.MANY);
        burst.until("the first worker", () -> world.cloud.bill.workers() > 0);
        world.killAndRestart();
        assertThat(world.cloud.processes()).as("of the release, at the kill").isEmpty();
        burst.rise(crowd);
        assertThat(world.cloud.resources())
            .as("nothing is there twice")
            .containsExactlyInAnyOrder("plan shop-azure-1", "site shop-azure");
        assertThat(world.cloud.deployments - packages).as("packages sent").isEqualTo(1);
        burst.until("what is paid for to be what is known", () -> paid(world) == known(world));
        burst.fall(crowd);
        System.out.printf(
            "killed: %d workers given and taken back%n",
            (world.cloud.bill.changes() - workers) / 2);
      }
    }
  }

  private static int paid(TwoClouds world) {
    return world.cloud.bill.workers();
  }

  private static int known(TwoClouds world) {
    return world.site("azure").path("instances").size();
  }

  private static Names ownDns(TwoClouds world) throws Exception {
    int dns = FreePort.take();
    world.start(
        "{ type: dns, ttl: 5s }",
        """
        zones: [{ name: example.com, name-servers: [{ name: ns1.example.com, addresses: [127.0.0.1] }] }]
        dns: { listen: ["127.0.0.1:%d"] }
        """
            .formatted(dns));
    return new Names.Server(dns, TwoClouds.HOST);
  }
}
