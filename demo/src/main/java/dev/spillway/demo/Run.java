package dev.spillway.demo;

import dev.spillway.demo.world.Place;
import dev.spillway.demo.world.World;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One run, from an empty machine to an empty machine. */
final class Run {
  private static final long SEED = 19980610;

  private final DemoOptions options;
  private final Scenario scenario;
  private final Story story;
  private final boolean spill;
  private final List<Check> checks = new ArrayList<>();

  Run(DemoOptions options, Scenario scenario, Story story, boolean spill) {
    this.options = options;
    this.scenario = scenario;
    this.story = story;
    this.spill = spill;
  }

  RunResult run() throws IOException {
    World world = World.make(true, options.keep());
    Thread hook = new Thread(world::close, "clean up");
    Runtime.getRuntime().addShutdownHook(hook);
    RunResult result;
    try {
      result = inside(world);
    } finally {
      world.close();
      Runtime.getRuntime().removeShutdownHook(hook);
    }
    List<String> left = world.leftovers();
    checks.add(
        Check.of(
            "nothing is left on this machine",
            left.isEmpty(),
            left.isEmpty() ? "no process, no network, no folder" : String.join(", ", left)));
    story.say("Everything is removed" + (options.keep() ? " but " + world.folder() : ""));
    return new RunResult(
        result.name(),
        result.capacity(),
        result.loadSeconds(),
        result.seconds(),
        result.total(),
        result.moments(),
        result.figures(),
        checks,
        result.notices());
  }

  private RunResult inside(World world) throws IOException {
    introduce(world);
    try (Stage stage = new Stage(world, options, scenario, story)) {
      stage.data(spill);
      stage.spillway(spill);
      String digest = stage.deploy();
      story.say("The release " + digest.substring(0, 12) + " is deployed and verified");
      stage.settle();
      story.say("Home is ready with " + scenario.homeInstances() + " instances");
      ForeignClient dig = dig(world);
      before(world, stage, dig);
      return burst(world, stage, dig, digest);
    }
  }

  private void introduce(World world) {
    story.plain("");
    story.plain(spill ? "== With Spillway ==" : "== The same load, without a public site ==");
    scenario.notices().forEach(n -> story.plain("  " + n));
    story.plain("  PostgreSQL does not sync to disk: its data is thrown away.");
    world.cleaned().forEach(c -> story.plain("  An earlier demo had left " + c + "; removed."));
    story.plain(
        world.isolated()
            ? "  Internet, home, data network and cloud are network namespaces."
            : "  Without root there are no network namespaces: loopback addresses isolate less, and"
                + " no firewall can be shown.");
    story.plain("");
    story.say("The world stands in " + world.folder());
  }

  private static ForeignClient dig(World world) {
    return new ForeignClient(world.prefix(Place.NET), world.addresses(), world.folder());
  }

  private void before(World world, Stage stage, ForeignClient dig) {
    if (spill) {
      nothingPublic("before", stage);
      isolation(world);
    }
    rest("before", dig);
  }

  private void nothingPublic(String when, Stage stage) {
    Optional<Status> status = stage.api().status();
    checks.add(
        Check.of(
            "no public instance " + when + ", no gateway, nothing that bills",
            status.map(Status::publicGone).orElse(false),
            status.map(Status::publicState).orElse("the controller does not answer")));
  }

  private void isolation(World world) {
    String direct = "the firewall refuses the cloud the direct path to the database";
    String control = "the same path works while the rule is lifted";
    if (!world.isolated()) {
      checks.add(Check.skipped(direct, "needs root"));
      checks.add(Check.skipped(control, "needs root"));
      return;
    }
    World.Isolation proof = world.proveIsolation(Stage.java());
    checks.add(
        Check.of(
            direct,
            proof.refused() && proof.dropped() > 0,
            proof.dropped() + " packets dropped by the rule"));
    checks.add(
        Check.of(
            control,
            proof.reachableWhenLifted(),
            proof.reachableWhenLifted() ? "connected" : "not reachable: a route is missing"));
    story.say(
        "The direct path from the cloud to the database was tried, with the rule and without");
  }

  private void rest(String when, ForeignClient dig) {
    String what = "at rest (" + when + ") DNS never names a public address";
    if (!ForeignClient.available()) {
      checks.add(Check.skipped(what, "dig is not installed"));
      return;
    }
    ForeignClient.Answers answers = dig.ask(500);
    checks.add(
        Check.of(
            what,
            answers.cloud() == 0 && answers.home() >= 495,
            answers.home() + " answers home, " + answers.cloud() + " public"));
  }

  private RunResult burst(World world, Stage stage, ForeignClient dig, String digest)
      throws IOException {
    story.say("The evening begins");
    Load load = Load.start(world, scenario, SEED);
    Witness witness = new Witness(stage, story, dig, world.addresses());
    Thread watching = Thread.ofVirtual().unstarted(witness);
    if (spill) {
      watching.start();
    }
    Watch watch = new Watch(stage, scenario, story, load, spill);
    try {
      watch.toTheEnd();
    } finally {
      witness.end();
      load.finish();
    }
    if (spill) {
      join(watching);
      rest("after", dig);
      nothingPublic("after", stage);
      checks.addAll(witness.checks(digest));
    }
    Figures figures =
        Figures.of(load.seconds(), scenario.load().seconds(), scenario.windowSeconds());
    judge(figures);
    List<String> notices = new ArrayList<>(scenario.notices());
    watch
        .processors()
        .sentence(scenario.windowSeconds())
        .ifPresent(s -> {
          notices.add(s);
          story.say(s);
        });
    return new RunResult(
        spill ? "spill" : "no spill",
        scenario.homeCapacity(),
        scenario.load().seconds(),
        load.seconds(),
        load.total(),
        watch.moments(),
        figures,
        checks,
        notices);
  }

  private static void join(Thread watching) {
    try {
      watching.join(Duration.ofSeconds(40));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void judge(Figures f) {
    String lost =
        String.format(Locale.ROOT, "%d of %d, %.2f %%", f.lost(), f.sent(), 100 * f.lostPart());
    if (spill) {
      checks.add(Check.of("fewer than 1 % of requests lost", f.lostPart() < 0.01, lost));
      checks.add(
          Check.of(
              "at the peak the cloud serves at least 40 %",
              f.peakPublic() >= 0.4,
              String.format(
                  Locale.ROOT, "%.0f %% of %.0f req/s", 100 * f.peakPublic(), f.peakRate())));
    } else {
      checks.add(
          Check.of("without a public site more than 15 % are lost", f.lostPart() > 0.15, lost));
    }
  }
}
