package dev.spillway.control;

import static dev.spillway.control.World.AZURE;
import static dev.spillway.control.World.HQ;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.control.release.Deployment;
import dev.spillway.control.store.Event;
import dev.spillway.core.SteeredHost.SiteAnswer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A world with every adapter in memory and time in the test's hand, and its controller. */
abstract class Story {
  @TempDir Path folder;
  World world;

  @BeforeEach
  void world() throws Exception {
    world = new World(folder);
  }

  /** First deployment done, its verification instance gone again. */
  final Controller settled() throws Exception {
    Controller controller = world.controller();
    world.run(controller, 120);
    assertThat(newest(controller).state()).isEqualTo(Deployment.State.DONE);
    assertThat(world.at(HQ).instances).hasSize(2);
    assertThat(world.at(AZURE).instances).isEmpty();
    assertThat(world.share(HQ)).isEqualTo(1);
    return controller;
  }

  final Deployment newest(Controller controller) {
    return world.loop(controller).deployer().state().newest().orElseThrow();
  }

  final List<String> texts(Controller controller) throws Exception {
    return world.events(controller).stream().map(Event::text).toList();
  }

  final List<String> answers(String site) {
    return world.published().sites().stream()
        .filter(s -> s.site().equals(site))
        .map(SiteAnswer::addresses)
        .findFirst()
        .orElseThrow();
  }
}
