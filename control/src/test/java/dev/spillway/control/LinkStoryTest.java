package dev.spillway.control;

import static dev.spillway.control.World.AZURE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.control.loop.AppStatus;
import dev.spillway.control.store.Event;
import dev.spillway.core.Machine;
import dev.spillway.core.Money;
import dev.spillway.core.PlatformChange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A public site whose instances reach their database through the link. */
class LinkStoryTest {
  @TempDir Path folder;
  private World world;

  @BeforeEach
  void world() throws Exception {
    world = new World(folder);
    world.linked = true;
  }

  private Controller settled() throws Exception {
    Controller controller = world.controller();
    world.run(controller, 120);
    assertThat(world.at(AZURE).instances).isEmpty();
    assertThat(world.gateway.there).isFalse();
    return controller;
  }

  private Controller bursting() throws Exception {
    Controller controller = settled();
    world.demand = 180;
    world.run(controller, 60);
    assertThat(world.share(AZURE)).isBetween(0.3, 0.7);
    return controller;
  }

  @Test
  void aHostThatSomebodyKeepsForTheGatewayCountsAndGoesOnAfterTheBurst() throws Exception {
    world.gateway.standing = new Money(3600, "USD");
    double burst;
    double quiet;
    try (Controller controller = settled()) {
      assertThat(world.loop(controller).plan().standing())
          .containsExactly("the gateway's host at azure, 3600 USD/h");
      quiet = world.cost(controller).month();
      world.run(controller, 100);
      assertThat(world.cost(controller).month() - quiet).isCloseTo(100, within(1e-6));
      assertThat(world.cost(controller).standing()).isEqualTo(3600);
      world.demand = 180;
      world.run(controller, 60);
      assertThat(world.cost(controller).billing()).isTrue();
      world.demand = 20;
      world.run(controller, 400);
      assertThat(world.gateway.there).isFalse();
      assertThat(world.cost(controller).billing()).as("of what a burst started").isFalse();
      burst = world.cost(controller).burst();
      assertThat(burst).isBetween(60.0, 400.0);
      assertThat(world.events(controller))
          .extracting(Event::text)
          .contains(
              "nothing is billed any more at azure (checked); its gateway's host is not Spillway's"
                  + " to stop and goes on at 3600 USD/h");
      quiet = world.cost(controller).month();
    }
    world.advance(Duration.ofMinutes(10));
    try (Controller next = world.controller()) {
      world.run(next, 1);
      double away = world.cost(next).month();
      world.run(next, 60);
      assertThat(world.cost(next).month() - away).isCloseTo(60, within(1e-6));
      assertThat(away - quiet).as("while no controller ran, too").isCloseTo(601, within(0.1));
      assertThat(world.cost(next).burst()).as("over before").isEqualTo(burst);
    }
  }

  @Test
  void theGatewayComesFirstTellsWhereServicesAreAndGoesLast() throws Exception {
    try (Controller controller = settled()) {
      world.at(AZURE).changes.clear();
      world.demand = 180;
      world.run(controller, 15);
      assertThat(world.at(AZURE).instances).isNotEmpty();
      assertThat(starts())
          .extracting(s -> s.settings().get("DB_URL"))
          .containsOnly("jdbc:postgresql://203.0.113.100:5432/shop");
      assertThat(world.cost(controller).billing()).isTrue();
      world.demand = 20;
      for (int i = 0; i < 300 && world.gateway.there; i++) {
        boolean none = world.at(AZURE).instances.isEmpty();
        world.run(controller, 1);
        assertThat(world.gateway.there || none).isTrue();
      }
      assertThat(world.gateway.there).isFalse();
      world.run(controller, 2);
      assertThat(world.cost(controller).billing()).isFalse();
    }
  }

  /** Nobody would look for it at the cloud of the public site. */
  @Test
  void whoWaitsForTheDatabaseIsToldThatItsMachineIsOff() throws Exception {
    Machine on = machine(true, "running", "");
    Machine off = machine(false, "deallocated", "start it: az vm start -n shop-sql");
    world.machines = List.of(on);
    try (Controller controller = settled()) {
      assertThat(world.events(controller))
          .extracting(Event::text)
          .noneMatch(text -> text.contains("the machine"));
      world.machines = List.of(off);
      world.databaseUp = false;
      world.demand = 180;
      world.run(controller, 30);
      assertThat(world.share(AZURE)).isZero();
      AppStatus status = world.status(controller);
      assertThat(status.sites().getFirst().machines())
          .containsExactly(
              new AppStatus.MachineView(
                  "shop-sql",
                  "customers-db",
                  false,
                  "deallocated",
                  List.of("10.1.0.20"),
                  "start it: az vm start -n shop-sql",
                  0));
      assertThat(status.sites().getLast().instances())
          .isNotEmpty()
          .allSatisfy(i ->
              assertThat(i.why())
                  .isEqualTo(
                      "waits for an answer through the link from [customers-db]; the machine shop-sql"
                          + " (customers-db) is deallocated"));
      world.machines = List.of(on);
      world.databaseUp = true;
      world.run(controller, 60);
      assertThat(world.share(AZURE)).isPositive();
      assertThat(world.events(controller))
          .extracting(Event::text)
          .filteredOn(text -> text.startsWith("hq: the machine"))
          .containsExactlyInAnyOrder(
              "hq: the machine shop-sql (customers-db) is deallocated; start it: az vm start -n"
                  + " shop-sql",
              "hq: the machine shop-sql (customers-db) is running");
    }
  }

  private static Machine machine(boolean runs, String state, String advice) {
    return new Machine("shop-sql", "customers-db", runs, state, List.of("10.1.0.20"), advice);
  }

  @Test
  void eachInstanceGetsTheBurstsInvitationWhichEndsWithTheBurst() throws Exception {
    try (Controller controller = settled()) {
      world.at(AZURE).changes.clear();
      world.invitations.asked.clear();
      world.invitations.ended.clear();
      world.demand = 180;
      world.run(controller, 60);
      assertThat(starts())
          .hasSizeGreaterThan(1)
          .extracting(s -> s.settings().get("SPILLWAY_INVITATION"))
          .containsOnly("spillway-invitation:c2VjcmV0");
      // As many as the site may have, at the gateway as instances see it.
      assertThat(world.invitations.asked)
          .hasSameSizeAs(starts())
          .containsOnly("shop/azure 4 at 203.0.113.100:5432");
      assertThat(world.invitations.ended).isEmpty();
      world.demand = 20;
      world.invitations.fails = true;
      world.run(controller, 400);
      assertThat(world.invitations.ended).isEmpty();
      assertThat(world.events(controller))
          .anyMatch(each -> each.text().contains("the disk is full"));
      world.invitations.fails = false;
      world.run(controller, 30);
      assertThat(world.invitations.ended).containsOnly("shop/azure");
      assertThat(world.events(controller)).noneMatch(each -> each.toString().contains("c2VjcmV0"));
    }
  }

  private List<PlatformChange.Start> starts() {
    return world.at(AZURE).changes.stream()
        .filter(PlatformChange.Start.class::isInstance)
        .map(PlatformChange.Start.class::cast)
        .toList();
  }

  @Test
  void aGatewayThatDoesNotStayUpIsStartedEverMoreSlowly() throws Exception {
    try (Controller controller = settled()) {
      world.gateway.crashes = true;
      world.gateway.starts = 0;
      world.demand = 180;
      world.run(controller, 60);
      assertThat(world.gateway.starts).isBetween(2, 8);
      world.gateway.crashes = false;
      world.run(controller, 60);
      assertThat(world.share(AZURE)).isPositive();
    }
  }

  @Test
  void whatIsNoLongerNeededStopsAlsoWhenItsGatewayCannotBeStarted() throws Exception {
    try (Controller controller = bursting()) {
      world.gateway.running = false;
      world.gateway.cannotStart = true;
      world.demand = 20;
      world.run(controller, 300);
      assertThat(world.share(AZURE)).isZero();
      assertThat(world.at(AZURE).instances).isEmpty();
    }
  }

  @Test
  void aShortLossOfTheLinkMovesNoShareAlthoughInstancesAreUnhealthyMeanwhile() throws Exception {
    try (Controller controller = bursting()) {
      double share = world.share(AZURE);
      List<String> all = List.copyOf(world.at(AZURE).instances.keySet());
      world.linkUp = false;
      world.sick.addAll(all);
      for (int i = 0; i < 6; i++) {
        world.run(controller, 1);
        assertThat(world.share(AZURE)).isEqualTo(share);
      }
      world.linkUp = true;
      world.run(controller, 2);
      assertThat(world.share(AZURE)).isEqualTo(share);
      world.sick.clear();
      world.run(controller, 5);
      assertThat(world.share(AZURE)).isGreaterThanOrEqualTo(share - 0.05);
    }
  }

  @Test
  void aLongLossOfTheLinkTakesTheShare() throws Exception {
    try (Controller controller = bursting()) {
      world.linkUp = false;
      world.sick.addAll(world.at(AZURE).instances.keySet());
      world.run(controller, 14);
      assertThat(world.share(AZURE)).isZero();
    }
  }
}
