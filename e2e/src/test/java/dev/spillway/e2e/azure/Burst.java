package dev.spillway.e2e.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.core.Digest;
import dev.spillway.demo.world.Waiting;
import dev.spillway.e2e.FreePort;
import dev.spillway.e2e.Sockets;
import dev.spillway.e2e.SpillwayProgram;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/**
 * One burst of the shop, from nothing public to nothing public, and what has to be true on its way.
 */
final class Burst {
  static final double CALM = 6;

  /** Twice what home carries. */
  static final double MANY = 45;

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /**
   * A worker is counted from the second tick after it was given at the latest, and until the second
   * after it was taken back: one tick asks, one counts the answer, and calls take their time. What
   * is missing at the beginning of a worker makes up for what is too much at its end, so the most
   * for each worker is one of both.
   */
  private static final double SECONDS_FOR_EACH_WORKER =
      2 * TwoClouds.TICK.toMillis() / 1000.0 + 0.5;

  private final TwoClouds world;
  private final Names names;
  private final Digest release;
  private final Set<String> digests = new TreeSet<>();
  private int most;
  private double share;

  Burst(TwoClouds world, Names names) throws IOException {
    this.world = world;
    this.names = names;
    this.release = Digest.of(DataAtHome.STOREFRONT);
  }

  /**
   * The whole of it.
   *
   * @param steering for the line that it prints
   */
  void story(String steering) throws Exception {
    deploy();
    double before = world.cloud.bill.seconds();
    try (Crowd crowd = crowd();
        Customer customer = new Customer(world.port)) {
      calm(crowd);
      rise(crowd);
      oneShop(customer);
      onlyTheLinkLeadsHome();
      // An operator holds the public site before the crowd goes, so that it is there to be asked.
      must("spill", "--to", "azure", "--share", "40%", "--for", "10min", "--reason", "link");
      crowd.rate(0);
      until("all to be answered", crowd::quiet);
      nothingIsSoldWithoutTheLink(customer);
      fall(crowd);
      bill(steering, before, crowd.sentToOthersThan(TwoClouds.HOME));
    }
  }

  /** So few come that home carries them. */
  void calm(Crowd crowd) {
    crowd.rate(CALM);
    until("the demand to be known", () -> world.status().path("demand").asDouble(0) > 3);
    assertThat(crowd.sentToOthersThan(TwoClouds.HOME)).isZero();
  }

  Crowd crowd() {
    return new Crowd(
        names,
        world.port,
        TwoClouds.HOST,
        a -> world.home.running(a, release) + world.cloud.running(a, release));
  }

  /** From nothing: the clouds are asked, the release is brought to both sites, home has it all. */
  void deploy() throws Exception {
    until("the API", () -> !world.status().path("sites").isEmpty());
    String nobody = "127.0.0.1:" + FreePort.take();
    SpillwayProgram.Result asked = world.spillway("check", "--online", "--resolver", nobody);
    assertThat(asked.exit()).as(asked.toString()).isZero();
    assertThat(asked.out())
        .contains("shop, hq, platform (azure-app-service):")
        .contains("the name shop-azure is free")
        .contains("not known: cannot look up asuid." + TwoClouds.HOST)
        .contains("No cloud says that anything stands in the way.");
    assertThat(world.cloud.resources()).isEmpty();
    must("deploy", DataAtHome.STOREFRONT.toAbsolutePath().toString());
    until("home alone", this::atHome);
  }

  /** More come than home carries, until the cloud has answered a hundred of them. */
  void rise(Crowd crowd) throws IOException {
    crowd.rate(MANY);
    until(
        "100 requests at the cloud",
        () -> {
          look();
          return crowd.sentToOthersThan(TwoClouds.HOME) > 100;
        });
    assertThat(names.tellsOthersThan(TwoClouds.HOME)).isTrue();
    assertThat(share).isGreaterThan(0);
  }

  /** What is ordered in the cloud is in the database at home, and the reverse. */
  private void oneShop(Customer customer) throws Exception {
    String there = customer.order(cloud(), "Ada");
    assertThat(customer.get(TwoClouds.HOME, there).body())
        .contains("Thank you, Ada", "Taken by azure/");
    String here = customer.order(TwoClouds.HOME, "Grace");
    assertThat(customer.get(cloud(), here).body()).contains("Thank you, Grace", "Taken by hq/");
  }

  /** By what the public instances were told, and by what the kernel says that they do. */
  private void onlyTheLinkLeadsHome() throws IOException {
    String database = world.data.database.toString();
    String service = world.data.service.toString();
    assertThat(world.cloud.settings())
        .containsEntry("DB_URL", "jdbc:postgresql://" + service + "/shop");
    assertThat(world.cloud.settings().values()).noneMatch(v -> v.contains(database));
    assertThat(world.home.settings())
        .containsEntry("DB_URL", "jdbc:postgresql://" + database + "/shop");
    assertThat(world.cloud.processes()).isNotEmpty();
    for (long process : world.cloud.processes()) {
      assertThat(Sockets.peers(process)).contains(service).doesNotContain(database);
    }
    for (long process : world.home.processes()) {
      assertThat(Sockets.peers(process)).contains(database).doesNotContain(service);
    }
  }

  /** Home goes on meanwhile. */
  private void nothingIsSoldWithoutTheLink(Customer customer) throws Exception {
    assertThat(customer.status(cloud(), "/")).isEqualTo(200);
    world.data.cut();
    until("the cloud to have no data", () -> customer.status(cloud(), "/") == 500);
    assertThat(customer.get(cloud(), "/").body()).contains("The database does not answer.");
    assertThat(customer.status(TwoClouds.HOME, "/")).isEqualTo(200);
    world.data.connect();
    until("the cloud to sell again", () -> customer.status(cloud(), "/") == 200);
    must("resume", "--reason", "link");
  }

  private void must(String... command) throws Exception {
    SpillwayProgram.Result result = world.spillway(command);
    assertThat(result.exit()).as(result + world.log()).isZero();
  }

  /** So few come that home carries them: all goes back, and nothing is left that bills. */
  void fall(Crowd crowd) {
    crowd.rate(CALM);
    until(
        "all to be home and nothing to be left",
        () -> {
          look();
          return atHome() && !world.status().at("/cost/billing").asBoolean(true);
        });
    assertThat(world.cloud.resources()).isEmpty();
    assertThat(world.cloud.bill.workers()).isZero();
    assertThat(crowd.wrong()).isEmpty();
    assertThat(digests).as("of all instances that were ready").containsExactly(release.hex());
    assertThat(world.home.resources()).contains("site shop-hq");
  }

  /** What the cloud counted and what Spillway says that it cost. */
  void bill(String steering, double before, long there) {
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

  /** The public site's address of now; it is another whenever the site is made anew. */
  private String cloud() {
    return world.cloud.fronts().getFirst();
  }

  /** Every ready instance has the release; how many there were, and the largest share, are kept. */
  void look() {
    share = Math.max(share, world.site("azure").path("share").asDouble());
    int count = 0;
    for (JsonNode one : world.site("azure").path("instances")) {
      if (one.path("state").asString("").equals("READY")) {
        count++;
        digests.add(one.path("digest").asString("none"));
        assertThat(one.path("proof").asString()).isEqualTo("measured");
      }
    }
    most = Math.max(most, count);
  }

  private boolean atHome() {
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

  void until(String what, BooleanSupplier reached) {
    if (!Waiting.within(PATIENCE, reached)) {
      throw new AssertionError(
          "waited in vain for %s; now %s%n%s".formatted(what, world.status(), world.log()));
    }
  }
}
