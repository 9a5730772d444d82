package dev.spillway.demo;

import dev.spillway.demo.world.DemoException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * Follows a run to its end: tells the story, keeps the controller's status, knows when it is over.
 */
final class Watch {
  private static final int QUIET_SECONDS = 10;

  private final Stage stage;
  private final Scenario scenario;
  private final Story story;
  private final Load load;
  private final boolean spill;
  private final List<RunResult.Moment> moments = new ArrayList<>();
  private final Processors processors = new Processors();
  private String told = "";
  private double toldAt = -QUIET_SECONDS;

  Watch(Stage stage, Scenario scenario, Story story, Load load, boolean spill) {
    this.stage = stage;
    this.scenario = scenario;
    this.story = story;
    this.load = load;
    this.spill = spill;
  }

  Processors processors() {
    return processors;
  }

  List<RunResult.Moment> moments() {
    return moments;
  }

  /** Returns when the load is over and everything is back home, or when its tail is used up. */
  void toTheEnd() {
    double end = scenario.load().seconds();
    boolean home = !spill;
    while (load.elapsed() < end + scenario.tailSeconds()) {
      stage.alive();
      processors.look();
      if (!load.running()) {
        throw new DemoException("the clients ended too early; see clients.log (--keep)");
      }
      Optional<Status> status = stage.api().status();
      status.ifPresent(this::note);
      home = !spill || status.map(Status::publicGone).orElse(home);
      if (load.elapsed() > end && home) {
        break;
      }
      pause();
    }
  }

  private void note(Status s) {
    double t = load.elapsed();
    long cloud = s.site("cloud").map(Status.Site::ready).orElse(0L);
    moments.add(
        new RunResult.Moment(
            t,
            s.phase(),
            s.cloudShare(),
            s.site("home").map(Status.Site::ready).orElse(0L),
            cloud,
            s.headline()));
    String key = s.phase() + Math.round(100 * s.cloudShare()) + "/" + cloud;
    String line =
        String.format(
            Locale.ROOT,
            "%-8s %4.0f req/s  cloud %3.0f %% on %d instances  lost %.1f %% so far  %s",
            s.phase(),
            scenario.load().at(t),
            100 * s.cloudShare(),
            cloud,
            100 * lost(),
            s.headline());
    if (!key.equals(told) || t - toldAt > QUIET_SECONDS) {
      story.say(line);
      told = key;
      toldAt = t;
    } else {
      story.progress(line);
    }
  }

  private double lost() {
    long sent = 0;
    long lost = 0;
    for (JsonNode s : load.seconds()) {
      sent += s.path("sent").asLong(0);
      lost += s.path("lost").asLong(0);
    }
    return sent == 0 ? 0 : (double) lost / sent;
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoException("interrupted", e);
    }
  }
}
