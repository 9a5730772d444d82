package dev.spillway.control;

import static dev.spillway.control.World.AZURE;
import static dev.spillway.control.World.HQ;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.control.loop.Replay;
import dev.spillway.control.store.Event;
import dev.spillway.control.store.Json;
import dev.spillway.core.Decision.Phase;
import dev.spillway.core.Rules;
import dev.spillway.core.SteeringTarget.Ability;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** A burst where steering shows all or nothing: the target refuses whatever it cannot show. */
class SwitchStoryTest {
  @TempDir Path folder;

  @Test
  void everybodyGoesWhenThereIsRoomForEverybodyAndComesBack() throws Exception {
    World world = new World(folder);
    world.ability = Ability.SWITCH;
    try (Controller controller = world.controller()) {
      world.run(controller, 120);
      assertThat(world.share(HQ)).isEqualTo(1);

      world.demand = 180;
      world.run(controller, 60);
      assertThat(world.share(AZURE)).isEqualTo(1);
      assertThat(world.share(HQ)).isZero();
      assertThat(world.at(AZURE).instances.size() * 50).isGreaterThanOrEqualTo(180);
      assertThat(world.status(controller).phase()).isEqualTo(Phase.SPILLING);

      world.demand = 20;
      world.run(controller, 300);
      assertThat(world.share(HQ)).isEqualTo(1);
      assertThat(world.at(AZURE).instances).isEmpty();
      assertThat(world.cost(controller).billing()).isFalse();
      assertThat(world.events(controller))
          .filteredOn(e -> e.kind() == Event.Kind.FAILURE)
          .as("the target was never asked for what it cannot show")
          .isEmpty();
      assertThat(Replay.verify(world.events(controller)).differences()).isEmpty();
    }
  }

  @Test
  void aDecisionFromBeforeThisWasKnownIsMadeAgainAsWeighted() throws Exception {
    World world = new World(folder);
    try (Controller controller = world.controller()) {
      world.run(controller, 20);
      ObjectNode rules =
          world.events(controller).stream()
              .filter(e -> e.kind() == Event.Kind.DECISION)
              .flatMap(e -> Stream.ofNullable(e.data()))
              .map(data -> (ObjectNode) data.path("rules").deepCopy())
              .findFirst()
              .orElseThrow();
      rules.remove("steering");
      Rules read = Json.of(rules, Rules.class);
      assertThat(read.steering()).isEqualTo(Ability.WEIGHTED);
      assertThat(read.allOrNothing()).isFalse();
    }
  }
}
